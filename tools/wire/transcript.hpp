/// @file
/// Everything that happened in a check, on both sides of the connection.
#pragma once

#include "wire/sentence.hpp"

#include <map>
#include <string>
#include <vector>

namespace wire {

/// One thing that happened.
struct step {
    double at = 0;        ///< milliseconds since the check began
    sentence what;        ///< `peer → tcp_server  5 bytes "hola\n"`
    std::string by_hand;  ///< a shell command that does the same; empty: there is nothing to do
};

using transcript = std::vector<step>;

/// By the id of the check.
using transcripts = std::map<std::string, transcript, std::less<>>;

/// `+3.2 ms  peer → tcp_server  5 bytes "hola\n"`
[[nodiscard]] std::string to_text(const step& from);

/// A line for each step, the times aligned.
[[nodiscard]] std::string to_text(const transcript& from);

/// The name of its file: "tcp_server-half-close.txt".
[[nodiscard]] std::string file_name_of(const std::string& check);

}  // namespace wire
