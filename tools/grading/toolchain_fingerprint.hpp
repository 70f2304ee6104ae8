/// @file
/// Everything of ours that can change a verdict, as one short name.
#pragma once

#include "course/words.hpp"
#include "judge/tools.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace grading {

/// "sock 0.1.0 1f2e3d4c5b6a7988": of the programs that unpack, box, build, check and grade, of the
/// course, of sock.hpp and of the compiler. A result with another one is out of date. Not made
/// against anybody: it only compares what is ours.
[[nodiscard]] std::string engine(const judge::tools& tools, const std::filesystem::path& unpacker,
                                 course::language language,
                                 const std::vector<std::string>& isolation);

}  // namespace grading
