/// @file
/// What the programs must do, as data: contract.toml.
#pragma once

#include <string>
#include <vector>

namespace acceptance {

/// One way to break a sentence of the contract.
struct way {
    std::string id;  ///< "echo.nul": the sentence's, and its own
    std::string text;
    std::string part;                   ///< where it was looked for: "size", "close"
    std::string check;                  ///< fails because of it, in each of `programs`: "binary"
    std::vector<std::string> programs;  ///< whose sentence can be broken in this way
    std::string open;                   ///< why it is not covered yet; empty: it is
};

struct sentence {
    std::string id;
    std::string text;
    std::vector<std::string> programs;
    std::vector<way> ways;
};

/// One of the ways that are right, and the correct programs that go it: "tcp_server/fork".
struct side {
    std::string text;
    std::vector<std::string> programs;
    std::string open;  ///< why no program goes it; empty: one does
};

/// What the contract leaves open: no check may choose a side.
struct choice {
    std::string text;
    std::vector<side> sides;
};

struct contract {
    std::vector<sentence> sentences;
    std::vector<choice> left_open;
};

/// Throws std::runtime_error that names the file, the line and what is wrong there: a key, a part
/// or a program that is not known, an id that is there twice.
[[nodiscard]] contract read_contract();

}  // namespace acceptance
