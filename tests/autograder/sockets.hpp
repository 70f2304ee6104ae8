/// @file
/// The kernel's table of sockets (tests/process), under the names that the checks are told with.
#pragma once

#include "../process/sockets.hpp"

namespace suite {

using process::servers;
using process::socket_entry;
using process::socket_inodes;
using process::sockets;
using process::tcp_state;
using process::transport;

}  // namespace suite
