// Programs that were built with -fsanitize=address,undefined, led to where a buffer is exactly
// full, a call fails, and a connection breaks off. What they answer is judged elsewhere: here it
// counts that no sanitizer ended them.
#include "autograder/binary.hpp"
#include "autograder/bytes.hpp"
#include "autograder/ports.hpp"
#include "autograder/readiness.hpp"
#include "autograder/sanitizer.hpp"
#include "autograder/tcp_client.hpp"
#include "autograder/tcp_server.hpp"
#include "autograder/timeouts.hpp"
#include "autograder/udp_peer.hpp"

#include <functional>

#include <sock_catch.hpp>

namespace memory_checks {

using namespace suite;

namespace {

// More than any buffer on the stack: whatever the size, it is full to its last byte.
constexpr std::size_t more_than_a_buffer = 96 * 1024;

// Text, so that a program that reads lines sees one; no two pieces of it are alike.
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

// What goes wrong on the way is another check's, unless it was a sanitizer that ended the program.
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

program start(context& at_hand, const std::string& name, std::vector<std::string> arguments,
              support::standard_input input) {
    if (!is_sanitized(at_hand.where.binaries.at(name)))
        throw not_applicable{{"memory.not-built", {}}};
    return {at_hand.where, at_hand.story, name, std::move(arguments), input, {"", true}};
}

// So much at once that every recv fills its buffer: all of it is there before the program looks.
void fill_its_buffer(running_server& server, tcp_peer& client) {
    const auto text = long_line(more_than_a_buffer);
    const auto before = client.inbox().size();
    server.process.freeze();
    const auto taken = client.push(text);
    server.process.thaw();
    client.await(before + taken);
    require_echo(server, client, "\n");
}

// Once while the program waits in recv, and once before it can answer: recv and send fail.
void break_off(context& at_hand, running_server& server) {
    auto waiting = connect(at_hand, server);
    require_echo(server, waiting, "hola\n");
    waiting.reset();
    auto talking = connect(at_hand, server);
    require_echo(server, talking, "hola\n");
    server.process.freeze();
    talking.send("adiós\n");
    talking.reset();
    server.process.thaw();
}

// The answer comes whole, before the program looks, and is more than it has room for.
void answer_all_at_once(program& client, tcp_peer& peer, std::size_t bytes) {
    peer.await(bytes);
    client.freeze();
    peer.push(peer.inbox().substr(peer.inbox().size() - bytes));
    client.thaw();
}

}  // namespace

TEST_CASE("tcp_server/memory") {
    judge("tcp_server/memory", [](context& at_hand) {
        const auto port = free_port(transport::tcp);
        running_server server{
            start(at_hand, "tcp_server", {std::to_string(port)}, support::standard_input::empty),
            port};
        require_clean(server.process, [&] {
            await_ready(server.process, {transport::tcp, "0.0.0.0", port}, at_hand.story);
            auto client = connect(at_hand, server);
            require_echo(server, client, noise(300, at_hand.seed));
            fill_its_buffer(server, client);
            client.finish_sending();
            client.await_end();
            break_off(at_hand, server);
            auto last = connect(at_hand, server);
            require_echo(server, last, "fin\n");
        });
    });
}

TEST_CASE("tcp_client/memory") {
    judge("tcp_client/memory", [](context& at_hand) {
        auto listener = sock::tcp_listener::bind({"127.0.0.1", free_port(transport::tcp)});
        listener.listen();
        const auto port = std::to_string(listener.local_endpoint().port());
        auto client =
            start(at_hand, "tcp_client", {"127.0.0.1", port}, support::standard_input::pipe);
        require_clean(client, [&] {
            const auto line = long_line(8191) + '\n';
            client.feed(line);
            tcp_peer peer(listener.accept(time_to_begin_sanitized), at_hand.story, "tcp_client");
            answer_all_at_once(client, peer, line.size());
            client.feed("adiós\n");
            peer.await(line.size() + 7);
            peer.reset();
            client.end_input();
            client.wait_exit(time_to_end);
        });
    });
}

TEST_CASE("udp_server/memory") {
    judge("udp_server/memory", [](context& at_hand) {
        const auto port = free_port(transport::udp);
        auto server =
            start(at_hand, "udp_server", {std::to_string(port)}, support::standard_input::empty);
        require_clean(server, [&] {
            await_ready(server, {transport::udp, "0.0.0.0", port}, at_hand.story);
            udp_peer client(at_hand.story, "peer");
            const sock::endpoint there("127.0.0.1", port);
            for (const std::size_t size : {std::size_t{0}, std::size_t{300}, largest_payload}) {
                client.send(noise(size, at_hand.seed), there);
                client.receive(pacing_wait);
            }
        });
    });
}

TEST_CASE("udp_client/memory") {
    judge("udp_client/memory", [](context& at_hand) {
        udp_peer server(at_hand.story, "peer");
        const auto port = std::to_string(server.local().port());
        auto client =
            start(at_hand, "udp_client", {"127.0.0.1", port, "300"}, support::standard_input::pipe);
        require_clean(client, [&] {
            // The first has the largest answer, the second an empty one, the third none at all.
            for (const std::size_t size : {largest_payload, std::size_t{0}}) {
                client.feed(long_line(9000) + '\n');
                const auto question = server.receive();
                if (question) server.send(noise(size, at_hand.seed), question->from);
            }
            client.feed("\n");
            client.end_input();
            client.wait_exit(time_to_end);
        });
    });
}

}  // namespace memory_checks
