// A datagram out, and a recvfrom without a limit.
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <arpa/inet.h>
#include <sys/socket.h>

int main(int, char** argv) {
    sockaddr_in server{};
    server.sin_family = AF_INET;
    server.sin_port = htons(static_cast<in_port_t>(std::atoi(argv[2])));
    inet_pton(AF_INET, argv[1], &server.sin_addr);
    const int fd = socket(AF_INET, SOCK_DGRAM, 0);
    char line[1024];
    while (std::fgets(line, sizeof line, stdin) != nullptr) {
        line[std::strcspn(line, "\n")] = '\0';
        sendto(fd, line, std::strlen(line), 0, reinterpret_cast<sockaddr*>(&server), sizeof server);
        char reply[1024];
        const auto n = recvfrom(fd, reply, sizeof reply, 0, nullptr, nullptr);
        if (n >= 0) std::printf("%.*s\n", static_cast<int>(n), reply);
    }
}
