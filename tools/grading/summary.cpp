#include "grading/exports.hpp"
#include "grading/isolation.hpp"
#include "support/text.hpp"

#include <algorithm>
#include <vector>

namespace grading {
namespace {

using wire::program_status;
using wire::verdict;

constexpr std::size_t most_parts = 3;  // what fits beside a name in a terminal

std::size_t count(const wire::program& it, verdict which) {
    return static_cast<std::size_t>(
        std::count_if(it.checks.begin(), it.checks.end(),
                      [&](const wire::check& check) { return check.verdict == which; }));
}

// Counts failed and skipped checks separately, because one early mistake may skip the rest.
std::string of_checks(const wire::program& it, const course::catalogue& words) {
    const auto failed = count(it, verdict::failed);
    const auto skipped = count(it, verdict::skipped);
    if (failed == 0) return "";
    const auto text = words.text(failed == 1 ? "remark.one-check" : "remark.checks",
                                 {{"program", it.name}, {"count", std::to_string(failed)}});
    if (skipped == 0) return text;
    return words.text("remark.skipped", {{"text", text}, {"count", std::to_string(skipped)}});
}

std::string of_program(const wire::program& it, const course::catalogue& words) {
    const course::parameters name = {{"program", it.name}};
    if (it.has_internal_error()) return words.text("remark.internal-error", name);
    if (it.status == program_status::missing) return words.text("remark.missing", name);
    if (it.status == program_status::build_failed) {
        const auto place = place_of_error(it.message.text);
        return place.empty() ? words.text("remark.no-build", name)
                             : words.text("remark.no-build-at", {{"place", place}});
    }
    const bool nothing_works =
        it.score() == 0 && !it.checks.empty() && it.checks.front().verdict == verdict::failed;
    return nothing_works ? words.text("remark.nothing-works", name) : of_checks(it, words);
}

bool all_have(const wire::result& of, program_status status) {
    return !of.programs.empty() &&
           std::all_of(of.programs.begin(), of.programs.end(),
                       [&](const wire::program& it) { return it.status == status; });
}

// The reason, not what was repaired on the way to it.
std::string nothing_judged(const wire::result& of, const course::catalogue& words) {
    const auto refused =
        std::find_if(of.notes.begin(), of.notes.end(),
                     [](const wire::sentence& it) { return support::starts(it.id, "refused."); });
    if (refused != of.notes.end()) return support::one_line(refused->text, 120);
    const auto reason = words.text("remark.no-programs");
    if (of.notes.empty()) return reason;
    return words.text("remark.notes",
                      {{"first", reason}, {"more", std::to_string(of.notes.size())}});
}

}  // namespace

std::string place_of_error(const std::string& message) {
    const auto line = message.substr(0, message.find('\n'));
    for (const char* kind : {": fatal error: ", ": error: "}) {
        const auto at = line.find(kind);
        const auto colon = at == std::string::npos ? at : line.rfind(':', at - 1);
        // Accepts "tcp_server.cpp:14", but not "tcp_server.cpp" of an error without a line.
        if (colon != std::string::npos && colon + 1 < at) return line.substr(0, at);
    }
    return "";
}

namespace {

std::string what_failed(const wire::result& of, const course::catalogue& words) {
    if (all_have(of, program_status::missing)) return nothing_judged(of, words);
    std::vector<std::string> parts;
    for (const auto& program : of.programs) {
        const auto part = of_program(program, words);
        if (!part.empty()) parts.push_back(part);
    }
    if (parts.empty()) {
        if (of.notes.empty()) return "";
        const auto first = support::one_line(of.notes.front().text, 100);
        return of.notes.size() == 1
                   ? first
                   : words.text("remark.notes",
                                {{"first", first}, {"more", std::to_string(of.notes.size() - 1)}});
    }
    std::string result;
    for (std::size_t i = 0; i < parts.size() && i < most_parts; ++i)
        result += (i == 0 ? "" : "   ") + parts[i];
    return parts.size() > most_parts ? result + "   …" : result;
}

}  // namespace

std::string summary(const wire::result& of, const course::catalogue& words) {
    const auto text = what_failed(of, words);
    const auto warning = caution("remark", of.isolation, words);
    if (warning.empty() || text.empty()) return warning + text;
    return warning + "   " + text;
}

}  // namespace grading
