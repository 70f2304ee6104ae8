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
    //[todo 1]
    for (client& each : clients) {
        const bool all_sent = each.unsent.empty();
        watches.emplace_back(each.stream,
                             all_sent ? sock::direction::receive : sock::direction::send);
    }
    //[/todo]

    // A client that cannot be accepted stays ready: waiting for it would not wait at all. A
    // listener is never ready to send, so that this direction means: not now, try again in a while.
    watches.emplace_back(listener, full ? sock::direction::send : sock::direction::receive);
    (void)sock::poll(watches, full ? sock::deadline(1s) : sock::deadline());
    return watches;
}

/// False if there may be a client that cannot be accepted, as no descriptor is free.
bool accept_next(sock::tcp_listener& listener, std::vector<client>& clients) {
    //[todo 2]
    try {
        clients.push_back({listener.accept(at_once)});
        return true;
    } catch (const sock::error& failure) {
        return failure.code() == std::errc::timed_out;  // there is none, or it has left
    }
    //[/todo]
}

/// One step: sends what is left, or receives the next piece and sends as much as can be sent.
void echo([[maybe_unused]] client& one) {
    static std::vector<char> buffer(16384);  // one for all clients: each piece is used at once

    //[todo 3]
    if (one.unsent.empty()) {
        const std::size_t received = one.stream.recv(buffer, at_once);
        one.gone = received == 0;
        one.unsent.assign(buffer.data(), received);
    }
    if (!one.gone) one.unsent.erase(0, one.stream.send(one.unsent, at_once));
    //[/todo]
}

/// The same for a client that may break its connection off, which ends nothing but that client.
void serve(client& one) {
    //[todo 4]
    try {
        echo(one);
    } catch (const sock::error& failure) {
        if (failure.code() == std::errc::timed_out) return;  // no room: poll tells when there is
        std::cerr << "many_server: " << failure.what() << "; it is closed\n";
        one.gone = true;
    }
    //[/todo]
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
