/// @file
/// From a binary to its checks: runs sock-suite and accepts from its channel only what fits the
/// course.
#pragma once

#include "course/course.hpp"
#include "judge/budget.hpp"
#include "judge/build.hpp"
#include "judge/tools.hpp"
#include "support/process.hpp"
#include "wire/result.hpp"
#include "wire/transcript.hpp"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace judge {

struct suite_options {
    std::string seed;                                  ///< decimal; empty: the suite chooses
    std::vector<std::string> only;                     ///< check ids; empty: all of them
    support::milliseconds wall{600'000};               ///< far more than the suite gives its waits
    std::function<void(const wire::check&)> on_check;  ///< for each result (may be empty)
    stop_question stop;                                ///< true ends the compiler or the suite
    instruments built_in = instruments::none;          ///< what the binary was built with
    bool script = false;                               ///< the binary is run by an interpreter
    budget* left = nullptr;  ///< of the submission; null: no limit beyond each program's
    bool hurry = false;      ///< a person waits and a core is free: start early what may be needed
};

struct suite_outcome {
    std::vector<wire::check> checks;  ///< one for each expected check, in the course's order
    std::string seed;                 ///< the one that was used
    wire::transcripts transcripts;
    wire::sentence trouble;  ///< if the suite died, lied or took too long; else empty
};

/// Runs the checks of one built program.
[[nodiscard]] suite_outcome run_suite(const tools& with, const course::exercise& exercise,
                                      const std::filesystem::path& binary,
                                      const course::catalogue& words,
                                      const suite_options& options = {});

/// Every check of `exercise` as not-run, for `reason`.
[[nodiscard]] std::vector<wire::check>
not_run(const course::exercise& exercise, const wire::sentence& reason, course::language language);

}  // namespace judge
