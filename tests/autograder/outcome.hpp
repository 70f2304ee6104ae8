/// @file
/// The outcome of one check, and how it leaves the suite.
#pragma once

#include "autograder/timeline.hpp"

#include <nlohmann/json_fwd.hpp>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace suite {

enum class verdict { passed, failed, skipped, unstable, not_run, internal_error };

[[nodiscard]] std::string_view name(verdict which);

/// All of it in words of one language.
struct outcome {
    std::string id;
    std::string program;
    std::string title;
    verdict result = verdict::passed;
    int points = 0;
    int max_points = 0;
    int todo = 0;
    bool hidden = false;

    sentence diagnosis;  ///< empty id: there is none
    std::string cause;   ///< the diagnosis in words
    std::string did;
    std::string expected;
    std::string got;
    std::vector<std::string> seen;
    std::vector<std::string> advice;    ///< of a check that passed: notes that cost nothing
    std::string guide;                  ///< anchor in the guide
    std::string by_hand;                ///< a command line
    std::string because;                ///< the check whose failure explains this one
    std::vector<std::string> timeline;  ///< short, for the message
    std::vector<step> steps;            ///< the whole of it
    std::chrono::duration<double, std::milli> took{};
};

/// What a second try in a quiet slot makes of it: if that passed, the check is unstable and keeps
/// the points of a pass; else the second failure counts, which nothing disturbed. The traces of
/// both are kept.
[[nodiscard]] outcome second_try(const outcome& first, outcome second);

/// One line of JSON, as the channel carries it; and the whole story, as another.
[[nodiscard]] std::string to_json_line(const outcome& what);
[[nodiscard]] std::string to_transcript_line(const outcome& what);

/// All of it, from one process to another.
[[nodiscard]] nlohmann::json to_json(const outcome& what);
[[nodiscard]] outcome outcome_from_json(const nlohmann::json& from);

/// For the screen, 80 columns.
[[nodiscard]] std::string to_text(const outcome& what, const course::catalogue& words);

}  // namespace suite
