#include "autograder/ports.hpp"

#include "autograder/probe_port.hpp"

#include <cerrno>
#include <random>
#include <stdexcept>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

namespace suite {
namespace {

sockaddr_in ipv4(const char* address, std::uint16_t port) {
    sockaddr_in result{};
    result.sin_family = AF_INET;
    result.sin_port = htons(port);
    ::inet_pton(AF_INET, address, &result.sin_addr);
    return result;
}

// The port that the kernel chose for a socket, or 0. The socket is closed again: the program could
// not bind a port that is held.
std::uint16_t bind_briefly(transport kind, const char* address, std::uint16_t port) {
    const int type = kind == transport::tcp ? SOCK_STREAM : SOCK_DGRAM;
    const auto socket = open_socket(AF_INET, type);
    auto at = ipv4(address, port);
    socklen_t size = sizeof at;
    auto* generic = reinterpret_cast<sockaddr*>(&at);  // NOLINT: what bind(2) takes
    if (::bind(socket.get(), generic, size) != 0) {
        const bool not_ours = errno == EADDRINUSE || errno == EADDRNOTAVAIL || errno == EACCES;
        if (not_ours) return 0;
        support::fail("bind");
    }
    if (::getsockname(socket.get(), generic, &size) != 0) support::fail("getsockname");
    return ntohs(at.sin_port);
}

// Ephemeral ports begin at 32768 on Linux, at 49152 elsewhere.
constexpr std::uint16_t lowest = 10'240;
constexpr std::uint16_t highest = 32'768;

std::mt19937_64& choice() {
    static std::mt19937_64 generator{std::random_device{}()};
    return generator;
}

std::vector<port_lease>& ours() {
    static std::vector<port_lease> leases;
    return leases;
}

}  // namespace

std::uint16_t swapped(std::uint16_t port) {
    return static_cast<std::uint16_t>(port << 8 | port >> 8);
}

void choose_ports_by(std::uint64_t seed) {
    choice().seed(seed);
    ours().clear();
}

std::uint16_t free_port(transport kind) {
    for (int attempt = 0; attempt < 1000; ++attempt) {
        const auto port = static_cast<std::uint16_t>(lowest + choice()() % (highest - lowest));
        const auto without_htons = swapped(port);
        if (without_htons < 1024 || without_htons >= highest || without_htons == port) continue;
        if (!can_bind(kind, "0.0.0.0", port) || !can_bind(kind, "0.0.0.0", without_htons)) continue;
        auto lease = port_lease::try_take(kind, port);
        auto other = port_lease::try_take(kind, without_htons);
        if (!lease || !other) continue;
        ours().push_back(std::move(*lease));
        ours().push_back(std::move(*other));
        return port;
    }
    throw std::runtime_error("no free port on this machine");
}

std::optional<port_lease> port_lease::try_take(transport kind, std::uint16_t port) {
#ifdef __linux__
    const auto name =
        (kind == transport::tcp ? "sock-suite tcp " : "sock-suite udp ") + std::to_string(port);
    sockaddr_un at{};
    at.sun_family = AF_UNIX;
    name.copy(at.sun_path + 1, sizeof at.sun_path - 1);  // after a NUL: abstract, no file
    auto socket = open_socket(AF_UNIX, SOCK_STREAM);
    const auto* generic = reinterpret_cast<const sockaddr*>(&at);  // NOLINT: what bind(2) takes
    if (::bind(socket.get(), generic, sizeof at) == 0) return port_lease(std::move(socket));
    if (errno != EADDRINUSE) support::fail("bind");
    return std::nullopt;
#else
    // Without abstract names there is no lease that frees itself: suites that run side by side may
    // then use the same port.
    static_cast<void>(kind);
    static_cast<void>(port);
    return port_lease({});
#endif
}

occupied_port::occupied_port(transport kind)
    : socket_(open_socket(AF_INET, kind == transport::tcp ? SOCK_STREAM : SOCK_DGRAM)) {
    const int fd = socket_.get();
    const int on = 1;
    ::setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
    auto at = ipv4("0.0.0.0", 0);
    socklen_t size = sizeof at;
    auto* generic = reinterpret_cast<sockaddr*>(&at);  // NOLINT: what bind(2) takes
    if (::bind(fd, generic, size) != 0) support::fail("bind");
    if (::getsockname(fd, generic, &size) != 0) support::fail("getsockname");
    if (kind == transport::tcp && ::listen(fd, 1) != 0) support::fail("listen");
    number_ = ntohs(at.sin_port);
}

bool can_bind(transport kind, const char* address, std::uint16_t port) {
    return bind_briefly(kind, address, port) != 0;
}

}  // namespace suite
