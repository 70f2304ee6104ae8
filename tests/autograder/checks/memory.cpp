// Programs built with -fsanitize=address,undefined, in situations where a buffer is exactly full, a
// call fails, or a connection breaks. Other checks judge the answers; these only require that no
// sanitizer ends the program.
#include "autograder/binary.hpp"
#include "autograder/bytes.hpp"
#include "autograder/ports.hpp"
#include "autograder/readiness.hpp"
#include "autograder/sanitizer.hpp"
#include "autograder/tcp_client.hpp"
#include "autograder/tcp_server.hpp"
#include "autograder/timeouts.hpp"
#include "autograder/udp_peer.hpp"

#include <algorithm>
#include <functional>
#include <string_view>

#include <sock_catch.hpp>

namespace memory_checks {

using namespace suite;

namespace {

// Larger than any buffer on the stack, so that every buffer is filled to its last byte.
constexpr std::size_t more_than_a_buffer = 96 * 1024;

// Text, so that a program that reads lines gets a line; no two pieces of it are equal.
std::string long_line(std::size_t length) {
    std::string text;
    while (text.size() < length)
        text += "pieza " + std::to_string(text.size()) + "; ";
    text.resize(length);
    return text;
}

void require_no_report(program& process) {
    const auto report = read_report(process.errors(), process.name());
    if (!report) return;
    process.wait_exit(time_to_end_reported);
    throw finding{report->diagnosis,
                  {"expected.no-report", {}},
                  {"got.report", {}},
                  {{"seen.report", {{"line", report->line}}}, process.how_it_ended()},
                  {}};
}

// Other failures belong to other checks; here only the end by a sanitizer counts.
void require_clean(program& process, const std::function<void()>& scenario) {
    bool whole = true;
    try {
        scenario();
    } catch (const finding&) {
        whole = false;
    } catch (const sock::error&) {
        whole = false;
    }
    require_no_report(process);
    if (!whole) throw not_applicable{{"memory.unclear", {}}};
}

program start(context& ctx, const std::string& name, std::vector<std::string> arguments,
              support::standard_input input) {
    if (!is_sanitized(ctx.where.binaries.at(name))) throw not_applicable{{"memory.not-built", {}}};
    return {ctx.where, ctx.trace, name, std::move(arguments), input, {"", true}};
}

// Enough at once to fill the buffer of every recv: all of it arrives before the program reads.
void fill_its_buffer(context& ctx, running_server& server) {
    const auto text = long_line(more_than_a_buffer);
    before_it_looks(
        ctx, server, "connect, send, receive", [&](tcp_peer& client) { client.push(text); },
        [&](tcp_peer& client) {
            client.await(client.sent());
            require_echo(server, client, "\n");
        });
}

// Once while the program waits in recv, and once before it can answer: recv and send fail.
void break_off(context& ctx, running_server& server) {
    auto waiting = connect(ctx, server);
    require_echo(server, waiting, "hola\n");
    waiting.reset();
    before_it_looks(ctx, server, "connect, send, reset", [](tcp_peer& client) {
        client.send("adiós\n");
        client.reset();
    });
}

// The whole answer is larger than the program's buffer and arrives in one segment, as loopback's
// hold 64 KiB: its first recv is filled.
void answer_all_at_once(tcp_peer& peer, std::size_t bytes) {
    peer.await(bytes);
    // A client that loses its newline has sent less.
    const std::string_view sent = peer.inbox();
    peer.push(sent.substr(sent.size() - std::min(sent.size(), bytes)));
}

}  // namespace

TEST_CASE("tcp_server/memory") {
    define_check("tcp_server/memory", [](context& ctx) {
        const auto port = free_port(transport::tcp);
        running_server server{
            start(ctx, "tcp_server", {std::to_string(port)}, support::standard_input::empty), port};
        require_clean(server.process, [&] {
            server.where = await_ready(ctx, server.process, {transport::tcp, "0.0.0.0", port});
            auto client = connect(ctx, server);
            require_echo(server, client, noise(300, ctx.seed));
            client.finish_sending();
            client.await_end();
            fill_its_buffer(ctx, server);
            break_off(ctx, server);
            auto last = connect(ctx, server);
            require_echo(server, last, "fin\n");
        });
    });
}

TEST_CASE("tcp_client/memory") {
    define_check("tcp_client/memory", [](context& ctx) {
        auto listener = sock::tcp_listener::bind({"127.0.0.1", free_port(transport::tcp)});
        listener.listen();
        const auto port = std::to_string(listener.local_endpoint().port());
        auto client = start(ctx, "tcp_client", {"127.0.0.1", port}, support::standard_input::pipe);
        require_clean(client, [&] {
            const auto line = long_line(8191) + '\n';
            client.feed(line);
            tcp_peer peer(listener.accept(time_to_begin_sanitized), ctx.trace, "tcp_client");
            answer_all_at_once(peer, line.size());
            client.feed("adiós\n");
            peer.await(line.size() + 7);
            peer.reset();
            client.end_input();
            client.wait_exit(time_to_end);
        });
    });
}

TEST_CASE("udp_server/memory") {
    define_check("udp_server/memory", [](context& ctx) {
        const auto port = free_port(transport::udp);
        auto server =
            start(ctx, "udp_server", {std::to_string(port)}, support::standard_input::empty);
        require_clean(server, [&] {
            const auto there = await_ready(ctx, server, {transport::udp, "0.0.0.0", port});
            udp_peer client(ctx.trace, "peer");
            for (const std::size_t size : {std::size_t{0}, std::size_t{300}, largest_payload}) {
                client.send(noise(size, ctx.seed), there);
                client.receive(pacing_wait);
            }
        });
    });
}

TEST_CASE("udp_client/memory") {
    define_check("udp_client/memory", [](context& ctx) {
        udp_peer server(ctx.trace, "peer");
        const auto port = std::to_string(server.local().port());
        auto client =
            start(ctx, "udp_client", {"127.0.0.1", port, "300"}, support::standard_input::pipe);
        require_clean(client, [&] {
            // The first has the largest answer, the second an empty one, the third none at all.
            for (const std::size_t size : {largest_payload, std::size_t{0}}) {
                client.feed(long_line(9000) + '\n');
                const auto question = server.receive();
                if (question) server.send(noise(size, ctx.seed), question->from);
            }
            client.feed("\n");
            client.end_input();
            client.wait_exit(time_to_end);
        });
    });
}

}  // namespace memory_checks
