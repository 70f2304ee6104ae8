// What a UDP echo client must do: one function for each check.
#include "autograder/udp_client.hpp"

#include "autograder/bytes.hpp"
#include "autograder/echo.hpp"
#include "autograder/ports.hpp"
#include "autograder/printed.hpp"
#include "autograder/refusal.hpp"
#include "autograder/relay.hpp"
#include "autograder/timeouts.hpp"
#include "support/text.hpp"

#include <algorithm>

#include <sock_catch.hpp>

namespace udp_client_checks {

using namespace suite;
using support::milliseconds;
using namespace std::string_literals;

namespace {

/// A reply longer than its line, and no text; then one shorter than its line.
void require_any_bytes(context& ctx) {
    const auto bytes = "%s \0 \xff %d%n\r\n \x80 y mucho más que la línea"s;
    auto client = start_udp_client(ctx, client_limit, "hola\n");
    answer(client, bytes);
    require_datagram(client, "una línea larga\n");
    answer(client, "sí");
    client.process.end_input();
    const auto status = client.process.wait_exit(time_to_end_udp);
    const auto wanted = bytes + "\nsí\n";
    const auto output = ctx.given.undo(wanted, client.process.output());
    if (output == wanted) return require_end(ctx, client.process, 0, wanted);
    auto result = about(client.process, {"udp-client.reply-as-text", {}},
                        expected_bytes(wanted, output), got_bytes(wanted, output));
    if (const auto cause = printed_cause(wanted, output); !cause.empty())
        result.diagnosis = {cause, {}};
    if (status && status->signal != 0) result.diagnosis = crash(*status);
    throw result;
}

/// The last line has no newline.
void require_last(running_udp_client& client, const std::string& line) {
    const auto came = client.server.receive();
    if (came && client.differences->undo(line, came->bytes) == line) {
        client.address = came->from;
        return;
    }
    throw about(client.process, {"client.loses-last-line", {}},
                expected_bytes(line, came ? came->bytes : ""),
                came ? got_bytes(line, came->bytes) : sentence{"got.no-datagram", {}});
}

}  // namespace

TEST_CASE("udp_client/sends") {
    const auto observe = [](context& ctx) {
        static_cast<void>(start_udp_client(ctx, client_limit, "hola\n"));
    };
    define_check("udp_client/sends", observe, {.port = "udp 5001"});
}

TEST_CASE("udp_client/host") {
    const auto observe = [](context& ctx) {
        require_address("127.0.0.2");
        static_cast<void>(start_udp_client_at(ctx, "127.0.0.2", "hola\n"));
        static_cast<void>(start_default_udp_client(ctx, "hola\n"));
    };
    define_check("udp_client/host", observe, {.port = "udp 5001"});
}

TEST_CASE("udp_client/echo") {
    define_check("udp_client/echo", [](context& ctx) {
        auto client = start_udp_client(ctx, client_limit, "hola\n");
        answer(client, "hola");
        std::string wanted = "hola\n";
        const auto more = vary(ctx.seed, "lines", 1, 5);
        for (std::size_t i = 1; i <= more; ++i) {
            const auto text = i == 1 ? "¿qué tal?" : "y otra más, la " + std::to_string(i);
            require_datagram(client, text + "\n");
            answer(client, text);
            wanted += text + "\n";
        }
        client.process.end_input();
        require_end(ctx, client.process, 0, wanted);
        program silent(ctx.where, ctx.trace, "udp_client",
                       {"127.0.0.1", std::to_string(client.server.local().port())},
                       support::standard_input::empty);
        require_end(ctx, silent, 0, "");
    });
}

TEST_CASE("udp_client/altered") {
    define_check("udp_client/altered", [](context& ctx) {
        auto client = start_udp_client(ctx, client_limit, "Hola Mundo Cruel\n");
        answer(client, "leurC odnuM aloH");
        client.process.end_input();
        client.process.wait_exit(time_to_end_udp);
        if (client.process.output() == "Hola Mundo Cruel\n") {
            throw about(client.process, {"client.own-input", {}},
                        expected_bytes("leurC odnuM aloH\n", ""),
                        got_bytes("leurC odnuM aloH\n", "Hola Mundo Cruel\n"));
        }
        require_end(ctx, client.process, 0, "leurC odnuM aloH\n");
        client.server.close();  // the next client may use the same port
        require_any_bytes(ctx);
    });
}

TEST_CASE("udp_client/empty") {
    define_check("udp_client/empty", [](context& ctx) {
        auto client = start_udp_client(ctx, client_limit, "\n");
        answer(client, "");
        require_datagram(client, " dos  palabras \n");
        answer(client, " dos  palabras ");
        require_datagram(client, "ma\xf1"
                                 "ana\0tarde\n"s);  // no UTF-8, and no C string
        answer(client, "ya");
        client.process.feed("fin");  // a last line without a newline
        client.process.end_input();
        require_last(client, "fin");
        answer(client, "fin");
        require_end(ctx, client.process, 0, "\n dos  palabras \nya\nfin\n");
    });
}

TEST_CASE("udp_client/large") {
    define_check("udp_client/large", [](context& ctx) {
        std::string line;
        while (line.size() < largest_payload)
            line += "pieza " + std::to_string(line.size()) + "; ";
        line.resize(largest_payload, 'x');
        line.back() = '.';  // no space, which some programs lose
        auto client = start_udp_client(ctx, client_limit, line + "\n");
        answer(client, line);
        client.process.end_input();
        client.process.wait_exit(time_to_end_udp);
        const auto output = ctx.given.undo(line + "\n", client.process.output());
        if (output.size() <= line.size() &&
            line.rfind(output.substr(0, output.find('\n')), 0) == 0 && !output.empty()) {
            auto result =
                about(client.process, {"datagram.truncated", {}},
                      expected_bytes(line + "\n", output), got_bytes(line + "\n", output));
            result.diagnosis.params = {{"came", count(output.size())},
                                       {"sent", count(line.size())}};
            throw result;
        }
        require_end(ctx, client.process, 0, line + "\n");
    });
}

TEST_CASE("udp_client/spoofed") {
    define_check("udp_client/spoofed", [](context& ctx) {
        auto client = start_udp_client(ctx, client_limit, "hola\n");
        udp_peer other_port(ctx.trace, "stranger");
        other_port.send(stranger_text, client.address);
        // The server's port, at another address.
        udp_peer other_host(ctx.trace, "stranger", "127.0.0.3", client.server.local().port());
        other_host.send(stranger_text, client.address);
        answer(client, "hola");
        client.process.end_input();
        const auto status = client.process.wait_exit(time_to_end_udp);
        if (client.process.output().empty() && status && status->signal == 0) {
            throw about(client.process, {"udp-client.stranger-ends-wait", {}},
                        expected_bytes("hola\n", ""), got_bytes("hola\n", ""));
        }
        require_end(ctx, client.process, 0, "hola\n");
    });
}

TEST_CASE("udp_client/arguments") {
    define_check("udp_client/arguments", [](context& ctx) {
        require_usage(ctx, "udp_client", bad_ports({"127.0.0.1"}));
        for (const std::string timeout : {"0", "x", "5x", "-5", ""})
            require_usage(ctx, "udp_client", {{"127.0.0.1", "5001", timeout}});
        require_usage(ctx, "udp_client", {{"127.0.0.1", "5001", "200", "x"}});
    });
}

}  // namespace udp_client_checks
