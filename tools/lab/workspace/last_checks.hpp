/// @file
/// The stored results of the last `lab check`, from which `lab` shows the progress.
#pragma once

#include "lab/workspace/workspace.hpp"
#include "wire/result.hpp"

#include <map>
#include <string>

namespace lab {

/// The last checks of one program, and the source that they were made with.
struct remembered {
    std::string source;  ///< fingerprint
    wire::program program;
};

using memory = std::map<std::string, remembered, std::less<>>;

/// Reads .lab/progress.json. A missing or invalid file counts as empty: it can be made again at any
/// time and must never be an error.
[[nodiscard]] memory recall(const workspace& where);

/// Stores these programs, and keeps what another `lab` has stored meanwhile. Throws `problem`
/// (unwritable).
void remember(const workspace& where, const memory& what);

}  // namespace lab
