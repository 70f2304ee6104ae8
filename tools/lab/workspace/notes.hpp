/// @file
/// Small JSON files for lab's own state: a schema, and one object under a name.
#pragma once

#include "lab/workspace/files.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace lab {

struct notes {
    fs::path file;
    const char* schema;  ///< "sock-lab/hints/1": files with another schema are ignored
    const char* name;    ///< of the object
};

/// The stored object; empty if there is no file or it has another schema.
[[nodiscard]] nlohmann::ordered_json read_notes(const notes& where);

/// Throws `problem` (cannot-write) if the file cannot be written.
void write_notes(const notes& where, const nlohmann::ordered_json& what);

}  // namespace lab
