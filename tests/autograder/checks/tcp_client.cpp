// What a TCP echo client has to do, one story for each check.
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

// The input is at its end and every byte was answered: nothing is left to wait for.
void require_clean_exit(running_client& client) {
    const auto status = client.process.process().status();
    finding result{{"client.hangs-at-end", {}},
                   {"expected.status", {{"status", "0"}}},
                   client.process.how_it_ended(),
                   {},
                   {}};
    client.process.add_last_words(result.seen);
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
    const auto observe = [](context& at_hand) {
        static_cast<void>(start_tcp_client(at_hand, line));
    };
    judge("tcp_client/connects", observe, {.port = "tcp 5000"});
}

TEST_CASE("tcp_client/host") {
    judge("tcp_client/host", [](context& at_hand) {
        require_address("127.0.0.2");
        static_cast<void>(start_tcp_client(at_hand, line, {}, "127.0.0.2"));
    });
}

TEST_CASE("tcp_client/sends") {
    judge("tcp_client/sends", [](context& at_hand) {
        auto client = start_tcp_client(at_hand, line);
        require_line(client, line);
    });
}

TEST_CASE("tcp_client/echo") {
    judge("tcp_client/echo", [](context& at_hand) {
        const std::string input = "hola\n¿qué tal?\n";
        auto client = start_tcp_client(at_hand, input);
        echo_all(client);
        require_output(client, input);
    });
}

TEST_CASE("tcp_client/altered") {
    judge("tcp_client/altered", [](context& at_hand) {
        auto client = start_tcp_client(at_hand, line);
        require_line(client, line);
        std::string answer = line;
        std::reverse(answer.begin(), answer.end() - 1);
        client.peer.send(answer);
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
    judge("tcp_client/pieces", [](context& at_hand) {
        auto client = start_tcp_client(at_hand, line);
        require_line(client, line);
        for (const auto piece : {"Hola", " Mundo", " Cruel", "\n"}) {
            if (!client.peer.send(piece) || !await_taken(client)) break;
        }
        client.process.end_input();
        client.peer.await_end();
        client.process.wait_exit(time_to_end);
        require_output(client, line);
    });
}

TEST_CASE("tcp_client/long-line") {
    judge("tcp_client/long-line", [](context& at_hand) {
        std::string input;
        while (input.size() < 100'000)
            input += "una línea muy larga, la pieza " + std::to_string(input.size()) + "; ";
        input += '\n';
        auto client = start_tcp_client(at_hand, input);
        echo_all(client);
        if (client.peer.inbox() != input) {
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
    judge("tcp_client/short-sends", [](context& at_hand) {
        require_faults(at_hand.where, "tcp_client");
        std::string input;
        while (input.size() < 2000)
            input += "la pieza " + std::to_string(input.size()) + "; ";
        input.resize(1999);
        input += '\n';
        auto client = start_tcp_client(at_hand, input, {}, "127.0.0.1", short_sends(at_hand.seed));
        echo_all(client);
        const auto status = client.process.process().status();
        const bool failed = status && status->code == 1 && !messages(client.process).empty();
        require_whole(at_hand, client.process, client.peer, input,
                      failed ? noticed::yes : noticed::no);
        if (!failed) require_output(client, input);
    });
}

TEST_CASE("tcp_client/buffer") {
    judge("tcp_client/buffer", [](context& at_hand) {
        // Of the letters that take two bytes, some lie across the edge of a buffer.
        const std::string text = "El ñandú añejo añora la cañada\n";
        auto client = start_tcp_client(at_hand, text, {"8"});
        echo_all(client);
        require_output(client, text);
        require_logged(client, 8, text.size());
    });
}

TEST_CASE("tcp_client/lines") {
    judge("tcp_client/lines", [](context& at_hand) {
        const std::string input = "  dos espacios delante\n\n\ttabulador y final \nfin\n";
        auto client = start_tcp_client(at_hand, input);
        echo_all(client);
        if (client.peer.inbox() != input) {
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
    judge("tcp_client/end", [](context& at_hand) {
        auto client = start_tcp_client(at_hand, line);
        echo_all(client);
        require_clean_exit(client);
    });
}

TEST_CASE("tcp_client/server-closes") {
    judge("tcp_client/server-closes", [](context& at_hand) {
        auto client = start_tcp_client(at_hand, "hola\n");
        require_line(client, "hola\n");
        client.peer.send("hola\n");
        await_taken(client);
        client.peer.close();
        client.process.feed("¿sigues ahí?\n");
        client.process.feed("¿hola?\n");
        require_failure(client.process);
    });
}

TEST_CASE("tcp_client/reset") {
    judge("tcp_client/reset", [](context& at_hand) {
        auto client = start_tcp_client(at_hand, "hola\n");
        require_line(client, "hola\n");
        client.peer.reset();
        client.process.feed("¿sigues ahí?\n");
        require_failure(client.process);
    });
}

TEST_CASE("tcp_client/short-reply") {
    judge("tcp_client/short-reply", [](context& at_hand) {
        auto client = start_tcp_client(at_hand, line);
        require_line(client, line);
        client.peer.send(line.substr(0, 4));
        client.peer.close();
        client.process.end_input();
        require_failure(client.process);
    });
}

TEST_CASE("tcp_client/no-server") {
    judge("tcp_client/no-server", [](context& at_hand) {
        const auto port = free_port(transport::tcp);
        program client(at_hand.where, at_hand.story, "tcp_client",
                       {"127.0.0.1", std::to_string(port)}, support::standard_input::pipe);
        client.feed("hola\n");
        client.end_input();
        require_failure(client);
    });
}

TEST_CASE("tcp_client/arguments") {
    judge("tcp_client/arguments", [](context& at_hand) {
        require_usage(at_hand, "tcp_client",
                      {{"127.0.0.1", "abc"},
                       {"127.0.0.1", "70000"},
                       {"127.0.0.1", "5000", "0"},
                       {"127.0.0.1", "5000", "x"}});
    });
}

}  // namespace tcp_client_checks
