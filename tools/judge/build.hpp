/// @file
/// Builds the sources of one program: gives a binary or an explanation.
#pragma once

#include "course/course.hpp"
#include "judge/compiler.hpp"
#include "judge/run.hpp"
#include "judge/tools.hpp"
#include "support/process.hpp"
#include "wire/result.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace judge {

/// One file of a submission.
struct source {
    std::string path;  ///< relative, "/" between its parts
    std::string bytes;
};

/// The sources of one program: its own file, and the headers or Python modules beside it.
struct sources {
    std::string program;        ///< "tcp_server"
    std::string main;           ///< the path of its own in `files`; empty: it is missing
    std::vector<source> files;  ///< `main` and those beside it; the compiler sees nothing else
    course::dialect in = course::dialect::cpp;
    std::vector<std::string> rivals = {};  ///< other sources of the same program: an error
};

struct build_limits {
    support::milliseconds wall{60'000};
    std::size_t output_bytes = 16 * 1024;  ///< of the compiler's output
    std::uintmax_t binary_bytes = 64 * 1024 * 1024;
    stop_question stop;  ///< true ends the compiler
};

struct built {
    wire::program_status status = wire::program_status::internal_error;
    std::filesystem::path binary;  ///< a regular file, when `status` is built
    wire::sentence message;        ///< "tcp_server.cpp:14: error: …", then what the compiler said
    std::string warnings;          ///< of a build that worked; never fatal
    std::vector<wire::sentence> notes;  ///< "your own copy of sock.hpp was not used"
    support::milliseconds took{};
    support::milliseconds cpu{};
};

/// Builds one program, unless a build of the same sources is kept (kept_builds.hpp). The compiler's
/// files stay in `folder`, which must be empty and private to this build. No content of a
/// submission makes it throw.
[[nodiscard]] built build(const tools& with, const sources& from,
                          const std::filesystem::path& folder, const course::catalogue& words,
                          const build_limits& limits = {},
                          instruments built_in = instruments::none);

/// The files with the names that the compiler sees: `main` under the program's own name, the others
/// beside it as they were.
[[nodiscard]] std::vector<source> laid_out(const sources& from);

/// Adds the headers that the exercise gives its students (`files` in exercise.toml), where `to` has
/// none of that name: a submission need not bring them.
void add_given_headers(sources& to, const course::exercise& exercise,
                       const std::filesystem::path& exercises);

/// True if `path` may be part of a program in that language, by its ending: a header; a Python
/// module.
[[nodiscard]] bool is_part(const std::string& path, course::dialect in);

/// The sources of a program in a student's own tree: `file` and those beside it. Throws
/// std::runtime_error naming a file that exists and cannot be read.
[[nodiscard]] sources read_sources(const std::string& program, const std::filesystem::path& file);

}  // namespace judge
