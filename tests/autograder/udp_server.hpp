/// @file
/// A running student's UDP server, and the datagrams that it sends back.
#pragma once

#include "autograder/check.hpp"
#include "autograder/udp_peer.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace suite {

struct running_udp_server {
    program process;
    std::uint16_t asked = 0;
    sock::endpoint address;  ///< where a client reaches it
    const given* differences = nullptr;
    std::size_t shortest = std::string::npos;  ///< of the datagrams that came back whole
};

/// Starts `udp_server PORT` and waits until its socket is bound.
[[nodiscard]] running_udp_server start_udp_server(context& ctx);

/// Throws the finding about `sent`, which was not answered.
[[noreturn]] void explain_silence(running_udp_server& server, std::string_view sent,
                                  std::string cause);

/// The next answer. Of a server that sends each twice, the second is taken, too.
[[nodiscard]] std::optional<letter> take_answer(const given& differences, udp_peer& client);

/// Sends `bytes` and requires them back. `if_silent` is the diagnosis if the silence follows from
/// what was sent before, which is `before`.
void require_echo(running_udp_server& server, udp_peer& client, std::string_view bytes,
                  const char* if_silent = "datagram.nothing", std::string_view before = {});

/// The diagnosis if `first` was not answered: do more datagrams bring an answer, and to which?
[[nodiscard]] const char* cause_of_silence(const running_udp_server& server, udp_peer& client,
                                           std::string_view first);

}  // namespace suite
