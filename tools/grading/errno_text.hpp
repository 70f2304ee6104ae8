/// @file
/// Describes errno values in words.
#pragma once

#include <string>
#include <system_error>

namespace grading {

[[nodiscard]] inline std::string reason(int number) {
    return std::generic_category().message(number);
}

}  // namespace grading
