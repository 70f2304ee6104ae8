/// @file
/// The outcome of one check, and how it leaves the suite.
#pragma once

#include "autograder/given.hpp"
#include "autograder/timeline.hpp"
#include "wire/result.hpp"

#include <string>

namespace suite {

using wire::verdict;

/// In the words of one language.
struct outcome {
    wire::check check;
    wire::transcript steps;  ///< all of them; the check's evidence has a short timeline
    std::optional<deviation> found = {};  ///< what the checks after it may accept
    /// Skipped after it began: what is given hides what it asks for. Those after it may see more.
    bool unobservable = false;
};

/// Combines a failure with a second try while no other check ran: if that passed, the check is
/// unstable and keeps its points; otherwise the second failure counts. The traces of both are kept.
[[nodiscard]] outcome second_try(const outcome& first, outcome second);

/// Two lines of JSON for the channel: the check, and its transcript.
[[nodiscard]] std::string to_json_line(const wire::check& it);
[[nodiscard]] std::string to_transcript_line(const outcome& what);

/// For the screen, 80 columns.
[[nodiscard]] std::string to_text(const wire::check& it, const course::catalogue& words);

}  // namespace suite
