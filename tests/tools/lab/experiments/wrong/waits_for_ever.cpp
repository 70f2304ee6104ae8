// Sends a datagram, and calls recvfrom without a timeout.
#include "address.hpp"

#include <cstdio>
#include <cstring>

#include <sys/socket.h>

int main(int, char** argv) {
    const auto server = address_of(argv[1], argv[2]);
    const int fd = socket(AF_INET, SOCK_DGRAM, 0);
    char line[1024];
    while (std::fgets(line, sizeof line, stdin) != nullptr) {
        line[std::strcspn(line, "\n")] = '\0';
        sendto(fd, line, std::strlen(line), 0, reinterpret_cast<const sockaddr*>(&server),
               sizeof server);
        char reply[1024];
        const auto n = recvfrom(fd, reply, sizeof reply, 0, nullptr, nullptr);
        if (n >= 0) std::printf("%.*s\n", static_cast<int>(n), reply);
    }
}
