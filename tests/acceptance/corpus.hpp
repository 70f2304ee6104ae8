/// @file
/// The programs of the corpus: correct ones are files, wrong ones are patches of a correct one.
#pragma once

#include "course/dialect.hpp"
#include "course/table_reader.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace acceptance {

/// The expected result of a wrong program.
struct expectation {
    std::string check;       ///< the first that fails, in course order: "tcp_server/half-close"
    std::string diagnosis;   ///< the cause of the failure: "half-close.ignored"
    bool at_latest = false;  ///< an earlier check may fail first: a race decides
};

/// One program of the corpus.
struct sample {
    std::string program;  ///< the exercise it is a submission for: "tcp_server"
    std::string id;       ///< "fork"
    std::string what;     ///< one sentence; empty for a correct program
    std::string source;
    expectation expected;                 ///< empty for a correct program
    std::vector<std::string> flags = {};  ///< build flags beside the usual ones
    course::dialect in = course::dialect::cpp;
    std::string way = {};  ///< of the contract, that it walks: "echo.nul"

    [[nodiscard]] std::string name() const { return program + "/" + id; }
};

/// One replacement of a patch. `from` has to occur exactly once.
struct replacement {
    std::string from;
    std::string to;
};

/// `text` with all replacements, one after another. Throws std::runtime_error that says which
/// `from` does not occur, or occurs more than once.
[[nodiscard]] std::string patched(std::string text, const std::vector<replacement>& patch);

/// The source that `entry` describes: its `base`, patched by its `replace`.
[[nodiscard]] std::string patched_source(course::table_reader& entry);

/// correct/PROGRAM/STYLE.cpp, .c and .py, sorted by name; then the solutions in each language; then
/// those of builds.toml.
[[nodiscard]] std::vector<sample> correct_programs();

/// wrong/PROGRAM.toml. Throws std::runtime_error that names the program whose patch does not apply.
[[nodiscard]] std::vector<sample> wrong_programs();

}  // namespace acceptance
