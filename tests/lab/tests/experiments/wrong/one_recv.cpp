// One recv for each line, of as many bytes as it likes, and whatever comes of it is printed.
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int, char** argv) {
    sockaddr_in server{};
    server.sin_family = AF_INET;
    server.sin_port = htons(static_cast<in_port_t>(std::atoi(argv[2])));
    inet_pton(AF_INET, argv[1], &server.sin_addr);
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(fd, reinterpret_cast<sockaddr*>(&server), sizeof server) != 0) return 1;
    const auto size = static_cast<std::size_t>(argv[3] == nullptr ? 1024 : std::atoi(argv[3]));
    char line[1024];
    char reply[1024];
    while (std::fgets(line, sizeof line, stdin) != nullptr) {
        send(fd, line, std::strlen(line), MSG_NOSIGNAL);
        const auto n = recv(fd, reply, size, 0);
        if (n > 0) std::fwrite(reply, 1, static_cast<std::size_t>(n), stdout);
    }
    close(fd);
}
