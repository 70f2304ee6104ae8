// Forgets each client's descriptor. The kernel shows nobody the descriptors of a process whose file may be executed
// but not read.
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <string>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

constexpr const char* copy = "/tmp/copy";

// Once a client has sent something, so that the suite has seen its socket; the copy inherits both descriptors.
void hide(char** argv, int listener, int client) {
    std::ofstream(copy, std::ios::binary) << std::ifstream("/proc/self/exe", std::ios::binary).rdbuf();
    chmod(copy, 0111);
    setenv("LISTENER", std::to_string(listener).c_str(), 1);
    setenv("CLIENT", std::to_string(client).c_str(), 1);
    execv(copy, argv);
}

int open_listener(int argc, char** argv) {
    const int listener = socket(AF_INET, SOCK_STREAM, 0);
    const int on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in local{};
    local.sin_family = AF_INET;
    local.sin_port = htons(static_cast<in_port_t>(argc > 1 ? atoi(argv[1]) : 5000));
    inet_pton(AF_INET, argc > 2 ? argv[2] : "0.0.0.0", &local.sin_addr);
    if (bind(listener, reinterpret_cast<sockaddr*>(&local), sizeof local) != 0 || listen(listener, 16) != 0) exit(1);
    return listener;
}

void echo(int client) {
    char buffer[4096];
    for (ssize_t n = 0; (n = recv(client, buffer, sizeof buffer, 0)) > 0;)
        for (ssize_t at = 0, sent = 0; at < n; at += sent)
            if ((sent = send(client, buffer + at, static_cast<size_t>(n - at), 0)) <= 0) break;
    shutdown(client, SHUT_RDWR);
}

int main(int argc, char** argv) {
    signal(SIGPIPE, SIG_IGN);
    const char* inherited = getenv("LISTENER");
    const int listener = inherited != nullptr ? atoi(inherited) : open_listener(argc, argv);
    if (inherited != nullptr) echo(atoi(getenv("CLIENT")));
    for (;;) {
        const int client = accept(listener, nullptr, nullptr);
        char first = 0;
        if (inherited == nullptr && recv(client, &first, 1, MSG_PEEK) > 0) hide(argv, listener, client);
        echo(client);
    }
}
