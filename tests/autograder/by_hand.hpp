/// @file
/// What the suite does, as shell commands (bash opens sockets as /dev/tcp/HOST/PORT).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace suite::by_hand {

/// `printf 'hola\n'`; for many bytes `head -c 1048576 /dev/urandom`.
[[nodiscard]] std::string output(std::string_view bytes);
[[nodiscard]] std::string output(std::string_view beginning, std::size_t all);

/// `./lab run tcp_server 50619`
[[nodiscard]] std::string run(const std::string& program,
                              const std::vector<std::string>& arguments);

/// A TCP connection as descriptor `fd`, and what goes over it.
[[nodiscard]] std::string connect(int fd, const std::string& host, std::uint16_t port);
[[nodiscard]] std::string send(int fd, std::string_view bytes);
[[nodiscard]] std::string receive(int fd, std::size_t count);
[[nodiscard]] std::string close(int fd);

/// A connection that sends `bytes` (a command that writes them) and then closes only its sending
/// side. bash cannot do that, nc can.
[[nodiscard]] std::string half_close(const std::string& host, std::uint16_t port,
                                     const std::string& bytes);

/// A connection that ends with a reset.
[[nodiscard]] std::string reset(const std::string& host, std::uint16_t port);

/// One datagram.
[[nodiscard]] std::string datagram(const std::string& host, std::uint16_t port,
                                   std::string_view bytes);

/// `kill -KILL $(pidof tcp_server)`
[[nodiscard]] std::string signal(const std::string& name, const std::string& program);

}  // namespace suite::by_hand
