/// @file
/// A timeline as the rows of a sequence diagram: the client's lane on the left, the server's on the
/// right, arrows between them.
#pragma once

#include "lab/console/voice.hpp"
#include "lab/experiment/experiments.hpp"

#include <string>
#include <vector>

namespace experiment {

enum class arrow { none, to_server, to_client, into_nothing };

/// The kind of a row: an action of the person, a call, or a call that failed.
enum class weight { person, call, trouble };

struct row {
    std::string left;
    std::string right;
    arrow between = arrow::none;
    std::string label;  ///< on the arrow
    weight how = weight::call;
};

/// Setting up a socket is left out, and each message is one row with the call that received it.
[[nodiscard]] std::vector<row> rows(const played& it, const console::voice& say);

/// The titles of the lanes: the programs' names, or "no server".
[[nodiscard]] std::array<std::string, 2> lanes(const played& it, const console::voice& say);

}  // namespace experiment
