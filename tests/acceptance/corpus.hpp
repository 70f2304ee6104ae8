/// @file
/// The programs of the corpus: correct ones as files, wrong ones as patches on a correct one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace acceptance {

/// What has to happen to a wrong program.
struct expectation {
    std::string check;       ///< fails first, in the order of the course: "tcp_server/half-close"
    std::string diagnosis;   ///< with this cause: "half-close.ignored"
    bool at_latest = false;  ///< an earlier check may be the first: it is a matter of who is faster
};

/// One program of the corpus.
struct sample {
    std::string program;                  ///< the exercise it hands in for: "tcp_server"
    std::string id;                       ///< "fork"
    std::string what;                     ///< one sentence; empty for a correct program
    std::string source;                   ///< C++
    expectation expected;                 ///< empty for a correct program
    std::vector<std::string> flags = {};  ///< built with these beside the usual ones

    [[nodiscard]] std::string name() const { return program + "/" + id; }
};

/// One replacement of a patch. `from` has to occur exactly once.
struct replacement {
    std::string from;
    std::string to;
};

/// `text` with each replacement done, one after another. Throws std::runtime_error that says which
/// `from` does not occur, or occurs more than once.
[[nodiscard]] std::string patched(std::string text, const std::vector<replacement>& patch);

/// correct/PROGRAM/STYLE.cpp, sorted by name; each solution; and those of builds.toml.
[[nodiscard]] std::vector<sample> correct_programs();

/// wrong/PROGRAM.toml. Throws std::runtime_error that names the program whose patch does not fit.
[[nodiscard]] std::vector<sample> wrong_programs();

}  // namespace acceptance
