// What a TCP echo server must do: one function for each check.
#include "autograder/tcp_server.hpp"

#include "autograder/bytes.hpp"
#include "autograder/echo.hpp"
#include "autograder/half_close.hpp"
#include "autograder/ports.hpp"
#include "autograder/readiness.hpp"
#include "autograder/refusal.hpp"
#include "autograder/timeouts.hpp"
#include "support/process_table.hpp"

#include <algorithm>

#include <sock_catch.hpp>

namespace tcp_server_checks {

using namespace suite;

namespace {

const std::string greeting = "buenos días a todos\n";
const std::string shorter = "hola\n";

finding silence(const char* cause, std::string_view sent, std::string_view got) {
    return {{cause, {}}, expected_bytes(sent, got), got_bytes(sent, got), {}, {}};
}

// Both replies are in the inbox, the first with extra bytes.
finding explain_two(tcp_peer& client, const std::string& first, const std::string& second) {
    client.drain();
    const std::string_view all(client.inbox());
    const auto rest = all.substr(first.size());
    const auto at = rest.find(second);
    if (at == 0 || at == std::string_view::npos) {
        return {differs(second, rest, first),
                expected_bytes(second, rest),
                got_bytes(second, rest),
                {},
                {}};
    }
    const auto reply = all.substr(0, first.size() + at);
    return {differs(first, reply), expected_bytes(first, reply), got_bytes(first, reply), {}, {}};
}

void require_second_echo(running_server& server, tcp_peer& client) {
    const auto both = greeting.size() + shorter.size();
    client.send(shorter);
    client.await(both);
    if (client.inbox() == greeting + shorter) return;
    if (client.inbox().size() > greeting.size()) throw explain_two(client, greeting, shorter);
    auto result = silence("stream.once", shorter, {});
    if (client.end() != ending::open) result.got = {"got.end-of-stream", {}};
    const auto status = end_of(server, client);
    if (status && status->signal != 0) result.diagnosis = crash(*status);
    if (status) result.seen.push_back(server.process.how_it_ended());
    throw result;
}

// Extra bytes come before the reply: did they come before anything was sent?
bool greets(context& ctx) {
    auto server = start_tcp_server(ctx);
    auto client = connect(ctx, server);
    client.drain();
    return !client.inbox().empty();
}

// A message of its own. A server that answers only at the end of the input has got that end for the
// one before, and gets a new connection.
void require_another_echo(context& ctx, running_server& server, tcp_peer& client,
                          std::string_view bytes) {
    if (ctx.given.was_late()) client = connect(ctx, server);
    require_echo(server, client, bytes);
}

// No line is a command or a format of printf for an echo server, and none is the end.
void require_plain_lines(context& ctx, running_server& server, tcp_peer& client) {
    for (const std::string line : {"", "quit", "exit", "bye", "close", "stop", "salir", "fin",
                                   "adiós", ".", "q", "\x04", "50 %% de 3", "%s%s%s%s%n"}) {
        // Of a server that loses newlines nothing comes back for an empty line.
        if (ctx.given.as_sent(line + '\n').empty()) continue;
        try {
            require_another_echo(ctx, server, client, line + '\n');
        } catch (finding& found) {
            if (found.diagnosis.id != "program.crashed")
                found.diagnosis = {"stream.command", {{"line", show(line + '\n')}}};
            throw;
        }
    }
}

// As a signed char 255 is -1, and that is EOF.
void require_byte_255(context& ctx, running_server& server, tcp_peer& client) {
    try {
        require_another_echo(ctx, server, client, "\xff\n");
    } catch (finding& found) {
        if (found.diagnosis.id == "stream.closes-early" || found.diagnosis.id == "stream.exited")
            found.diagnosis = {"echo.ends-at-255", {}};
        throw;
    }
}

// Messages that fill a buffer of a usual size exactly.
void require_usual_sizes(context& ctx) {
    auto server = start_tcp_server(ctx);
    auto client = connect(ctx, server);
    constexpr std::size_t sizes[] = {1,    64,   100,  128,  200,  255,  256,  500,    512,   1000,
                                     1023, 1024, 1500, 2000, 2048, 4096, 8192, 10'000, 16'384};
    for (const auto size : sizes)
        require_another_echo(ctx, server, client, noise(size, ctx.seed + size));
}

}  // namespace

TEST_CASE("tcp_server/listens") {
    define_check("tcp_server/listens", [](context& ctx) {
        auto server = start_tcp_server(ctx);
        require_staying(ctx, server);
    });
}

TEST_CASE("tcp_server/defaults") {
    const auto observe = [](context& ctx) {
        const auto lease = require_free(transport::tcp, default_tcp_port);
        program server(ctx.where, ctx.trace, "tcp_server", {}, support::standard_input::empty);
        static_cast<void>(await_ready(ctx, server, {transport::tcp, "0.0.0.0", default_tcp_port}));
    };
    define_check("tcp_server/defaults", observe, {.port = "tcp 5000"});
}

TEST_CASE("tcp_server/address") {
    define_check("tcp_server/address", [](context& ctx) {
        require_address("127.0.0.2");
        const auto port = free_port(transport::tcp);
        program server(ctx.where, ctx.trace, "tcp_server", {std::to_string(port), "127.0.0.2"},
                       support::standard_input::empty);
        static_cast<void>(await_ready(ctx, server, {transport::tcp, "127.0.0.2", port}));
    });
}

TEST_CASE("tcp_server/echo") {
    define_check("tcp_server/echo", [](context& ctx) {
        auto server = start_tcp_server(ctx);
        auto client = connect(ctx, server);
        try {
            require_echo(server, client, greeting);
            require_nothing_more(server, client, greeting);
        } catch (finding& found) {
            if (found.diagnosis.id == "echo.prefix" && greets(ctx))
                found.diagnosis.id = "echo.greeting";
            throw;
        }
    });
}

TEST_CASE("tcp_server/again") {
    define_check("tcp_server/again", [](context& ctx) {
        auto server = start_tcp_server(ctx);
        auto client = connect(ctx, server);
        require_echo(server, client, greeting);
        require_second_echo(server, client);
    });
}

TEST_CASE("tcp_server/pieces") {
    define_check("tcp_server/pieces", [](context& ctx) {
        auto server = start_tcp_server(ctx);
        auto client = connect(ctx, server);
        client.send("ho");
        client.await(2);
        if (client.inbox().empty()) {
            client.send("la\n");
            client.await(5, probe_wait);
            const bool whole = client.inbox() == "hola\n";
            throw silence(whole ? "stream.waits-for-newline" : "stream.one-piece", "ho", {});
        }
        require_echo(server, client, "la\n");
    });
}

TEST_CASE("tcp_server/slow") {
    define_check("tcp_server/slow", [](context& ctx) {
        auto server = start_tcp_server(ctx);
        auto client = connect(ctx, server);
        require_echo(server, client, "des");
        server.process.watch(slow_peer);
        try {
            require_echo(server, client, "pacio\n");
        } catch (finding& found) {
            if (client.end() != ending::open || !server.process.running())
                found.diagnosis = {"stream.impatient", {}};
            throw;
        }
    });
}

TEST_CASE("tcp_server/utf8") {
    define_check("tcp_server/utf8", [](context& ctx) {
        auto server = start_tcp_server(ctx);
        auto client = connect(ctx, server);
        require_echo(server, client, "El ñandú comió 3 € de maíz 🦤\n");
        // The two bytes of ñ arrive apart: a byte is not a character.
        require_another_echo(ctx, server, client, "\xc3");
        require_another_echo(ctx, server, client, "\xb1\n");
    });
}

TEST_CASE("tcp_server/binary") {
    define_check("tcp_server/binary", [](context& ctx) {
        auto server = start_tcp_server(ctx);
        auto client = connect(ctx, server);
        require_echo(server, client, std::string("uno\0dos\0tres\n", 13));
        require_byte_255(ctx, server, client);
        require_another_echo(ctx, server, client,
                             std::string("\r\n\0\n", 4) + noise(2000, ctx.seed));
    });
}

TEST_CASE("tcp_server/together") {
    define_check("tcp_server/together", [](context& ctx) {
        std::string lines;
        const auto last = vary(ctx.seed, "lines", 201, 240);
        for (std::size_t i = 1; i <= last; ++i)
            lines += "línea " + std::to_string(i) + "\n";
        auto server = start_tcp_server(ctx);
        auto client = connect(ctx, server);
        require_echo(server, client, lines);
        require_plain_lines(ctx, server, client);
    });
}

TEST_CASE("tcp_server/large") {
    define_check("tcp_server/large", [](context& ctx) {
        require_usual_sizes(ctx);
        // Of its own, so that a server that serves only one client fails another check.
        auto server = start_tcp_server(ctx);
        auto client = connect(ctx, server, true);
        const auto data = noise(mebibyte, ctx.seed);
        client.send(std::string_view(data).substr(client.push(data)));
        client.await(data.size());
        if (client.inbox() == data) return;
        const auto& got = client.inbox();
        const auto at = common_prefix(data, got);
        const bool stopped = at == got.size();
        const auto cause = !stopped                       ? "stream.short-write"
                           : client.end() == ending::open ? "stream.stuck-on-large"
                                                          : "stream.closes-early";
        throw finding{{cause, {{"at", count(at)}}},
                      {"expected.all", {{"count", count(data.size())}}},
                      stopped ? sentence{"got.first", {{"count", count(at)}}}
                              : sentence{"got.differs-at",
                                         {{"at", count(at)}, {"bytes", show_around(got, at)}}},
                      {},
                      {}};
    });
}

TEST_CASE("tcp_server/half-close") {
    define_check("tcp_server/half-close", [](context& ctx) {
        auto server = start_tcp_server(ctx);
        auto client = connect(ctx, server);
        require_echo(server, client, "hola\n");
        require_goodbye(server, client);
        require_rest_and_goodbye(ctx, server);
    });
}

TEST_CASE("tcp_server/idle") {
    const auto observe = [](context& ctx) {
        auto server = start_tcp_server(ctx);
        auto client = connect(ctx, server);
        require_echo(server, client, "hola\n");
        // It has a silent client and waits for others: neither may use the processor.
        const double before = server.process.cpu_seconds();
        const timeline wait;
        if (server.process.wait_exit(idle_watch)) {
            throw finding{{"next-client.exited", {}},
                          {"expected.idle", {}},
                          server.process.how_it_ended(),
                          {},
                          {}};
        }
        const double wall = wait.elapsed().count() / 1000;
        const double used = server.process.cpu_seconds() - before;
        if (!spins(server.process, before, wall)) {
            client.close();
            server.process.await_rest();
            return require_silent_stdout(server.process);
        }
        throw finding{
            {"idle.busy", {}},
            {"expected.idle", {}},
            {"got.busy", {{"percent", count(static_cast<std::size_t>(100 * used / wall))}}},
            {},
            todo::accept};
    };
    define_check("tcp_server/idle", observe, {.quiet = true, .timing = true});
}

TEST_CASE("tcp_server/restart") {
    define_check("tcp_server/restart", [](context& ctx) {
        auto server = start_tcp_server(ctx);
        auto client = connect(ctx, server);
        require_echo(server, client, "hola\n");
        require_restart(ctx, server);
    });
}

TEST_CASE("tcp_server/port-in-use") {
    define_check("tcp_server/port-in-use",
                 [](context& ctx) { require_refusal_of_port(ctx, "tcp_server", transport::tcp); });
}

TEST_CASE("tcp_server/arguments") {
    const auto observe = [](context& ctx) {
        require_usage(ctx, "tcp_server", bad_ports());
        require_usage(ctx, "tcp_server", {{"5000", "0.0.0.0", "x"}});
        require_refusal_of_address(ctx, "tcp_server", free_port(transport::tcp));
    };
    // A server that accepts bad arguments listens on the default port.
    define_check("tcp_server/arguments", observe, {.port = "tcp 5000"});
}

}  // namespace tcp_server_checks
