// SO_RCVTIMEO, set again before each recvfrom to the time that is left; the sender is compared.

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string>

#include <cerrno>
#include <netdb.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace {

using clock_type = std::chrono::steady_clock;

sockaddr_in lookup(const char* host, unsigned port) {
    addrinfo hints{};
    hints.ai_family = AF_INET;
    hints.ai_socktype = SOCK_DGRAM;
    addrinfo* list = nullptr;
    if (const int error = getaddrinfo(host, nullptr, &hints, &list); error != 0) {
        std::cerr << "udp_client: " << host << ": " << gai_strerror(error) << '\n';
        std::exit(1);
    }
    sockaddr_in server{};
    std::memcpy(&server, list->ai_addr, sizeof server);
    server.sin_port = htons(static_cast<in_port_t>(port));
    freeaddrinfo(list);
    return server;
}

bool wait_at_most(int fd, clock_type::duration left) {
    const auto us = std::chrono::duration_cast<std::chrono::microseconds>(left).count();
    if (us <= 0) return false;
    timeval limit{};
    limit.tv_sec = us / 1000000;
    limit.tv_usec = us % 1000000;
    return setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit) == 0;
}

bool same(const sockaddr_in& a, const sockaddr_in& b) {
    return a.sin_addr.s_addr == b.sin_addr.s_addr && a.sin_port == b.sin_port;
}

bool receive(int fd, const sockaddr_in& server, clock_type::time_point end, std::string& reply) {
    while (wait_at_most(fd, end - clock_type::now())) {
        sockaddr_in from{};
        socklen_t length = sizeof from;
        reply.resize(65536);
        const ssize_t n = recvfrom(fd, reply.data(), reply.size(), 0,
                                   reinterpret_cast<sockaddr*>(&from), &length);
        if (n < 0 || !same(from, server)) continue;
        reply.resize(static_cast<std::size_t>(n));
        return true;
    }
    return false;
}

bool to_number(const char* text, unsigned long lowest, unsigned long highest, unsigned long& out) {
    char* end = nullptr;
    errno = 0;
    out = std::strtoul(text, &end, 10);
    return *text >= '0' && *text <= '9' && *end == '\0' && errno == 0 && out >= lowest &&
           out <= highest;
}

}  // namespace

int main(int argc, char** argv) {
    unsigned long port = 5001;
    unsigned long timeout = 1000;
    if (argc > 4 || (argc > 2 && !to_number(argv[2], 1, 65535, port)) ||
        (argc > 3 && !to_number(argv[3], 1, 3600000, timeout))) {
        std::cerr << "usage: udp_client [host [port [timeout_ms]]]\n";
        return 2;
    }
    const sockaddr_in server =
        lookup(argc > 1 ? argv[1] : "127.0.0.1", static_cast<unsigned>(port));
    const int fd = socket(AF_INET, SOCK_DGRAM, 0);
    if (fd < 0) {
        std::perror("udp_client: socket");
        return 1;
    }
    bool all = true;
    std::string line;
    std::string reply;
    while (std::getline(std::cin, line)) {
        const auto end = clock_type::now() + std::chrono::milliseconds(timeout);
        sendto(fd, line.data(), line.size(), 0, reinterpret_cast<const sockaddr*>(&server),
               sizeof server);
        if (receive(fd, server, end, reply)) {
            std::cout << reply << '\n';
            continue;
        }
        std::cerr << "no reply\n";
        all = false;
    }
    close(fd);
    return all ? 0 : 1;
}
