/// @file
/// Renders one check or one program for a person.
#pragma once

#include "lab/console/voice.hpp"
#include "lab/workspace/checking.hpp"
#include "wire/result.hpp"

#include <string>

namespace render {

/// The data that a result lacks: where the files are on this machine.
struct context {
    std::string source;       ///< "exercises/01_tcp_server/tcp_server.cpp", as typed from here
    std::string source_text;  ///< to find the TODO's line in
    std::string guide_text;   ///< to find the heading in; empty: no guide here
};

/// The files that the verdict on `it` refers to.
[[nodiscard]] context context_of(const lab::session& now, const lab::trial& it);

/// A failed check: the verdict first, then what was done, expected and seen, the likely cause, and
/// the next step.
[[nodiscard]] std::string failure(const wire::check& check, const context& around,
                                  const console::voice& say);

enum class failures { first, all };

/// A program: its state in the first line, then the checks that did not pass (in full: the first
/// failure, or all of them; the others a line each), then one paragraph with the skipped checks.
[[nodiscard]] std::string program(const wire::program& program, const context& around,
                                  const console::voice& say, failures in_full = failures::all);

/// False for a source that was begun without the stub, in another language: it has no TODOs that a
/// message could point to.
[[nodiscard]] bool has_todos(const std::string& source);

}  // namespace render
