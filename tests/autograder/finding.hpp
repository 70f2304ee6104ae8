/// @file
/// What a check found: ids with parameters. Words come last, from the catalogue of the reader's
/// language (words/en.toml, words/es.toml).
#pragma once

#include "wire/sentence.hpp"

#include <string>
#include <vector>

namespace suite {

/// In a finding, a sentence without its words.
using wire::sentence;

/// The TODOs that the suite points to, by their `name` in exercise.toml.
namespace todo {
constexpr const char* accept = "accept";
constexpr const char* echo = "echo";
constexpr const char* receive = "receive";
constexpr const char* send = "send";
}  // namespace todo

/// Why a program does not pass a check. Thrown by the check's body, caught by `run_check`.
struct finding {
    sentence diagnosis;  ///< the most likely cause
    sentence expected;   ///< empty id: nothing to compare
    sentence got;
    std::vector<sentence> seen;  ///< what else was observed, as evidence for the cause
    /// The name of the TODO to look at. The check's own, if this is empty or if the exercise has no
    /// TODO of that name: code that several exercises share may point to one that only some have.
    std::string todo;
    /// What the program adds around a reply, where that is the cause (see given.hpp).
    std::string before = {};
    std::string after = {};
    /// How long each reply is, if that is always the same by mistake; 0 if not.
    std::size_t length = 0;
};

/// The check does not apply here (a port that something else holds, a system without /proc).
struct not_applicable {
    sentence because;
};

}  // namespace suite
