/// @file
/// The sockets of this network namespace as the kernel lists them: /proc/net/{tcp,tcp6,udp,udp6}
/// (proc(5)). Reading them consumes no connection, so that a server that serves only once can be
/// judged, too.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include <sys/types.h>

namespace support {

enum class transport { tcp, udp };
enum class tcp_state {
    established = 1,
    time_wait = 6,
    close = 7,
    close_wait = 8,
    listen = 10,
    other = 0
};

struct socket_entry {
    transport kind = transport::tcp;
    bool ipv6 = false;
    std::string address;  ///< "0.0.0.0", "127.0.0.1", "::"
    std::uint16_t port = 0;
    std::uint16_t remote_port = 0;
    tcp_state state = tcp_state::other;
    std::uint64_t waiting = 0;  ///< bytes that have arrived and are not read yet
    std::uint64_t inode = 0;    ///< 0 for a connection that is not accepted yet
};

/// All sockets of one transport.
[[nodiscard]] std::vector<socket_entry> sockets(transport kind);

/// The sockets that wait for clients: listening TCP sockets, and UDP sockets with a port. Cheaper
/// than `sockets`.
[[nodiscard]] std::vector<socket_entry> servers(transport kind);

/// The inodes of the sockets that `pid` holds, one entry for each descriptor.
[[nodiscard]] std::multiset<std::uint64_t> socket_inodes(pid_t pid);

}  // namespace support
