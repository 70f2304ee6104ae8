/// @file
/// The compiler, and the one line it is called with.
#pragma once

#include "judge/tools.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace judge {

/// The compiler that `with` means: what it names, else without a box $CXX; else the system's g++,
/// clang++ or c++. In a box only /usr exists, without /etc/alternatives and without ccache's
/// masquerade, so there it is the real file below /usr. Throws std::runtime_error if there is none.
[[nodiscard]] std::string find_compiler(const tools& with);

/// What is built into a program beyond itself.
enum class instruments { none, sanitizers };

/// The one compile line of the project: `main` → `binary`, our sock.hpp in the folder `include`.
[[nodiscard]] std::vector<std::string>
compile_line(const std::string& compiler, const std::string& include, const std::string& main,
             const std::string& binary, instruments with = instruments::none);

/// What `compile_line` adds for sanitizers: each access to memory is looked at, and the first wrong
/// one ends the program.
[[nodiscard]] std::vector<std::string> sanitizer_flags();

/// What a compiler may be told through the environment (more include paths, another language for
/// its messages, colours) is left out, so that it does on every machine the same.
[[nodiscard]] std::vector<std::string> compiler_environment();

/// Compiles sock.hpp once with the flags of `compile_line`, into a folder below `cache` whose name
/// says from what; does nothing if that is there already. A program that includes sock.hpp first
/// then compiles in half the time, and any other one as before. Empty if it cannot be done: it is
/// only faster.
[[nodiscard]] std::filesystem::path precompile(const tools& with,
                                               const std::filesystem::path& cache);

}  // namespace judge
