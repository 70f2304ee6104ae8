/// @file
/// Reads what an uncaught error of a program in Python or C++ left on stderr.
#pragma once

#include "autograder/finding.hpp"

#include <optional>
#include <string_view>

namespace suite {

/// What the last traceback in `text` says, with its most likely cause and remedy: "python.timeout",
/// with the parameters `error` ("TimeoutError: timed out") and `place` ("udp_client.py:31").
/// Nothing if there is no traceback. `program` is the name of the program that wrote it.
[[nodiscard]] std::optional<sentence> read_traceback(std::string_view text,
                                                     const std::string& program);

/// What the C++ run-time library says of an exception that is not caught (libstdc++ or libc++):
/// "exception.other", with `type` ("std::invalid_argument") and `what` ("stoi").
[[nodiscard]] std::optional<sentence> read_exception(std::string_view text);

/// True for an error of these two that has a known cause and remedy: it explains a failure
/// better than what was seen from outside.
[[nodiscard]] bool is_known_error(const sentence& it);

}  // namespace suite
