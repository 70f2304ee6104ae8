// What a TCP echo client must do: one function for each check.
#include "autograder/tcp_client.hpp"

#include "autograder/bytes.hpp"
#include "autograder/echo.hpp"
#include "autograder/ports.hpp"
#include "autograder/refusal.hpp"
#include "autograder/short_sends.hpp"
#include "autograder/timeouts.hpp"

#include <algorithm>
#include <cctype>
#include <numeric>

#include <sock_catch.hpp>

namespace tcp_client_checks {

using namespace suite;

namespace {

const std::string line = "Hola Mundo Cruel\n";

// The input has ended and every byte was answered: the client must end.
void require_clean_exit(running_client& client) {
    const auto status = client.process.process().status();
    finding result{{"client.hangs-at-end", {}},
                   {"expected.status", {{"status", "0"}}},
                   client.process.how_it_ended(),
                   {},
                   {}};
    client.process.add_last_stderr_line(result.seen);
    if (!status) throw result;
    if (status->signal != 0) {
        result.diagnosis = crash(*status);
        throw result;
    }
    if (status->code != 0) {
        result.diagnosis = {"client.fails-at-end", {{"status", std::to_string(status->code)}}};
        throw result;
    }
}

void require_logged(const running_client& client, std::size_t buffer, std::size_t bytes) {
    const auto logged = logged_receives(client.process);
    finding result{
        {"client.log-missing", {}},
        {"expected.log", {{"buffer", std::to_string(buffer)}, {"count", std::to_string(bytes)}}},
        {"got.no-log", {}},
        {},
        {}};
    if (logged.empty()) throw result;
    std::string text;
    for (const auto n : logged)
        text += (text.empty() ? "" : ", ") + std::to_string(n);
    result.got = {"got.log", {{"log", text}}};
    if (*std::max_element(logged.begin(), logged.end()) > buffer) {
        result.diagnosis = {"client.buffer-exceeded", {{"buffer", std::to_string(buffer)}}};
        throw result;
    }
    if (std::accumulate(logged.begin(), logged.end(), std::size_t{0}) != bytes) {
        result.diagnosis = {"client.log-differs", {}};
        throw result;
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
    });
}

TEST_CASE("tcp_client/sends") {
    define_check("tcp_client/sends", [](context& ctx) {
        auto client = start_tcp_client(ctx, line);
        require_line(client, line);
    });
}

TEST_CASE("tcp_client/echo") {
    define_check("tcp_client/echo", [](context& ctx) {
        const std::string input = "hola\n¿qué tal?\n";
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
        client.process.end_input();
        client.peer.await_end();
        client.process.wait_exit(time_to_end);
        if (client.process.output() == line) {
            throw finding{{"client.own-input", {}},
                          expected_bytes(answer, line),
                          got_bytes(answer, line),
                          {},
                          {}};
        }
        require_output(client, answer);
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

TEST_CASE("tcp_client/long-line") {
    define_check("tcp_client/long-line", [](context& ctx) {
        std::string input;
        while (input.size() < 100'000)
            input += "una línea muy larga, la pieza " + std::to_string(input.size()) + "; ";
        input += '\n';
        auto client = start_tcp_client(ctx, input);
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

TEST_CASE("tcp_client/short-sends") {
    define_check("tcp_client/short-sends", [](context& ctx) {
        require_faults(ctx.where, "tcp_client");
        std::string input;
        while (input.size() < 2000)
            input += "la pieza " + std::to_string(input.size()) + "; ";
        input.resize(1999);
        input += '\n';
        auto client = start_tcp_client(ctx, input, {}, "127.0.0.1", short_sends(ctx.seed));
        echo_all(client);
        const auto status = client.process.process().status();
        const bool failed = status && status->code == 1 && !messages(client.process).empty();
        require_whole(ctx, client.process, client.came(input), input,
                      failed ? noticed::yes : noticed::no);
        if (!failed) require_output(client, input);
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
        const std::string input = "  dos espacios delante\n\n\ttabulador y final \nfin\n";
        auto client = start_tcp_client(ctx, input);
        echo_all(client);
        if (client.came(input) != input) {
            const auto& got = client.peer.inbox();
            throw finding{{"client.loses-spaces", {}},
                          expected_bytes(input, got),
                          got_bytes(input, got),
                          {},
                          {}};
        }
        require_output(client, input);
    });
}

TEST_CASE("tcp_client/end") {
    define_check("tcp_client/end", [](context& ctx) {
        auto client = start_tcp_client(ctx, line);
        echo_all(client);
        require_clean_exit(client);
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
    });
}

TEST_CASE("tcp_client/arguments") {
    define_check("tcp_client/arguments", [](context& ctx) {
        require_usage(ctx, "tcp_client",
                      {{"127.0.0.1", "abc"},
                       {"127.0.0.1", "70000"},
                       {"127.0.0.1", "5000", "0"},
                       {"127.0.0.1", "5000", "x"}});
    });
}

}  // namespace tcp_client_checks
