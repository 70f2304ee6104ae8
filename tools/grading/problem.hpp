/// @file
/// The reason why grading stops: a sentence for a person and lab's exit status.
#pragma once

#include <stdexcept>
#include <string>
#include <system_error>

namespace grading {

struct problem : std::runtime_error {
    problem(int exit_status, const std::string& sentence)
        : std::runtime_error(sentence), status(exit_status) {}
    int status;  ///< 2: wrong use, 3: a failure of the grader, 4: broken input
};

/// Input that no second run can judge: a file that is no archive, a mistake in course.toml. A
/// scheduler must not repeat a shard for it: that ends with status 4.
struct broken_input : problem {
    using problem::problem;
};

inline constexpr int error_of_use = 2;
inline constexpr int own_failure = 3;
inline constexpr int never_mended = 4;

/// A number of errno in words.
[[nodiscard]] inline std::string reason(int number) {
    return std::generic_category().message(number);
}

}  // namespace grading
