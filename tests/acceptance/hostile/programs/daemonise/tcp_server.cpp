#include <csignal>
#include <cstdlib>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int count, char* arguments[]) {
    if (fork() != 0) return 0;
    if (setsid() < 0) setpgid(0, 0);
    if (fork() != 0) _exit(0);
    for (int each = 1; each < 64; ++each) signal(each, SIG_IGN);
    const int listener = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<unsigned short>(count > 1 ? atoi(arguments[1]) : 5000));
    bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address);
    listen(listener, 10);
    for (;;) pause();
}
