#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

// Many processes, since each may have few descriptors.
int main() {
    for (unsigned port = 1; port < 65536; ++port) {
        if (port % 200 == 1 && fork() == 0) {
            for (unsigned mine = port; mine < port + 100 && mine < 65536; ++mine) {
                sockaddr_in address{};
                address.sin_family = AF_INET;
                address.sin_port = htons(static_cast<unsigned short>(mine));
                const int stream = socket(AF_INET, SOCK_STREAM, 0);
                bind(stream, reinterpret_cast<sockaddr*>(&address), sizeof address);
                listen(stream, 1);
            }
            for (;;) pause();
        }
    }
    for (;;) pause();
}
