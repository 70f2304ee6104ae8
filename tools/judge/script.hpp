/// @file
/// Makes a Python script a program that is started like a compiled one.
#pragma once

#include "judge/build.hpp"

#include <string>
#include <vector>

namespace judge {

/// The command that stands for a compiler's: reads the script `file`, runs nothing of it, and
/// reports an error in a compiler's form. On success it prints the interpreter's path.
[[nodiscard]] std::vector<std::string> syntax_check(const std::string& interpreter,
                                                    const std::string& file);

/// The exit status of `syntax_check` if the interpreter is older than 3.10.
inline constexpr int python_too_old = 3;

/// The program, one executable file: a line that names the interpreter, then a zip of the script
/// and of the modules beside it, which Python runs as it is (the form of its module zipapp). The
/// suite and the sandbox need no knowledge of it, and lines keep their numbers.
[[nodiscard]] std::string script_program(const sources& from, const std::string& interpreter);

}  // namespace judge
