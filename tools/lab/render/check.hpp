/// @file
/// One check, and one program, as a person reads them.
#pragma once

#include "lab/console/voice.hpp"
#include "lab/workspace/checking.hpp"
#include "wire/result.hpp"

#include <string>

namespace render {

/// What the result does not know: where things are on this person's disk.
struct surroundings {
    std::string source;       ///< "exercises/01_tcp_server/tcp_server.cpp", as typed from here
    std::string source_text;  ///< to find the TODO's line in
    std::string guide;        ///< "docs/guide/guide.en.md"; empty: no guide here
    std::string guide_text;   ///< to find the heading in
};

/// Where things are that the verdict on `it` speaks of.
[[nodiscard]] surroundings surroundings_of(const lab::session& now, const lab::trial& it);

/// A check that failed: the verdict first, then what was done, expected and seen, the likely cause,
/// and where to go on.
[[nodiscard]] std::string failure(const wire::check& check, const surroundings& around,
                                  const console::voice& say);

/// A program: its first line says how it stands; then each check that is not well, and in one
/// paragraph the ones that had to wait.
[[nodiscard]] std::string program(const wire::program& program, const surroundings& around,
                                  const console::voice& say);

}  // namespace render
