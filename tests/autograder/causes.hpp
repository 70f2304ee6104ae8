/// @file
/// A second look at a failure: the check is run once more while the program's socket calls are
/// recorded. The verdict stays; the calls prove a cause that from outside is one of several, or
/// disprove one.
#pragma once

#include "autograder/finding.hpp"
#include "autograder/source_line.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace suite {

/// True if recorded calls may tell more about a failure with this diagnosis.
[[nodiscard]] bool calls_may_explain(std::string_view diagnosis);

/// Puts the cause that the calls `of` a program prove into `it`, with the calls as evidence.
/// Without such a cause, a call that failed is evidence.
void explain_by_calls(finding& it, const std::vector<recorded_call>& calls, const executable& of);

/// "it called send(4, 3000 bytes) = 7 at tcp_server.cpp:41": the line where it can be found.
[[nodiscard]] sentence made_call(const recorded_call& call, const executable& of,
                                 const std::string& id = "seen.call");

}  // namespace suite
