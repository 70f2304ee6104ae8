/// @file
/// The compilers and their command lines.
#pragma once

#include "course/dialect.hpp"
#include "judge/tools.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace judge {

/// The compiler or interpreter to use: for C++ the one that `with` names; else, without a box, that
/// of the environment ($CXX, $CC); else the system's. In a box only /usr exists, without
/// /etc/alternatives and without ccache's masquerade, so the result is then the real file below
/// /usr. Throws std::runtime_error if there is none.
[[nodiscard]] std::string find_compiler(const tools& with,
                                        course::dialect in = course::dialect::cpp);

/// The instrumentation that is built into a program.
enum class instruments { none, sanitizers };

/// The compiler and its flags, for C++ and C, with the course's sock.hpp in the folder `include`.
[[nodiscard]] std::vector<std::string> compiler_line(course::dialect in,
                                                     const std::string& compiler,
                                                     const std::string& include,
                                                     instruments with = instruments::none);

/// The project's only compile line: `compiler_line`, and `main` → `binary`.
[[nodiscard]] std::vector<std::string> compile_line(course::dialect in, const std::string& compiler,
                                                    const std::string& include,
                                                    const std::string& main,
                                                    const std::string& binary,
                                                    instruments with = instruments::none);

/// The flags that `compile_line` adds for sanitizers: each access to memory is checked, and the
/// first invalid one ends the program.
[[nodiscard]] std::vector<std::string> sanitizer_flags();

/// An environment without the variables that change a compiler (include paths, the language of its
/// messages, colours), so that it behaves the same on every machine.
[[nodiscard]] std::vector<std::string> compiler_environment();

/// Compiles sock.hpp once with the flags of `compile_line`, into a folder below `cache` whose name
/// is a fingerprint of its input. Does nothing if that folder exists. A program whose first include
/// is sock.hpp then compiles in half the time. Empty if this fails, which is no error: builds then
/// only take longer.
[[nodiscard]] std::filesystem::path precompile(const tools& with,
                                               const std::filesystem::path& cache);

/// The folder of sock.hpp for a build: precompiled for this kind of build where it is.
[[nodiscard]] std::filesystem::path include_folder(const tools& with, instruments built_in);

}  // namespace judge
