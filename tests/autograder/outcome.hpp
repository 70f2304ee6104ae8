/// @file
/// The outcome of one check, and how it leaves the suite.
#pragma once

#include "finding.hpp"

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
    std::string guide;    ///< anchor in the guide
    std::string by_hand;  ///< a command line
    std::string because;  ///< the check whose failure explains this one
    std::vector<std::string> timeline;
    std::chrono::duration<double, std::milli> took{};
};

/// One line of JSON, as the channel carries it.
[[nodiscard]] std::string to_json_line(const outcome& what);

/// For the screen, 80 columns.
[[nodiscard]] std::string to_text(const outcome& what, const course::catalogue& words);

}  // namespace suite
