/// @file
/// The hints beyond those of the TODOs, as written in `exercises/hints.toml`.
#pragma once

#include "course/course.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace course {

/// A hint for checks that ask for more than their TODO's text says.
struct check_hint {
    std::vector<std::string> checks;  ///< "restart" of any program, or "tcp_server/large"
    hint what;
    std::string posix;  ///< `what.nearly` with the system's calls

    [[nodiscard]] bool is_about(std::string_view check) const;  ///< "tcp_server/echo"
};

/// The hint of a TODO for a program with the system's calls.
struct posix_hint {
    std::string program;
    std::string todo;
    std::optional<localized> idea;  ///< nothing: that of the TODO
    std::string nearly;
};

struct more_hints {
    std::vector<check_hint> of_checks;
    std::vector<posix_hint> of_todos;
};

/// Empty if there is no such file: an instructor may leave it out. Throws std::runtime_error with
/// the file, the line and what is wrong there.
[[nodiscard]] more_hints read_hints(const std::filesystem::path& file);

}  // namespace course
