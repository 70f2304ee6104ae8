/// @file
/// One short name for everything in this project that can change a verdict.
#pragma once

#include "judge/tools.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace grading {

/// "sock 0.1.0 1f2e3d4c5b6a7988": made from the programs that unpack, box, build, check and grade,
/// the course, sock.hpp and the compiler. A result with another one is out of date. The language is
/// no part of it: a verdict is the same in each. It is no protection against forgery.
[[nodiscard]] std::string toolchain_fingerprint(const judge::tools& tools,
                                                const std::filesystem::path& unpacker,
                                                const std::vector<std::string>& isolation);

}  // namespace grading
