// many_server [port [address]]
//
// An echo server over TCP for many clients at the same time: one thread, which waits for all of
// them at once and then serves those that are ready. Nothing in it ever waits for one client alone.
// Without arguments: port 5000, 0.0.0.0, which is every address of this machine.

#include <sock.hpp>

#include <chrono>
#include <cstddef>
#include <exception>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

using namespace std::chrono_literals;

/// A connection, and what was received on it and could not be sent back yet.
struct client {
    sock::tcp_stream stream{};
    std::string unsent{};
    bool gone = false;
};

/// The deadline of calls that must not wait: they do what is possible at once.
constexpr auto at_once = 0ms;

std::vector<sock::watch> wait(sock::tcp_listener& listener, std::vector<client>& clients,
                              bool full);
bool accept_next(sock::tcp_listener& listener, std::vector<client>& clients);
void serve(client& one);

/// Accepts clients at `address` and serves all of them, for ever.
void run(const sock::endpoint& address) {
    sock::tcp_listener listener = sock::tcp_listener::bind(address);
    listener.listen();
    std::cerr << "many_server at " << address.to_string() << '\n';

    std::vector<client> clients;
    bool full = false;  // no descriptor is free for one more client
    for (;;) {
        const std::vector<sock::watch> ready = wait(listener, clients, full);
        for (std::size_t i = 0; i < clients.size(); ++i) {
            if (ready[i].can_receive() || ready[i].can_send()) serve(clients[i]);
        }
        std::erase_if(clients, [](const client& each) { return each.gone; });

        if (!full && !ready.back().can_receive()) continue;
        const bool was_full = full;
        full = !accept_next(listener, clients);
        if (full && !was_full) std::cerr << "many_server: new clients have to wait\n";
    }
}

/// Waits until a client or the listener is ready. In the answer the clients come in their order;
/// the listener is the last.
std::vector<sock::watch> wait(sock::tcp_listener& listener, std::vector<client>& clients,
                              bool full) {
    std::vector<sock::watch> watches;
    watches.reserve(clients.size() + 1);

    // A client that does not read its echo is not read from either: TCP then slows it down.
    // TODO 1: Every client is watched for new bytes only. A client that has unsent bytes must
    //         be watched for room to send instead: until they are sent, nothing more is
    //         received from it. Guide: many-clients.
    // Man pages: poll(2)
    for (client& each : clients) {
        watches.emplace_back(each.stream, sock::direction::receive);
    }

    // A client that cannot be accepted stays ready: waiting for it would not wait at all. A
    // listener is never ready to send, so that this direction means: not now, try again in a while.
    watches.emplace_back(listener, full ? sock::direction::send : sock::direction::receive);
    (void)sock::poll(watches, full ? sock::deadline(1s) : sock::deadline());
    return watches;
}

/// False if there may be a client that cannot be accepted, as no descriptor is free.
bool accept_next(sock::tcp_listener& listener, std::vector<client>& clients) {
    // TODO 2: This accept may wait for ever, and an error of it ends the server. Accept without
    //         waiting (a deadline of `at_once`). When no descriptor is free, return false: the
    //         server goes on with the clients it has. Guide: many-clients.
    // Man pages: accept(2)
    clients.push_back({listener.accept()});
    return true;
}

/// One step: sends what is left, or receives the next piece and sends as much as can be sent.
void echo([[maybe_unused]] client& one) {
    static std::vector<char> buffer(16384);  // one for all clients: each piece is used at once

    // TODO 3: One step for a client that is ready. If nothing is unsent, receive the next piece
    //         into `unsent` (recv returns 0: the client has closed, so it is gone). Then send
    //         as much as can be sent at once and keep the rest. No call may wait: pass
    //         `at_once`. Guide: many-clients, short-writes.
    // Man pages: recv(2), send(2)
    one.gone = true;
}

/// The same for a client that may break its connection off, which ends nothing but that client.
void serve(client& one) {
    // TODO 4: An error of one client must end nothing but that client. Catch sock::error here.
    //         std::errc::timed_out means that the call would have waited: the client stays. Any
    //         other error: report it on std::cerr, and the client is gone. Guide: many-clients,
    //         reset.
    // Man pages: recv(2), send(2): ERRORS
    echo(one);
}

/// The address to listen at; nothing if an argument makes no sense.
std::optional<sock::endpoint> read_arguments(int argc, char* argv[]) {
    const auto port = sock::parse_port(argc > 1 ? argv[1] : "5000");
    if (argc > 3 || !port) return std::nullopt;
    try {
        return sock::endpoint(argc > 2 ? argv[2] : "0.0.0.0", *port);
    } catch (const sock::error&) {
        return std::nullopt;
    }
}

int main(int argc, char* argv[]) {
    const auto address = read_arguments(argc, argv);
    if (!address) {
        std::cerr << "usage: many_server [port [address]]\n";
        return 2;
    }
    try {
        run(*address);
        return 0;
    } catch (const std::exception& failure) {
        std::cerr << "many_server: " << failure.what() << '\n';
        return 1;
    }
}
