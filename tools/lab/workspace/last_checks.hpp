/// @file
/// What `lab check` remembers of its last run, for `lab` to tell where one stands.
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

/// From .lab/progress.json. A file that is missing or makes no sense is an empty memory: it can be
/// made again at any time, and must never stand in the way.
[[nodiscard]] memory recall(const workspace& where);

/// Puts these programs into the memory, beside what another `lab` has put there meanwhile. Throws
/// `problem` (unwritable).
void remember(const workspace& where, const memory& what);

}  // namespace lab
