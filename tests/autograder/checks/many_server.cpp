// What an echo server for many clients must do: one function for each check.
#include "autograder/bytes.hpp"
#include "autograder/crowd.hpp"
#include "autograder/echo.hpp"
#include "autograder/half_close.hpp"
#include "autograder/ports.hpp"
#include "autograder/refusal.hpp"
#include "autograder/tcp_server.hpp"
#include "autograder/timeouts.hpp"
#include "support/process_table.hpp"

#include <utility>

#include <sock_catch.hpp>
#include <sys/resource.h>

namespace many_server_checks {

using namespace suite;

namespace {

// More than a server can send to a client that does not read and has small buffers; what it then
// leaves unread still fits into the kernel's buffer, and the end of the stream behind it.
constexpr std::size_t unsent_and_unread = 110 * 1024;

/// A connection to a server that something has happened to. If there is none because it has ended,
/// `if_ended` names that something.
tcp_peer connect_after(context& ctx, running_server& server, sentence if_ended) {
    try {
        return connect(ctx, server);
    } catch (finding& found) {
        if (server.process.running()) throw;
        found.diagnosis = std::move(if_ended);
        found.todo = {};
        throw;
    }
}

/// Many clients speak at the same time, faster than the server answers: each gets its own line.
void require_own_answers(running_server& server, crowd& all, std::size_t speakers) {
    const auto text = [](std::size_t i) { return "soy el cliente " + std::to_string(i) + '\n'; };
    std::vector<std::size_t> before;
    server.process.await_rest();
    for (std::size_t i = 0; i < speakers; ++i) {
        before.push_back(all.clients[i].inbox().size());
        all.clients[i].push(text(i));
    }
    for (std::size_t i = 0; i < speakers; ++i) {
        all.clients[i].await(before[i] + text(i).size());
        const auto got = all.clients[i].inbox().substr(before[i]);
        if (got == text(i)) continue;
        throw finding{
            {"many.mixed-up", {}}, expected_bytes(text(i), got), got_bytes(text(i), got), {}, {}};
    }
}

/// Fails if the server ends, or uses a core, within `idle_watch`.
void require_rest(running_server& server, sentence if_ended) {
    const double before = server.process.cpu_seconds();
    const timeline wait;
    if (server.process.wait_exit(idle_watch)) {
        finding ended{
            std::move(if_ended), {"expected.idle", {}}, server.process.how_it_ended(), {}, {}};
        server.process.add_last_stderr_line(ended.seen);
        throw ended;
    }
    const double wall = wait.elapsed().count() / 1000;
    if (!spins(server.process, before, wall)) return;
    const double used = server.process.cpu_seconds() - before;
    throw finding{{"many.busy", {}},
                  {"expected.idle", {}},
                  {"got.busy", {{"percent", count(static_cast<std::size_t>(100 * used / wall))}}},
                  {},
                  {}};
}

/// A client that sends until the server takes no more, and reads nothing.
tcp_peer deaf_client(context& ctx, running_server& server) {
    auto client = connect(ctx, server, true);
    const auto data = noise(mebibyte, ctx.seed);
    std::string_view rest = data;
    while (!rest.empty()) {
        const auto taken = client.push(rest);
        if (taken == 0) break;
        rest.remove_prefix(taken);
    }
    return client;
}

const std::string of_others(64 * 1024, 'x');

/// What waited for a client that did not read is its own, and holds nothing that others have sent
/// meanwhile.
void require_own_bytes(tcp_peer& deaf) {
    deaf.await(deaf.sent());
    const auto at = deaf.inbox().find(of_others.substr(0, 16));
    if (at == std::string::npos) return;
    throw finding{{"many.mixed-up", {}},
                  {"expected.all", {{"count", count(deaf.sent())}}},
                  {"got.differs-at", {{"at", count(at)}, {"bytes", show_around(deaf.inbox(), at)}}},
                  {},
                  {}};
}

/// Several clients come at once, the last of which is asked. If it is answered only when more come,
/// accept is not called for each of them. A quick server may accept one before the next comes:
/// therefore several groups.
void require_answer_to_last(context& ctx, running_server& server) {
    constexpr std::size_t at_once = 6;  // a queue of 8 is long enough
    constexpr std::size_t groups = 10;
    std::vector<std::vector<support::descriptor>> others;
    for (std::size_t group = 0; group < groups; ++group) {
        static_cast<void>(server.process.await_rest());
        others.push_back(dial(ctx, server, at_once));
        auto last = connect_after(ctx, server, {"many.exited", {}});
        if (answers(last, line)) {
            require_answer(server, last, {"many.exited", {}}, {"stream.once", {}});
            continue;
        }
        crowd more;
        while (last.inbox() != line && more.clients.size() < 4 * at_once) {
            if (!more.connect(server, more.clients.size() + 1)) break;
            last.await(line.size(), probe_wait / 20);
        }
        const bool late = last.inbox() == line;
        throw unanswered(server, last, line, {"many.exited", {}},
                         {late ? "many.accepts-one" : "many.one-at-a-time", {}});
    }
}

/// Raises the suite's own limit of open files where the system allows it.
void require_open_files(std::size_t wanted) {
    rlimit now{};
    ::getrlimit(RLIMIT_NOFILE, &now);
    if (now.rlim_cur < wanted && now.rlim_max >= wanted) {
        now.rlim_cur = wanted;
        ::setrlimit(RLIMIT_NOFILE, &now);
    }
    if (now.rlim_cur < wanted)
        throw not_applicable{{"many.few-descriptors", {{"count", count(now.rlim_cur)}}}};
}

/// The count once it is at most `wanted`, or has not changed for `time_to_close`.
std::size_t sockets_soon(running_server& server, std::size_t wanted) {
    support::deadline until(time_to_close);
    auto open = server.process.socket_count();
    while (open > wanted && !until.expired()) {
        server.process.process().wait(step_pause);
        const auto before = std::exchange(open, server.process.socket_count());
        if (open != before) until = support::deadline(time_to_close);
    }
    return open;
}

}  // namespace

TEST_CASE("many_server/listens") {
    define_check("many_server/listens", [](context& ctx) {
        auto server = start_server(ctx, name);
        require_staying(ctx, server);
    });
}

TEST_CASE("many_server/echo") {
    define_check("many_server/echo", [](context& ctx) {
        auto server = start_server(ctx, name);
        auto client = connect(ctx, server);
        require_echo(server, client, line);
        require_echo(server, client, "adiós\n");
        require_nothing_more(server, client, line + "adiós\n");
    });
}

TEST_CASE("many_server/half-close") {
    define_check("many_server/half-close", [](context& ctx) {
        auto server = start_server(ctx, name);
        auto client = connect(ctx, server);
        require_echo(server, client, line);
        require_goodbye(server, client);
        require_rest_and_goodbye(ctx, server);
    });
}

TEST_CASE("many_server/large") {
    define_check("many_server/large", [](context& ctx) {
        auto server = start_server(ctx, name);
        auto client = connect(ctx, server, true);
        const auto data = noise(mebibyte, ctx.seed);
        client.send(std::string_view(data).substr(client.push(data)));
        client.await(data.size());
        const auto& got = client.inbox();
        if (got == data) return;
        const auto at = common_prefix(data, got);
        const auto cause = at != got.size()               ? "stream.short-write"
                           : client.end() == ending::open ? "stream.stuck-on-large"
                                                          : "stream.closes-early";
        throw finding{{cause, {{"at", count(at)}}},
                      {"expected.all", {{"count", count(data.size())}}},
                      {"got.first", {{"count", count(at)}}},
                      {},
                      {}};
    });
}

TEST_CASE("many_server/silent") {
    define_check("many_server/silent", [](context& ctx) {
        auto server = start_server(ctx, name);
        const auto silent = connect(ctx, server);
        auto half = connect(ctx, server);
        half.send("hol");
        static_cast<void>(server.process.await_rest());
        require_answer_to_last(ctx, server);
        half.await(3);
        if (half.inbox() != "hol")
            throw unanswered(
                server, half, "hol", {"many.exited", {}},
                {half.inbox().size() > 3 ? "many.mixed-up" : "stream.waits-for-newline", {}});
        require_answer(server, half, {"many.exited", {}}, {"many.one-at-a-time", {}});
    });
}

TEST_CASE("many_server/deaf") {
    define_check("many_server/deaf", [](context& ctx) {
        auto server = start_server(ctx, name);
        auto deaf = deaf_client(ctx, server);
        auto other = connect(ctx, server);
        require_answer(server, other, {"many.exited", {}}, {"many.deaf-holds-up", {}});
        require_echo(server, other, of_others);
        require_own_bytes(deaf);
        // A client leaves while the server still has bytes for it. The end of its stream has come,
        // so that the next send fails with EPIPE, and SIGPIPE comes.
        auto leaver = connect(ctx, server, true);
        leaver.push(noise(unsent_and_unread, ctx.seed));
        leaver.finish_sending();
        static_cast<void>(server.process.await_rest());
        leaver.reset();
        static_cast<void>(server.process.await_rest());
        require_answer(server, other, {"many.reset-kills", {}}, {"many.reset-spreads", {}});
    });
}

TEST_CASE("many_server/many") {
    define_check("many_server/many", [](context& ctx) {
        constexpr std::size_t descriptors = 1100;
        require_open_files(descriptors);
        const auto clients = vary(ctx.seed, "clients", 1000, 1010);
        auto server = start_server(ctx, name, {}, {.open_files = descriptors});
        ctx.trace.passes("peer", name, count(clients) + " ×  connect, \"hola…\"");
        crowd all;
        for (std::size_t number = 1; number <= clients; ++number) {
            const sentence limit{"many.limit",
                                 {{"number", count(number)}, {"count", count(clients)}}};
            if (!all.connect(server, number)) {
                require_service(server);
                throw finding{limit, {"expected.connection", {}}, {"got.refused", {}}, {}, {}};
            }
            require_answer(server, all.clients.back(), {"many.exited", {}}, limit);
        }
        require_answer(server, all.clients.front(), {"many.exited", {}}, {"stream.once", {}});
        const auto speakers = vary(ctx.seed, "speakers", 41, 60);
        for (int round = 0; round < 10; ++round)
            require_own_answers(server, all, speakers);
    });
}

TEST_CASE("many_server/reset") {
    define_check("many_server/reset", [](context& ctx) {
        auto server = start_server(ctx, name);
        auto other = connect(ctx, server);
        require_answer(server, other, {"many.exited", {}}, {"echo.nothing", {}});
        auto client = connect(ctx, server);
        require_answer(server, client, {"many.exited", {}}, {"many.one-at-a-time", {}});
        client.reset();
        server.process.await_rest();
        require_answer(server, other, {"many.reset-kills", {}}, {"many.reset-spreads", {}});

        before_it_looks(ctx, server, "connect, send, reset", [](tcp_peer& second) {
            second.send(line);
            second.reset();
        });
        server.process.await_rest();
        require_answer(server, other, {"many.reset-kills", {}}, {"many.reset-spreads", {}});
    });
}

TEST_CASE("many_server/vanished") {
    define_check("many_server/vanished", [](context& ctx) {
        const auto clients = vary(ctx.seed, "clients", 190, 220);
        auto server = start_server(ctx, name);
        auto other = connect(ctx, server);
        require_answer(server, other, {"many.exited", {}}, {"echo.nothing", {}});
        const auto before = server.process.socket_count();
        ctx.trace.passes("peer", name, count(clients) + " ×  connect, send, leave");
        timeline unseen;
        for (std::size_t number = 0; number < clients; ++number) {
            auto client = connect_to(server.where, unseen, name);
            if (!client) break;
            client->send(line);
            if (number % 2 == 0) client->reset();
        }
        require_answer(server, other, {"many.reset-kills", {}}, {"many.reset-spreads", {}});
        if (!support::has_proc()) {
            ctx.unobserved.push_back({"seen.leaks-unobserved", {}});
            return;
        }
        const auto open = sockets_soon(server, before + 2);
        if (open <= before + 2) return;
        throw finding{
            {"leak.descriptors",
             {{"count", std::to_string(open - before)}, {"clients", std::to_string(clients)}}},
            {"expected.sockets", {{"count", std::to_string(before)}}},
            {"got.sockets", {{"count", std::to_string(open)}}},
            {},
            {}};
    });
}

TEST_CASE("many_server/descriptors") {
    const auto observe = [](context& ctx) {
        constexpr std::size_t descriptors = 32;
        // A few more than it can accept. The kernel's queue holds them even with a backlog of 8.
        constexpr std::size_t clients = 33;
        auto server = start_server(ctx, name, {}, {.open_files = descriptors});
        auto first = connect(ctx, server);
        require_answer(server, first, {"many.exited", {}}, {"echo.nothing", {}});
        {
            ctx.trace.passes("peer", name, count(clients) + " ×  connect");
            crowd all;
            all.connect(server, clients);
            // The first answer may come before the last descriptor is used.
            require_answer(server, first, {"many.descriptors-kill", {}},
                           {"many.descriptors-drop", {}});
            require_rest(server, {"many.descriptors-kill", {}});
            require_answer(server, first, {"many.descriptors-kill", {}},
                           {"many.descriptors-drop", {}});
        }
        ctx.trace.passes("peer", name, count(clients) + " ×  close");
        auto next = connect_after(ctx, server, {"many.descriptors-kill", {}});
        require_answer(server, next, {"many.descriptors-kill", {}}, {"many.descriptors-stuck", {}});
        require_answer(server, first, {"many.descriptors-kill", {}}, {"many.descriptors-drop", {}});
    };
    define_check("many_server/descriptors", observe, {.quiet = true, .timing = true});
}

TEST_CASE("many_server/idle") {
    const auto observe = [](context& ctx) {
        auto server = start_server(ctx, name);
        auto silent = connect(ctx, server);
        require_answer(server, silent, {"many.exited", {}}, {"echo.nothing", {}});
        require_rest(server, {"many.exited", {}});
        const auto deaf = deaf_client(ctx, server);
        require_rest(server, {"many.exited", {}});
        require_silent_stdout(server.process);
    };
    define_check("many_server/idle", observe, {.quiet = true, .timing = true});
}

TEST_CASE("many_server/port-in-use") {
    define_check("many_server/port-in-use", [](context& ctx) {
        require_refusal_of_port(ctx, name, transport::tcp);
        auto server = start_server(ctx, name);
        require_restart(ctx, server);
    });
}

TEST_CASE("many_server/arguments") {
    const auto observe = [](context& ctx) {
        require_usage(ctx, name, bad_ports());
        require_usage(ctx, name, {{"5000", "0.0.0.0", "x"}});
        require_refusal_of_address(ctx, name, free_port(transport::tcp));
        require_place(ctx, name, default_tcp_port);
    };
    define_check("many_server/arguments", observe, {.port = "tcp 5000"});
}

}  // namespace many_server_checks
