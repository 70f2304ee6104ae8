// Counts bytes until none is missing, and takes 0 for "nothing yet". Its buffer is its own affair.
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
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(fd, reinterpret_cast<sockaddr*>(&server), sizeof server) != 0) return 1;
    char line[1024];
    while (std::fgets(line, sizeof line, stdin) != nullptr) {
        auto missing = static_cast<ssize_t>(std::strlen(line));
        send(fd, line, std::strlen(line), MSG_NOSIGNAL);
        while (missing > 0) {
            char reply[1024];
            const auto n = recv(fd, reply, sizeof reply, 0);
            if (n > 0) std::fwrite(reply, 1, static_cast<std::size_t>(n), stdout);
            if (n > 0) missing -= n;
        }
    }
}
