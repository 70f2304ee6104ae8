/// @file
/// The kernel's table of sockets (tools/support), with the names that the checks use.
#pragma once

#include "support/kernel_sockets.hpp"

namespace suite {

using support::servers;
using support::socket_entry;
using support::socket_inodes;
using support::sockets;
using support::tcp_state;
using support::transport;

}  // namespace suite
