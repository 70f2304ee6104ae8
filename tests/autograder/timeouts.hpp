/// @file
/// How long a program may take before its silence counts. All of it stretches with the machine's
/// load (support::deadline), and nobody waits for it where an answer comes.
#pragma once

#include "support/process.hpp"

namespace suite {

/// To start: to listen, to connect, to send its first datagram.
constexpr support::milliseconds time_to_begin{3000};

/// To end, or to read what lies there, once nothing is in its way.
constexpr support::milliseconds time_to_end{2000};

}  // namespace suite
