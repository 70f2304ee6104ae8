/// @file
/// Results whose texts attack the page that shows them.
#pragma once

#include "sock_catch.hpp"
#include "tools/wire/sample.hpp"

#include <string>

namespace page_samples {

[[nodiscard]] inline bool shows(const std::string& text, const std::string& what) {
    return text.find(what) != std::string::npos;
}

/// `attack` wherever a student, a program or a person could have put it.
[[nodiscard]] inline wire::result hostile(const std::string& attack) {
    auto it = sample::result();
    it.submission.name = it.submission.file = attack;
    it.notes = {wire::plain(attack)};
    auto& check = it.programs[0].checks[1];
    check.title = check.diagnosis.text = attack;
    auto& seen = check.evidence;
    seen.did = seen.by_hand = seen.guide = attack;
    seen.expected = seen.got = wire::plain(attack);
    seen.seen = {wire::plain(attack)};
    seen.source = {attack, wire::plain(attack), {{1, attack, false}, {2, attack, true}}};
    const wire::sentence arrow{"step.passes", {{"from", attack}, {"to", "peer"}}, attack};
    const wire::sentence note{"step.error", {{"who", attack}}, attack};
    seen.timeline = {{0, wire::plain(attack), attack}, {1, arrow, {}}, {2, note, {}}};
    it.programs.push_back({"udp_server",
                           wire::program_status::build_failed,
                           wire::plain(attack),
                           {},
                           {},
                           seen.source});
    return it;
}

/// Fails if `page` has markup of `hostile`, a script, or something that would be loaded.
inline void check_harmless(const std::string& page) {
    for (const char* markup : {"<img", "<script", "</svg>\"", "</style>\"", "<u>"})
        CHECK_FALSE(shows(page, markup));
    CHECK(shows(page, "Content-Security-Policy"));
    CHECK_FALSE(shows(page, "http:"));
    CHECK_FALSE(shows(page, "https:"));
    CHECK_FALSE(shows(page, "url("));
}

inline const char* const attacks[] = {"<img src=x onerror=alert(1)>\"'", "</svg>\"<u>", "]]>\"<u>",
                                      "</style>\"<script>", "\" onload=\"alert(1)<u>"};

}  // namespace page_samples
