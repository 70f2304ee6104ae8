/// @file
/// What a correct program may do wrong under faults that nothing but we bring about here. It is
/// worth knowing and costs no points.
#pragma once

#include "autograder/check.hpp"

namespace suite {

/// Runs the TCP server once more under interrupted calls and accepts that fail, and advises where
/// it accepts no further client.
void advise_on_faults(context& ctx);

}  // namespace suite
