/// @file
/// The addresses at which this machine can be reached.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lan {

/// How far an address reaches.
enum class reach {
    this_machine,  ///< 127.0.0.0/8, ::1
    this_link,     ///< 169.254.0.0/16, fe80::/10: self-assigned (RFC 3927, RFC 4291)
    network,       ///< private networks (RFC 1918, RFC 4193): the usual one in a LAN
    everywhere,
};

struct address {
    std::string interface;  ///< "eth0"
    std::string text;       ///< "192.168.1.23"
    bool ipv6 = false;
    lan::reach reach = reach::network;
    bool container = false;  ///< of a bridge for containers or virtual machines, by its name
};

/// The addresses of all interfaces that are up (getifaddrs(3)), the most useful first.
[[nodiscard]] std::vector<address> addresses();

/// How far the address written as `text` reaches.
[[nodiscard]] reach reach_of(std::string_view text, bool ipv6);

/// The addresses that another machine in the same network can use, the best one first.
[[nodiscard]] std::vector<address> reachable(std::vector<address> all);

}  // namespace lan
