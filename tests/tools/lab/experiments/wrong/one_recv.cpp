// One recv for each line, with a buffer of any size; prints whatever it returned.
#include "address.hpp"

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <sys/socket.h>
#include <unistd.h>

int main(int, char** argv) {
    const int fd = connected_to(argv[1], argv[2]);
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
