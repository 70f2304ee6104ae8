// A program that makes the socket calls that its arguments name, in order, and prints their
// results. The preloaded library in front of these calls must not change the results.
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

sockaddr_in loopback(int port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<in_port_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

int bound(int type) {
    const int fd = ::socket(AF_INET, type, 0);
    const auto local = loopback(0);
    ::bind(fd, reinterpret_cast<const sockaddr*>(&local), sizeof local);
    return fd;
}

sockaddr_in name_of(int fd) {
    sockaddr_in name{};
    socklen_t size = sizeof name;
    ::getsockname(fd, reinterpret_cast<sockaddr*>(&name), &size);
    return name;
}

struct pair {
    int listener = -1;
    int client = -1;
    int server = -1;
};

pair connected() {
    pair made;
    made.listener = bound(SOCK_STREAM);
    ::listen(made.listener, 4);
    made.client = ::socket(AF_INET, SOCK_STREAM, 0);
    const auto there = name_of(made.listener);
    ::connect(made.client, reinterpret_cast<const sockaddr*>(&there), sizeof there);
    do
        made.server = ::accept(made.listener, nullptr, nullptr);
    while (made.server < 0 && (errno == ECONNABORTED || errno == EMFILE || errno == EINTR));
    return made;
}

const std::string hello = "hola, mundo cruel";

void converse() {
    const auto ends = connected();
    std::array<char, 64> buffer{};
    std::cout << ::send(ends.client, hello.data(), hello.size(), 0) << '\n';
    std::cout << ::recv(ends.server, buffer.data(), buffer.size(), 0) << '\n';
    ::close(ends.client);
    std::cout << ::read(ends.server, buffer.data(), buffer.size()) << '\n';
    ::close(ends.server);
    ::close(ends.listener);
}

// Each way to send: how many of 17 bytes a stream accepts.
void send_in_every_way() {
    const auto ends = connected();
    auto text = hello;
    std::array<iovec, 2> parts{{{text.data(), 3}, {text.data() + 3, text.size() - 3}}};
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = parts.size();
    std::cout << ::send(ends.client, text.data(), text.size(), 0) << ' '
              << ::sendto(ends.client, text.data(), text.size(), 0, nullptr, 0) << ' '
              << ::write(ends.client, text.data(), text.size()) << ' '
              << ::writev(ends.client, parts.data(), 2) << ' '
              << ::sendmsg(ends.client, &message, 0) << '\n';
}

void receive_in_every_way() {
    const auto ends = connected();
    for (int i = 0; i < 6; ++i)
        static_cast<void>(::send(ends.client, hello.data(), hello.size(), 0));
    std::array<char, 17> buffer{};
    std::array<iovec, 2> parts{{{buffer.data(), 3}, {buffer.data() + 3, 14}}};
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = parts.size();
    std::cout << ::recv(ends.server, buffer.data(), buffer.size(), 0) << ' '
              << ::recvfrom(ends.server, buffer.data(), buffer.size(), 0, nullptr, nullptr) << ' '
              << ::read(ends.server, buffer.data(), buffer.size()) << ' '
              << ::readv(ends.server, parts.data(), 2) << ' ' << ::recvmsg(ends.server, &message, 0)
              << ' ' << ::recv(ends.server, buffer.data(), buffer.size(), MSG_WAITALL) << '\n';
}

void datagrams() {
    const int ada = bound(SOCK_DGRAM);
    const int bea = bound(SOCK_DGRAM);
    const auto there = name_of(bea);
    std::array<char, 64> buffer{};
    for (const auto& text : {hello, std::string()}) {
        std::cout << ::sendto(ada, text.data(), text.size(), 0,
                              reinterpret_cast<const sockaddr*>(&there), sizeof there)
                  << ' ';
        sockaddr_in from{};
        socklen_t size = sizeof from;
        std::cout << ::recvfrom(bea, buffer.data(), buffer.size(), 0,
                                reinterpret_cast<sockaddr*>(&from), &size)
                  << '\n';
    }
    const timeval brief{0, 1000};
    ::setsockopt(bea, SOL_SOCKET, SO_RCVTIMEO, &brief, sizeof brief);
    std::cout << ::recv(bea, buffer.data(), buffer.size(), 0) << ' ' << std::strerror(errno)
              << '\n';
    pollfd watched{bea, POLLIN, 0};
    std::cout << ::poll(&watched, 1, 1) << '\n';
}

void refused() {
    const int gone = bound(SOCK_STREAM);
    const auto there = name_of(gone);
    ::close(gone);
    const int client = ::socket(AF_INET, SOCK_STREAM, 0);
    std::cout << ::connect(client, reinterpret_cast<const sockaddr*>(&there), sizeof there) << ' '
              << std::strerror(errno) << '\n';
}

void bad_length() {
    const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
    const auto local = loopback(0);
    std::cout << ::bind(fd, reinterpret_cast<const sockaddr*>(&local), 8) << ' '
              << std::strerror(errno) << '\n';
}

void accept_once() {
    const int listener = bound(SOCK_STREAM);
    ::listen(listener, 4);
    const int client = ::socket(AF_INET, SOCK_STREAM, 0);
    const auto there = name_of(listener);
    ::connect(client, reinterpret_cast<const sockaddr*>(&there), sizeof there);
    const bool first = ::accept(listener, nullptr, nullptr) >= 0;
    std::cout << (first ? "accepted" : std::strerror(errno)) << '\n';
    std::cout << (::accept(listener, nullptr, nullptr) >= 0 ? "accepted" : "failed again") << '\n';
}

// The library must leave files and pipes alone.
void other_descriptors() {
    int ends[2];
    if (::pipe(ends) != 0) return;
    std::array<char, 64> buffer{};
    std::cout << ::write(ends[1], hello.data(), hello.size()) << ' '
              << ::read(ends[0], buffer.data(), buffer.size()) << '\n';
    ::close(ends[0]);
    ::close(ends[1]);
}

void many_threads() {
    std::vector<std::thread> workers;
    for (int i = 0; i < 8; ++i)
        workers.emplace_back([] {
            const auto ends = connected();
            std::array<char, 64> buffer{};
            for (int turn = 0; turn < 50; ++turn) {
                static_cast<void>(::send(ends.client, hello.data(), hello.size(), 0));
                static_cast<void>(::recv(ends.server, buffer.data(), hello.size(), MSG_WAITALL));
            }
            ::close(ends.client);
            ::close(ends.server);
            ::close(ends.listener);
        });
    for (auto& worker : workers)
        worker.join();
}

int signal_socket = -1;

// Sends from a signal handler, and closes every descriptor that might be the library's.
void in_a_handler() {
    const auto ends = connected();
    signal_socket = ends.client;
    std::signal(SIGUSR1, [](int) { static_cast<void>(::send(signal_socket, "!", 1, 0)); });
    for (int fd = ends.server + 1; fd < 64; ++fd)
        ::close(fd);
    errno = 4711;
    std::raise(SIGUSR1);
    char mark = '?';
    static_cast<void>(::recv(ends.server, &mark, 1, 0));
    std::cout << mark << ' ' << errno << '\n';
}

void in_a_child() {
    const auto ends = connected();
    const pid_t child = ::fork();
    if (child == 0) {
        static_cast<void>(::send(ends.client, hello.data(), hello.size(), 0));
        ::_exit(0);
    }
    ::waitpid(child, nullptr, 0);
    std::array<char, 64> buffer{};
    std::cout << ::recv(ends.server, buffer.data(), buffer.size(), 0) << '\n';
}

}  // namespace

int main(int count, char* arguments[]) {
    const std::string what = count > 1 ? arguments[1] : "";
    if (count > 2 && ::chdir(arguments[2]) != 0) return 2;
    if (what == "converse") converse();
    if (what == "send") send_in_every_way();
    if (what == "receive") receive_in_every_way();
    if (what == "datagrams") datagrams();
    if (what == "refused") refused();
    if (what == "bad-length") bad_length();
    if (what == "accept") accept_once();
    if (what == "others") other_descriptors();
    if (what == "threads") many_threads();
    if (what == "handler") in_a_handler();
    if (what == "child") in_a_child();
    return 0;
}
