/// @file
/// A fingerprint of everything in this project that can change a verdict.
#pragma once

#include "course/course.hpp"
#include "judge/tools.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace grading {

/// "sock 0.1.0 1f2e3d4c5b6a7988": made from the programs that unpack, box, build, check and grade,
/// the course, sock.hpp and the compiler. A result with another fingerprint is out of date. The
/// language is not part of it, because a verdict is the same in every language. It does not protect
/// against forgery. Of course.toml only what is handed in together counts: its other rules are
/// applied to a result that is judged already.
[[nodiscard]] std::string toolchain_fingerprint(const judge::tools& tools,
                                                const std::filesystem::path& unpacker,
                                                const course::course& course,
                                                const std::vector<std::string>& isolation);

}  // namespace grading
