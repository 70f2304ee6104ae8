// A coroutine for each client, resumed by epoll(7), edge-triggered. Signals come through a
// signalfd: there is no handler, so no call ends with EINTR and each -1 is taken at its word.

#include <cerrno>
#include <coroutine>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

struct task {
    struct promise_type {
        task get_return_object() { return {}; }
        std::suspend_never initial_suspend() { return {}; }
        std::suspend_never final_suspend() noexcept { return {}; }
        void return_void() {}
        void unhandled_exception() { std::terminate(); }
    };
};

int poller = -1;
std::coroutine_handle<> without_descriptor;  // who waits until one is free

// A descriptor whose coroutine sleeps until something has changed there. It closes the descriptor.
class source {
  public:
    source(int fd, std::uint32_t events) : fd_(fd) {
        epoll_event event{};
        event.events = events | EPOLLET;
        event.data.ptr = this;
        if (epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event) < 0) std::abort();
    }
    source(const source&) = delete;
    source& operator=(const source&) = delete;
    ~source() { close(fd_); }

    int fd() const { return fd_; }
    bool await_ready() const { return false; }
    void await_suspend(std::coroutine_handle<> who) { sleeper_ = who; }
    void await_resume() const {}
    void wake() { sleeper_.resume(); }

  private:
    int fd_;
    std::coroutine_handle<> sleeper_;
};

struct until_one_is_free {
    bool await_ready() const { return false; }
    void await_suspend(std::coroutine_handle<> who) { without_descriptor = who; }
    void await_resume() const {}
};

task echo(int fd) {
    source client(fd, EPOLLIN | EPOLLOUT | EPOLLRDHUP);
    char buffer[16384];
    for (;;) {
        const ssize_t n = recv(fd, buffer, sizeof buffer, 0);
        if (n < 0 && errno == EAGAIN) {
            co_await client;
            continue;
        }
        if (n <= 0) break;
        for (ssize_t sent = 0; sent < n;) {
            const ssize_t k =
                send(fd, buffer + sent, static_cast<std::size_t>(n - sent), MSG_NOSIGNAL);
            if (k < 0 && errno != EAGAIN) co_return;
            if (k < 0) {
                co_await client;
            } else {
                sent += k;
            }
        }
    }
    shutdown(fd, SHUT_WR);
}

task accept_all(int fd) {
    source listener(fd, EPOLLIN);
    for (;;) {
        const int client = accept4(fd, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (client >= 0) {
            echo(client);
        } else if (errno == EAGAIN) {
            co_await listener;
        } else if (errno == EMFILE || errno == ENFILE) {
            co_await until_one_is_free{};
        }
    }
}

task end_on_signal(int fd) {
    source signals(fd, EPOLLIN);
    co_await signals;
    std::exit(0);
}

int signals_of_the_end() {
    sigset_t both;
    sigemptyset(&both);
    sigaddset(&both, SIGINT);
    sigaddset(&both, SIGTERM);
    sigprocmask(SIG_BLOCK, &both, nullptr);
    return signalfd(-1, &both, SFD_NONBLOCK | SFD_CLOEXEC);
}

int run() {
    for (;;) {
        epoll_event ready[32];
        const int count = epoll_wait(poller, ready, 32, -1);
        if (count < 0) return 1;
        for (int i = 0; i < count; ++i)
            static_cast<source*>(ready[i].data.ptr)->wake();
        // One of those that were woken may have closed its descriptor.
        if (without_descriptor) std::exchange(without_descriptor, nullptr).resume();
    }
}

int failed(const char* what) {
    std::perror(what);
    return 1;
}

}  // namespace

int main(int argc, char** argv) {
    const char* digits = argc > 1 ? argv[1] : "5000";
    const bool number = *digits != '\0' && std::strlen(digits) < 6 &&
                        digits[std::strspn(digits, "0123456789")] == '\0';
    const int port = number ? std::atoi(digits) : 0;
    sockaddr_in local{};
    local.sin_family = AF_INET;
    local.sin_port = htons(static_cast<in_port_t>(port));
    const char* address = argc > 2 ? argv[2] : "0.0.0.0";
    if (argc > 3 || port < 1 || port > 65535 || inet_pton(AF_INET, address, &local.sin_addr) != 1) {
        std::fputs("usage: many_server [port [address]]\n", stderr);
        return 2;
    }
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const int on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, reinterpret_cast<sockaddr*>(&local), sizeof local) < 0)
        return failed("many_server: bind");
    if (listen(listener, SOMAXCONN) < 0) return failed("many_server: listen");
    poller = epoll_create1(EPOLL_CLOEXEC);
    end_on_signal(signals_of_the_end());
    accept_all(listener);
    return run();
}
