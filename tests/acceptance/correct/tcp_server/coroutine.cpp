// A coroutine for each client, which sleeps in poll(2) between two steps.

#include <coroutine>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <vector>

#include <cerrno>
#include <poll.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

struct sleeper {
    pollfd wish;
    std::coroutine_handle<> who;
};
std::vector<sleeper> sleepers;

struct task {
    struct promise_type {
        task get_return_object() { return {}; }
        std::suspend_never initial_suspend() { return {}; }
        std::suspend_never final_suspend() noexcept { return {}; }
        void return_void() {}
        void unhandled_exception() { std::terminate(); }
    };
};

struct until {
    int fd;
    short events;
    bool await_ready() const { return false; }
    void await_suspend(std::coroutine_handle<> who) { sleepers.push_back({{fd, events, 0}, who}); }
    void await_resume() const {}
};

bool wait_and_retry() { return errno == EAGAIN || errno == EINTR; }

task echo(int fd) {
    char buffer[4000];
    for (bool alive = true; alive;) {
        co_await until{fd, POLLIN};
        const ssize_t n = recv(fd, buffer, sizeof buffer, 0);
        if (n < 0 && wait_and_retry()) continue;
        alive = n > 0;
        for (ssize_t sent = 0; alive && sent < n;) {
            const ssize_t k =
                send(fd, buffer + sent, static_cast<std::size_t>(n - sent), MSG_NOSIGNAL);
            if (k >= 0) sent += k;
            if (k < 0 && !wait_and_retry()) alive = false;
            if (k < 0 && alive) co_await until{fd, POLLOUT};
        }
    }
    close(fd);
}

task accept_for_ever(int listener) {
    for (;;) {
        co_await until{listener, POLLIN};
        const int fd = accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd >= 0) echo(fd);
    }
}

void run() {
    for (;;) {
        std::vector<pollfd> wishes;
        for (const sleeper& each : sleepers) wishes.push_back(each.wish);
        if (poll(wishes.data(), wishes.size(), -1) < 0) continue;
        std::vector<sleeper> before;
        before.swap(sleepers);
        for (std::size_t i = 0; i < before.size(); ++i) {
            if (wishes[i].revents == 0) sleepers.push_back(before[i]);
            if (wishes[i].revents != 0) before[i].who.resume();
        }
    }
}

int usage() {
    std::fprintf(stderr, "usage: tcp_server [port [address]]\n");
    return 2;
}

}  // namespace

int main(int argc, char** argv) {
    char* end = nullptr;
    const long port = argc > 1 ? std::strtol(argv[1], &end, 10) : 5000;
    if (argc > 3 || (end != nullptr && (end == argv[1] || *end != '\0'))) return usage();
    if (port < 1 || port > 65535) return usage();
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_port = htons(static_cast<std::uint16_t>(port));
    if (argc > 2 && inet_pton(AF_INET, argv[2], &where.sin_addr) != 1) return usage();

    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const int on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, reinterpret_cast<sockaddr*>(&where), sizeof where) < 0 ||
        listen(listener, 99) < 0) {
        std::fprintf(stderr, "tcp_server: port %ld: %s\n", port, std::strerror(errno));
        return 1;
    }
    accept_for_ever(listener);
    run();
}
