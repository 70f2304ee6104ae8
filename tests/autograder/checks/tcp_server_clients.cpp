// What a TCP echo server must do from one client to the next: one function for each check.
#include "autograder/bytes.hpp"
#include "autograder/echo.hpp"
#include "autograder/tcp_server.hpp"
#include "autograder/timeouts.hpp"
#include "support/process_table.hpp"

#include <sock_catch.hpp>

namespace tcp_server_checks {

using namespace suite;

namespace {

// After some clients the timeline shows no more of them.
void serve_one(context& ctx, running_server& server, std::size_t number) {
    timeline unseen;
    auto& trace = number <= 20 ? ctx.trace : unseen;
    auto dialled = try_connect(ctx, server, trace);
    if (!dialled) require_service(server);
    auto client = dialled ? std::move(*dialled) : connect(ctx, server);
    const auto text = "cliente " + std::to_string(number) + "\n";
    client.send(text);
    client.await(text.size());
    if (client.inbox() != text) {
        require_service(server);
        throw finding{{"next-client.stuck", {{"number", std::to_string(number)}}},
                      expected_bytes(text, client.inbox()),
                      got_bytes(text, client.inbox()),
                      {},
                      todo::accept};
    }
    client.finish_sending();
    client.await_end();
}

// More clients than it has descriptors, at the same moment. How many of them the kernel's queue
// takes is left open, so none of these connections is waited for.
void require_service_after_crowd(context& ctx) {
    constexpr std::size_t descriptors = 32;
    auto server = start_tcp_server(ctx, {.open_files = descriptors});
    {
        const auto crowd = dial(ctx, server, descriptors + 8);
        static_cast<void>(server.process.await_rest());
    }
    require_next_client(ctx, server, {"next-client.crowd", {}},
                        {"next-client.stuck", {{"number", count(descriptors)}}});
}

// A slow program needs a moment to close its connections: it gets a second.
void require_no_leak(context& ctx, running_server& server, std::size_t before,
                     std::size_t clients) {
    if (!support::has_proc()) {
        ctx.unobserved.push_back({"seen.leaks-unobserved", {}});
        return;
    }
    support::deadline until(time_to_close);
    while (server.process.socket_count() > before + 2 && !until.expired()) {
        server.process.process().wait(step_pause);
    }
    const auto open = server.process.socket_count();
    if (open > before + 2) {
        throw finding{
            {"leak.descriptors",
             {{"count", std::to_string(open - before)}, {"clients", std::to_string(clients)}}},
            {"expected.sockets", {{"count", std::to_string(before)}}},
            {"got.sockets", {{"count", std::to_string(open)}}},
            {},
            todo::echo};
    }
    const auto zombies = server.process.zombies();
    if (zombies > clients / 2) {
        throw finding{{"leak.zombies",
                       {{"count", std::to_string(zombies)}, {"clients", std::to_string(clients)}}},
                      {"expected.no-zombies", {}},
                      {"got.zombies", {{"count", std::to_string(zombies)}}},
                      {},
                      todo::echo};
    }
}

// The first of them says nothing at all.
void require_service_in_turn(context& ctx) {
    const auto clients = vary(ctx.seed, "clients", 104, 125);
    auto server = start_tcp_server(ctx);
    connect(ctx, server).close();
    serve_one(ctx, server, 1);
    const auto before = server.process.socket_count();
    for (std::size_t number = 2; number <= clients; ++number)
        serve_one(ctx, server, number);
    require_no_leak(ctx, server, before, clients);
}

}  // namespace

TEST_CASE("tcp_server/next-client") {
    define_check("tcp_server/next-client", [](context& ctx) {
        require_service_in_turn(ctx);  // its server has ended when the next one begins
        require_service_after_crowd(ctx);
    });
}

TEST_CASE("tcp_server/reset") {
    define_check("tcp_server/reset", [](context& ctx) {
        auto server = start_tcp_server(ctx);
        auto client = connect(ctx, server);
        require_echo(server, client, "hola\n");
        client.reset();
        require_next_client(ctx, server, {"reset.kills", {}}, {"reset.stuck", {}});

        before_it_looks(ctx, server, "connect, send, reset", [](tcp_peer& second) {
            second.send("adiós\n");
            second.reset();
        });
        require_next_client(ctx, server, {"reset.kills", {}}, {"reset.stuck", {}});
    });
}

TEST_CASE("tcp_server/vanished") {
    define_check("tcp_server/vanished", [](context& ctx) {
        auto server = start_tcp_server(ctx);
        auto client = connect(ctx, server);
        require_echo(server, client, "hola\n");
        // With nothing unread the close is orderly. The program's next send is answered with a
        // reset, and the send after that raises SIGPIPE.
        client.close();
        before_it_looks(ctx, server, "connect, send, close", [](tcp_peer& gone) {
            gone.send(std::string(40 * 1024, 'x'));
            gone.close();
        });
        require_next_client(ctx, server, {"vanished.kills", {}}, {"vanished.stuck", {}});
    });
}

}  // namespace tcp_server_checks
