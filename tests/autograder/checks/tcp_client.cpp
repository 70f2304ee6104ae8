// What a TCP echo client must do: one function for each check.
#include "autograder/tcp_client.hpp"

#include "autograder/bytes.hpp"
#include "autograder/client_log.hpp"
#include "autograder/echo.hpp"
#include "autograder/ports.hpp"
#include "autograder/refusal.hpp"
#include "autograder/timeouts.hpp"

#include <algorithm>
#include <optional>

#include <poll.h>
#include <sock_catch.hpp>

namespace tcp_client_checks {

using namespace suite;

namespace {

const std::string line = "Hola Mundo Cruel\n";

// The input has ended and every byte was answered: the client must end.
void require_clean_exit(context& ctx, running_client& client) {
    const auto status = client.process.process().status();
    auto result =
        about(client.process, {"client.hangs-at-end", {}}, {"expected.status", {{"status", "0"}}});
    if (!status) throw result;
    if (status->signal != 0) {
        result.diagnosis = crash(*status);
        throw result;
    }
    if (status->code != 0 && !ctx.given.ends_well_with(status->code)) {
        result.diagnosis = {"client.fails-at-end", {{"status", std::to_string(status->code)}}};
        throw result;
    }
}

bool has_client(const sock::tcp_listener& listener) {
    pollfd watched{listener.native_handle(), POLLIN, 0};
    return ::poll(&watched, 1, 0) == 1;
}

// A host that is none: it says so. An address that could not be read is all zeros, and that is this
// machine. (A host with a colon is never asked for in the DNS.)
void require_no_connection(context& ctx, const std::string& host) {
    auto listener = sock::tcp_listener::bind({"127.0.0.1", free_port(transport::tcp)});
    listener.listen();
    const auto port = std::to_string(listener.local_endpoint().port());
    program client(ctx.where, ctx.trace, "tcp_client", {host, port},
                   support::standard_input::empty);
    const auto status = client.wait_exit(time_to_end);
    const bool said = !messages(client).empty();
    const bool connected = has_client(listener);
    if (!connected && said && status && (status->code == 1 || status->code == 2)) return;
    finding result{{connected ? "client.any-host" : "client.no-host", {{"host", host}}},
                   {"expected.status-and-message", {}},
                   client.how_it_ended(),
                   {},
                   {}};
    client.add_last_stderr_line(result.seen);
    throw result;
}

// Without a line it may connect or not.
void require_clean_exit_without_lines(context& ctx) {
    const auto port = free_port(transport::tcp);
    auto listener = sock::tcp_listener::bind({"127.0.0.1", ctx.given.port_for(port)});
    listener.listen();
    program client(ctx.where, ctx.trace, "tcp_client", {"127.0.0.1", std::to_string(port)},
                   support::standard_input::empty);
    support::deadline until(time_to_end);
    std::optional<tcp_peer> peer;
    while (!client.process().wait(step_pause) && !until.expired()) {
        if (!peer && has_client(listener))
            peer.emplace(listener.accept(time_to_accept), ctx.trace, "tcp_client");
        if (!peer || peer->end() != ending::open) continue;
        peer->take_what_came();
        if (peer->end() != ending::open) peer->close();
    }
    const auto status = client.wait_exit(brief_wait);
    if (status && status->success()) return;
    finding result{{"client.fails-without-lines", {}},
                   {"expected.status", {{"status", "0"}}},
                   client.how_it_ended(),
                   {},
                   {}};
    client.add_last_stderr_line(result.seen);
    throw result;
}

// The replies to two equal lines: one of other letters, one that is no text.
void require_answers(running_client& client, const std::string& letters, const std::string& bytes) {
    const auto output = client.process.output();
    if (output == letters + bytes) return;
    if (output == line + line || output == line) {
        throw finding{{"client.own-input", {}},
                      expected_bytes(letters, line),
                      got_bytes(letters, line),
                      {},
                      {}};
    }
    const auto status = client.process.process().status();
    const bool crashed = status && status->signal != 0;
    if (bytes.empty() || output.rfind(letters, 0) != 0 || crashed)
        return require_output(client, letters + bytes);
    const auto rest = output.substr(letters.size());
    throw finding{{"client.reply-as-text", {}},
                  expected_bytes(bytes, rest),
                  got_bytes(bytes, rest),
                  {client.process.how_it_ended()},
                  {}};
}

// A line is the bytes up to a newline: a letter of another encoding and a NUL among them.
void require_any_bytes_sent(context& ctx) {
    const std::string input("ma\xf1"
                            "ana\0tarde\n",
                            13);
    auto client = start_tcp_client(ctx, input);
    echo_all(client);
    const auto got = client.came(input);
    if (got == input) return;
    const bool cut = got.rfind(input.substr(0, input.find('\0')), 0) == 0;
    finding result{{cut ? "client.line-cut-at-nul" : "client.line-as-text", {}},
                   expected_bytes(input, got),
                   got_bytes(input, got),
                   {client.process.how_it_ended()},
                   todo::send};
    client.process.add_last_stderr_line(result.seen);
    throw result;
}

// A host may be a name: then its addresses have to be looked up.
void require_name_looked_up(context& ctx) {
    try {
        static_cast<void>(start_tcp_client(ctx, line, {}, "localhost"));
    } catch (finding& found) {
        if (found.diagnosis.id == "client.no-connection")
            found.diagnosis = {"client.name-refused", {{"host", "localhost"}}};
        throw;
    }
}

}  // namespace

TEST_CASE("tcp_client/connects") {
    const auto observe = [](context& ctx) { static_cast<void>(start_tcp_client(ctx, line)); };
    define_check("tcp_client/connects", observe, {.port = "tcp 5000"});
}

TEST_CASE("tcp_client/host") {
    define_check("tcp_client/host", [](context& ctx) {
        require_address("127.0.0.2");
        static_cast<void>(start_tcp_client(ctx, line, {}, "127.0.0.2"));
        require_name_looked_up(ctx);
    });
}

TEST_CASE("tcp_client/defaults") {
    const auto observe = [](context& ctx) {
        const auto input = std::string(3000, 'x') + '\n';
        auto client = start_default_tcp_client(ctx, input);
        echo_all(client);
        require_output(client, input);
        require_logged(client, 1024, ctx.given.as_sent(input).size());
    };
    define_check("tcp_client/defaults", observe, {.port = "tcp 5000"});
}

TEST_CASE("tcp_client/sends") {
    define_check("tcp_client/sends", [](context& ctx) {
        auto client = start_tcp_client(ctx, line);
        require_line(client, line);
    });
}

TEST_CASE("tcp_client/echo") {
    define_check("tcp_client/echo", [](context& ctx) {
        std::string input = "hola\n¿qué tal?\n";
        // None is shorter than the one before: what a buffer still holds is another check's matter.
        const auto more = vary(ctx.seed, "lines", 1, 5);
        for (std::size_t i = 1; i <= more; ++i)
            input += "y otra más, la " + std::to_string(i) + "\n";
        auto client = start_tcp_client(ctx, input);
        echo_all(client);
        require_output(client, input);
    });
}

TEST_CASE("tcp_client/altered") {
    define_check("tcp_client/altered", [](context& ctx) {
        auto client = start_tcp_client(ctx, line);
        require_line(client, line);
        std::string answer = line;
        std::reverse(answer.begin(), answer.end() - 1);
        client.reply(answer);
        // As long as the line, and no text at all. What a program adds or loses would not be told
        // apart from a mistake here.
        const bool may_differ = ctx.given.alters_bytes();
        const std::string bytes("%s\n\0 \xff%d%n\r\n\x80\x01yz\n", may_differ ? 0 : line.size());
        if (!may_differ) {
            client.process.feed(line);
            client.peer.await(2 * line.size());
            client.peer.send(bytes);
        }
        client.process.end_input();
        client.peer.await_end();
        client.process.wait_exit(time_to_end);
        require_answers(client, answer, bytes);
    });
}

TEST_CASE("tcp_client/pieces") {
    define_check("tcp_client/pieces", [](context& ctx) {
        auto client = start_tcp_client(ctx, line);
        require_line(client, line);
        for (const auto piece : {"Hola", " Mundo", " Cruel", "\n"}) {
            if (!client.reply(piece) || !await_taken(client)) break;
        }
        client.process.end_input();
        client.peer.await_end();
        client.process.wait_exit(time_to_end);
        require_output(client, line);
    });
}

TEST_CASE("tcp_client/slow") {
    const auto observe = [](context& ctx) {
        auto client = start_tcp_client(ctx, line);
        require_line(client, line);
        client.peer.send(line.substr(0, 4));
        const double before = client.process.cpu_seconds();
        const timeline wait;
        client.process.watch(slow_peer);
        const bool busy = spins(client.process, before, wait.elapsed().count() / 1000);
        client.peer.send(line.substr(4));
        client.process.end_input();
        client.peer.await_end();
        client.process.wait_exit(time_to_end);
        if (client.process.output() == line && !busy) return;
        finding result{{busy ? "client.busy" : "client.impatient", {}},
                       expected_bytes(line, client.process.output()),
                       client.process.how_it_ended(),
                       {},
                       {}};
        client.process.add_last_stderr_line(result.seen);
        throw result;
    };
    define_check("tcp_client/slow", observe, {.timing = true});
}

TEST_CASE("tcp_client/long-line") {
    define_check("tcp_client/long-line", [](context& ctx) {
        std::string input;
        while (input.size() < mebibyte)
            input += "una línea muy larga, la pieza " + std::to_string(input.size()) + "; ";
        input.resize(mebibyte - 1);
        input += '\n';
        auto client = start_tcp_client(ctx, input, {"50000"});
        echo_all(client);
        if (client.came(input) != input) {
            throw finding{
                {"client.truncates",
                 {{"came", count(client.peer.inbox().size())}, {"sent", count(input.size())}}},
                {"expected.all", {{"count", count(input.size())}}},
                {"got.first", {{"count", count(common_prefix(input, client.peer.inbox()))}}},
                {},
                todo::send};
        }
        require_output(client, input);
    });
}

TEST_CASE("tcp_client/buffer") {
    define_check("tcp_client/buffer", [](context& ctx) {
        // Some of the two-byte letters cross the end of a buffer.
        const std::string text = "El ñandú añejo añora la cañada\n";
        auto client = start_tcp_client(ctx, text, {"8"});
        echo_all(client);
        require_output(client, text);
        require_logged(client, 8, client.peer.inbox().size());
    });
}

TEST_CASE("tcp_client/lines") {
    define_check("tcp_client/lines", [](context& ctx) {
        // The last line has no newline; whether it gets one is left open.
        const std::string last = "fin";
        const std::string lines = "  dos espacios delante\n\n\ttabulador y final \nde DOS\r\n";
        auto client = start_tcp_client(ctx, lines + last);
        echo_all(client);
        const auto& got = client.peer.inbox();
        const auto input = lines + last + (got.ends_with('\n') ? "\n" : "");
        if (client.came(input) != input) {
            const std::string no_cr = "\nde DOS\n";
            const auto* cause = got == lines                  ? "client.loses-last-line"
                                : got.find(no_cr) != got.npos ? "client.loses-carriage-return"
                                                              : "client.loses-spaces";
            throw finding{{cause, {}}, expected_bytes(input, got), got_bytes(input, got), {}, {}};
        }
        require_output(client, input);
        require_any_bytes_sent(ctx);
    });
}

TEST_CASE("tcp_client/end") {
    define_check("tcp_client/end", [](context& ctx) {
        auto client = start_tcp_client(ctx, line);
        echo_all(client);
        require_clean_exit(ctx, client);
        auto last = start_tcp_client(ctx, line + "fin");  // its reply has no newline either
        echo_all(last);
        if (last.process.running())
            throw finding{{"client.hangs-reading", {}},
                          {"expected.status", {{"status", "0"}}},
                          last.process.how_it_ended(),
                          {},
                          {}};
        require_clean_exit_without_lines(ctx);
    });
}

TEST_CASE("tcp_client/server-closes") {
    define_check("tcp_client/server-closes", [](context& ctx) {
        auto client = start_tcp_client(ctx, "hola\n");
        require_line(client, "hola\n");
        client.reply("hola\n");
        await_taken(client);
        client.peer.close();
        client.process.feed("¿sigues ahí?\n");
        client.process.feed("¿hola?\n");
        require_failure(client.process);
    });
}

TEST_CASE("tcp_client/reset") {
    define_check("tcp_client/reset", [](context& ctx) {
        auto client = start_tcp_client(ctx, "hola\n");
        require_line(client, "hola\n");
        client.peer.reset();
        client.process.feed("¿sigues ahí?\n");
        require_failure(client.process);
    });
}

TEST_CASE("tcp_client/short-reply") {
    define_check("tcp_client/short-reply", [](context& ctx) {
        auto client = start_tcp_client(ctx, line);
        require_line(client, line);
        client.peer.send(line.substr(0, 4));
        client.peer.close();
        client.process.end_input();
        require_failure(client.process);
    });
}

TEST_CASE("tcp_client/no-server") {
    define_check("tcp_client/no-server", [](context& ctx) {
        const auto port = free_port(transport::tcp);
        program client(ctx.where, ctx.trace, "tcp_client", {"127.0.0.1", std::to_string(port)},
                       support::standard_input::pipe);
        client.feed("hola\n");
        client.end_input();
        require_failure(client);
        require_no_connection(ctx, "127.0.0.1:80");
    });
}

TEST_CASE("tcp_client/arguments") {
    define_check("tcp_client/arguments", [](context& ctx) {
        require_usage(ctx, "tcp_client", bad_ports({"127.0.0.1"}));
        for (const std::string buffer : {"0", "x", "8x", "-8", ""})
            require_usage(ctx, "tcp_client", {{"127.0.0.1", "5000", buffer}});
        require_usage(ctx, "tcp_client", {{"127.0.0.1", "5000", "8", "x"}});
    });
}

}  // namespace tcp_client_checks
