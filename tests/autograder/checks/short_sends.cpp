// What programs do when a send takes less than it was given: a server, and a client.
#include "autograder/short_sends.hpp"

#include "autograder/advice.hpp"
#include "autograder/bytes.hpp"
#include "autograder/tcp_client.hpp"
#include "autograder/tcp_server.hpp"
#include "autograder/timeouts.hpp"

#include <sock_catch.hpp>

namespace short_sends_checks {

using namespace suite;

namespace {

// More than the kernel buffers for a peer that does not read and has small buffers.
constexpr std::size_t most_unread = 240 * 1024;

void require_whole_echo(context& ctx, running_server& server, tcp_peer& client,
                        std::string_view data) {
    client.await(data.size());
    const auto seen = client.end() == ending::open ? noticed::no : noticed::yes;
    client.finish_sending();
    client.await_end(surplus_wait);
    require_whole(ctx, server.process, client.inbox(), data, seen);
}

void require_echo_in_short_sends(context& ctx) {
    require_faults(ctx.where, "tcp_server");
    auto server = start_tcp_server(ctx, short_sends(ctx.seed));
    auto client = connect(ctx, server);
    const auto data = noise(2000, ctx.seed);
    client.send(data);
    require_whole_echo(ctx, server, client, data);
    require_report(server.process);
}

void require_echo_when_stopped(context& ctx) {
    auto server = start_tcp_server(ctx);
    auto client = connect(ctx, server, true);
    const auto all = noise(most_unread, ctx.seed);
    const auto data = std::string_view(all).substr(0, client.push(all));
    stop_in_sends(server.process, client);
    require_whole_echo(ctx, server, client, data);
}

std::string line_of_pieces(std::size_t length) {
    std::string result;
    while (result.size() < length)
        result += "la pieza " + std::to_string(result.size()) + "; ";
    result.resize(length - 1);
    return result + '\n';
}

// A send that failed and was reported counts, too.
void require_whole_line(context& ctx, running_client& client, const std::string& input) {
    echo_all(client);
    const auto status = client.process.process().status();
    const bool failed = status && status->code == 1 && !messages(client.process).empty();
    require_whole(ctx, client.process, client.came(input), input,
                  failed ? noticed::yes : noticed::no);
    if (!failed) require_output(client, input);
}

}  // namespace

TEST_CASE("tcp_server/short-sends") {
    define_check("tcp_server/short-sends", [](context& ctx) {
        look_twice([&] { require_echo_in_short_sends(ctx); },
                   [&] { require_echo_when_stopped(ctx); });
        advise_on_faults(ctx);  // last: the verdict does not wait for it
    });
}

TEST_CASE("tcp_client/short-sends") {
    define_check("tcp_client/short-sends", [](context& ctx) {
        const auto with_library = [&] {
            require_faults(ctx.where, "tcp_client");
            const auto input = line_of_pieces(2000);
            auto client = start_tcp_client(ctx, input, {}, "127.0.0.1", short_sends(ctx.seed));
            require_whole_line(ctx, client, input);
            require_report(client.process);
        };
        const auto stopped = [&] {
            // More than waits in the kernel's buffers, and that with the pipe's less than all of
            // it: a client that sends its line in pieces is not yet stopped in reading.
            const auto input = line_of_pieces(120'000);
            auto client = start_tcp_client(ctx, input, {"50000"}, "127.0.0.1", {}, true);
            stop_in_sends(client.process, client.peer);
            require_whole_line(ctx, client, input);
        };
        look_twice(with_library, stopped);
    });
}

}  // namespace short_sends_checks
