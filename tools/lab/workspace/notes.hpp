/// @file
/// Small JSON files in which `lab` remembers something for itself: a schema, and one object under a
/// name.
#pragma once

#include "lab/workspace/files.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace lab {

struct notes {
    fs::path file;
    const char* schema;  ///< "sock-lab/hints/1": what has another one is not ours
    const char* name;    ///< of the object
};

/// What is written there; an empty object if there is nothing, or nothing of ours.
[[nodiscard]] nlohmann::ordered_json read_notes(const notes& where);

/// Throws `problem` (cannot-write) if the file cannot be written.
void write_notes(const notes& where, const nlohmann::ordered_json& what);

}  // namespace lab
