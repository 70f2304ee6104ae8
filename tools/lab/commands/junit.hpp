/// @file
/// The outcome of a ctest run, from the file that it writes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lab {

struct tally {
    std::size_t passed = 0;
    std::size_t failed = 0;
    std::size_t skipped = 0;
    std::vector<std::string> failures;  ///< names
};

/// Reads what `ctest --output-junit` writes: one `<testcase>` for each test, whose attribute
/// `status` is run, fail, notrun or disabled. A test that was not found to run has failed.
[[nodiscard]] tally read_junit(std::string_view xml);

}  // namespace lab
