/// @file
/// Where a client goes that does not come to the suite.
#pragma once

#include "autograder/check.hpp"

namespace suite {

/// If `found` says that the client has gone nowhere: its calls, when it is started once more with
/// this input, may name a port other than `asked`. Then that is the cause.
void name_port_called(finding& found, const context& ctx, const program& client,
                      std::string_view input, std::uint16_t asked);

}  // namespace suite
