// What a UDP echo server must do: one function for each check.
#include "autograder/udp_server.hpp"

#include "autograder/bad_network.hpp"
#include "autograder/bytes.hpp"
#include "autograder/echo.hpp"
#include "autograder/ports.hpp"
#include "autograder/readiness.hpp"
#include "autograder/refusal.hpp"
#include "autograder/timeouts.hpp"

#include <algorithm>
#include <vector>

#include <sock_catch.hpp>

namespace udp_server_checks {

using namespace suite;

namespace {

// So many at once that some wait while the program is busy with others. It is not stopped for that:
// a stop may end a wait with EINTR, also in a program that handles no signal (signal(7)).
std::vector<std::string> send_many(const context& ctx, udp_peer& client,
                                   const running_udp_server& server) {
    std::vector<std::string> sent;
    const auto last = vary(ctx.seed, "at once", 16, 20);
    for (std::size_t i = 1; i <= last; ++i)
        sent.push_back("carta " + std::to_string(i));
    for (const auto& text : sent)
        client.send(text, server.address);
    return sent;
}

struct answers {
    std::vector<std::string> missing;
    std::string odd;  ///< the first reply that answers none of them
};

// In any order: UDP promises none.
answers receive_each(const context& ctx, udp_peer& client, std::vector<std::string> sent) {
    while (!sent.empty()) {
        const auto reply = take_answer(ctx.given, client);
        if (!reply) break;
        const auto answered = std::find_if(sent.begin(), sent.end(), [&](const auto& text) {
            return ctx.given.undo(text, reply->bytes) == text;
        });
        if (answered == sent.end()) return {sent, reply->bytes};
        sent.erase(answered);
    }
    return {sent, {}};
}

// Clients that send faster than the server answers, and are gone before it has: a quick server has
// answered a few datagrams before their socket is closed.
void send_and_go(const running_udp_server& server) {
    constexpr int clients = 5;
    constexpr int datagrams = 64;  // they fit into the queue of a socket
    for (int client = 0; client < clients; ++client) {
        timeline unseen;
        udp_peer gone(unseen, "gone");
        for (int i = 0; i < datagrams; ++i)
            gone.send("adiós", server.address);
        gone.close();
        server.process.await_rest();
    }
}

bool holds_two(const std::string& reply) {
    const auto first = reply.find("carta");
    return first != reply.npos && reply.find("carta", first + 1) != reply.npos;
}

void require_apart(const context& ctx, running_udp_server& server, udp_peer& client) {
    const auto sent = send_many(ctx, client, server);
    const auto [missing, odd] = receive_each(ctx, client, sent);
    if (missing.empty()) return;
    if (missing.size() == sent.size() && odd.empty())
        explain_silence(server, sent.front(), "datagram.nothing");
    const bool again = std::find(sent.begin(), sent.end(), odd) != sent.end();
    const auto cause = holds_two(odd) ? "datagram.merged"
                       : again        ? "datagram.duplicated"
                                      : "datagram.lost-one";
    throw finding{{cause, {}},
                  {"expected.each-datagram", {{"count", count(sent.size())}}},
                  odd.empty()
                      ? sentence{"got.replies", {{"count", count(sent.size() - missing.size())}}}
                      : got_bytes(missing.front(), odd),
                  {},
                  {}};
}

}  // namespace

TEST_CASE("udp_server/binds") {
    define_check("udp_server/binds", [](context& ctx) {
        auto server = start_udp_server(ctx);
        // A call after bind may end the program (listen, which UDP does not have).
        server.process.await_rest();
        static_cast<void>(
            await_ready(ctx, server.process, {transport::udp, "0.0.0.0", server.asked}));
    });
}

TEST_CASE("udp_server/defaults") {
    const auto observe = [](context& ctx) {
        const auto lease = require_free(transport::udp, default_udp_port);
        program server(ctx.where, ctx.trace, "udp_server", {}, support::standard_input::empty);
        static_cast<void>(await_ready(ctx, server, {transport::udp, "0.0.0.0", default_udp_port}));
    };
    define_check("udp_server/defaults", observe, {.port = "udp 5001"});
}

TEST_CASE("udp_server/address") {
    define_check("udp_server/address", [](context& ctx) {
        require_address("127.0.0.2");
        const auto port = free_port(transport::udp);
        program server(ctx.where, ctx.trace, "udp_server", {std::to_string(port), "127.0.0.2"},
                       support::standard_input::empty);
        static_cast<void>(await_ready(ctx, server, {transport::udp, "127.0.0.2", port}));
    });
}

TEST_CASE("udp_server/echo") {
    define_check("udp_server/echo", [](context& ctx) {
        const std::string first = "buenos días a todos";
        auto server = start_udp_server(ctx);
        udp_peer client(ctx.trace, "peer");
        try {
            require_echo(server, client, first);
        } catch (finding& found) {
            if (found.diagnosis.id == "datagram.nothing")
                found.diagnosis.id = cause_of_silence(server, client, first);
            throw;
        }
    });
}

TEST_CASE("udp_server/again") {
    define_check("udp_server/again", [](context& ctx) {
        auto server = start_udp_server(ctx);
        udp_peer client(ctx.trace, "peer");
        const std::string first = "buenos días a todos";
        require_echo(server, client, first);
        require_echo(server, client, "hola", "datagram.once", first);
        const auto last = vary(ctx.seed, "datagrams", 24, 40);
        for (std::size_t i = 3; i <= last; ++i) {
            require_echo(server, client, "datagrama " + std::to_string(i), "datagram.once", first);
        }
    });
}

TEST_CASE("udp_server/empty") {
    define_check("udp_server/empty", [](context& ctx) {
        auto server = start_udp_server(ctx);
        udp_peer client(ctx.trace, "peer");
        client.send("", server.address);
        const auto reply = take_answer(ctx.given, client);
        if (reply && ctx.given.undo("", reply->bytes).empty()) {
            require_echo(server, client, "sigo aquí", "datagram.empty-ends");
            return;
        }
        finding result{{"datagram.empty-lost", {}},
                       {"expected.empty-datagram", {}},
                       {"got.no-datagram", {}},
                       {},
                       {}};
        if (reply) {
            result.diagnosis = {"datagram.empty-filled", {}};
            result.got = got_bytes("", reply->bytes);
        }
        if (server.process.wait_exit(exit_grace)) {
            result.diagnosis = {"datagram.empty-ends", {}};
            result.seen.push_back(server.process.how_it_ended());
        }
        throw result;
    });
}

TEST_CASE("udp_server/binary") {
    define_check("udp_server/binary", [](context& ctx) {
        auto server = start_udp_server(ctx);
        udp_peer client(ctx.trace, "peer");
        require_echo(server, client, std::string("uno\0dos\0tres\n", 13));
        require_echo(server, client, std::string("\r\n\0\n", 4) + noise(300, ctx.seed));
        // No word is a command, and none is a format of printf.
        for (const auto* word : {"quit", "exit", "bye", "stop", "salir", "fin\n", "%s%s%s%s%n"})
            require_echo(server, client, word, "datagram.command");
    });
}

TEST_CASE("udp_server/large") {
    define_check("udp_server/large", [](context& ctx) {
        auto server = start_udp_server(ctx);
        udp_peer client(ctx.trace, "peer");
        const auto largest = largest_payload - ctx.given.adds();
        for (const std::size_t size : {std::size_t{1400}, std::size_t{9000}, largest}) {
            require_echo(server, client, noise(size, ctx.seed + size), "datagram.large-lost");
        }
    });
}

TEST_CASE("udp_server/peers") {
    define_check("udp_server/peers", [](context& ctx) {
        auto server = start_udp_server(ctx);
        udp_peer ada(ctx.trace, "ada");
        udp_peer bea(ctx.trace, "bea");
        require_echo(server, ada, "soy Ada");
        require_echo(server, bea, "soy Bea", "datagram.one-peer");
        require_echo(server, ada, "otra vez Ada", "datagram.one-peer");
        if (can_bind(transport::udp, "127.0.0.3", 0)) {
            udp_peer elsewhere(ctx.trace, "eva", "127.0.0.3");
            require_echo(server, elsewhere, "soy Eva", "datagram.fixed-host");
        }
        timeline unseen;
        std::vector<udp_peer> all;
        const auto last = vary(ctx.seed, "peers", 96, 115);
        for (std::size_t i = 4; i <= last; ++i) {
            all.emplace_back(unseen, "peer");
            require_echo(server, all.back(), "soy el " + std::to_string(i), "datagram.many-peers");
        }
    });
}

TEST_CASE("udp_server/separate") {
    define_check("udp_server/separate", [](context& ctx) {
        auto server = start_udp_server(ctx);
        udp_peer client(ctx.trace, "peer");
        require_echo(server, client, "hola");
        require_apart(ctx, server, client);
        // Without a timeline they are sent faster than a quick server reads them.
        timeline unseen;
        client.trace_into(unseen);
        const auto rounds = vary(ctx.seed, "rounds", 28, 34);
        for (std::size_t round = 0; round < rounds; ++round)
            require_apart(ctx, server, client);
    });
}

TEST_CASE("udp_server/vanished") {
    define_check("udp_server/vanished", [](context& ctx) {
        auto server = start_udp_server(ctx);
        udp_peer gone(ctx.trace, "gone");
        udp_peer client(ctx.trace, "peer");
        require_echo(server, gone, "hola");
        // Some replies go to a closed port; the kernel reports that to the program (ICMP port
        // unreachable).
        send_many(ctx, gone, server);
        gone.close();
        server.process.await_rest();
        send_and_go(server);
        require_echo(server, client, "¿sigues ahí?", "datagram.vanished");
        require_echo(server, client, "¿y ahora?", "datagram.vanished");
    });
}

TEST_CASE("udp_server/network") {
    define_check("udp_server/network", [](context& ctx) {
        const auto server = start_udp_server(ctx);
        require_answers_over_bad_network(ctx, server.address);
    });
}

TEST_CASE("udp_server/idle") {
    const auto observe = [](context& ctx) {
        auto server = start_udp_server(ctx);
        udp_peer client(ctx.trace, "peer");
        require_echo(server, client, "hola");
        const double before = server.process.cpu_seconds();
        const timeline wait;
        server.process.watch(slow_peer);
        const double wall = wait.elapsed().count() / 1000;
        const double used = server.process.cpu_seconds() - before;
        if (spins(server.process, before, wall))
            throw finding{
                {"idle.busy", {}},
                {"expected.idle", {}},
                {"got.busy", {{"percent", count(static_cast<std::size_t>(100 * used / wall))}}},
                {},
                {}};
        require_echo(server, client, "¿sigues ahí?", "datagram.impatient");
        require_silent_stdout(server.process);
    };
    define_check("udp_server/idle", observe, {.timing = true});
}

TEST_CASE("udp_server/port-in-use") {
    define_check("udp_server/port-in-use", [](context& ctx) {
        require_refusal_of_port(ctx, "udp_server", transport::udp);
        // SO_REUSEADDR lets two UDP sockets share a port, if both have it.
        auto server = start_udp_server(ctx);
        auto second = server.process.started_again();
        const auto status = second.wait_exit(time_to_end);
        if (status && status->code == 1 && !second.errors().empty()) return;
        throw finding{{"port-in-use.itself", {}},
                      {"expected.status-and-message", {}},
                      second.how_it_ended(),
                      {},
                      {}};
    });
}

TEST_CASE("udp_server/arguments") {
    const auto observe = [](context& ctx) {
        require_usage(ctx, "udp_server", bad_ports());
        require_usage(ctx, "udp_server", {{"5001", "0.0.0.0", "x"}});
        require_refusal_of_address(ctx, "udp_server", free_port(transport::udp));
    };
    // A server that accepts bad arguments listens on the default port.
    define_check("udp_server/arguments", observe, {.port = "udp 5001"});
}

}  // namespace udp_server_checks
