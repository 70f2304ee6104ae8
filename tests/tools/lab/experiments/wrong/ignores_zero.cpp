// Counts bytes until none is missing, and takes 0 for "nothing yet". Its buffer size is its own.
#include "address.hpp"

#include <cstdio>
#include <cstring>

#include <sys/socket.h>

int main(int, char** argv) {
    const int fd = connected_to(argv[1], argv[2]);
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
