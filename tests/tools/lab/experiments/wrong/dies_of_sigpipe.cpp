// Writes a line in two halves, with write(2) and without ignoring SIGPIPE.
#include "address.hpp"

#include <cstdio>
#include <cstring>

#include <sys/socket.h>
#include <unistd.h>

int main(int, char** argv) {
    const int fd = connected_to(argv[1], argv[2]);
    char line[1024];
    while (std::fgets(line, sizeof line, stdin) != nullptr) {
        const auto size = static_cast<ssize_t>(std::strlen(line));
        if (write(fd, line, 1) != 1) return 1;
        if (write(fd, line + 1, std::strlen(line) - 1) != size - 1) return 1;
        for (ssize_t come = 0; come < size;) {
            char reply[1024];
            const auto n = recv(fd, reply, sizeof reply, 0);
            if (n <= 0) return 1;
            std::fwrite(reply, 1, static_cast<std::size_t>(n), stdout);
            come += n;
        }
    }
}
