#include "autograder/half_close.hpp"

#include "autograder/bytes.hpp"
#include "autograder/echo.hpp"
#include "autograder/timeouts.hpp"

#include <algorithm>

namespace suite {
namespace {

// More than the kernel buffers for a peer that does not read and has small buffers, and less than a
// program may buffer itself before it stops reading.
constexpr std::size_t most_unread = 240 * 1024;
// As much as a program reads to the end that stops reading when 64 KiB wait in it: the end of the
// stream finds it with bytes that it still has to send.
constexpr std::size_t least_unread = 100 * 1024;

// The text came back. Now the other side must see the end of the stream and close.
finding explain_half_close(running_server& server, const tcp_peer& client, std::size_t holders,
                           double cpu_before, double waited) {
    finding result{{"half-close.not-closed", {}},
                   {"expected.end-of-stream", {}},
                   {"got.stays-open", {{"seconds", seconds(waited)}}},
                   {},
                   {}};
    if (client.end() == ending::reset) {
        result.diagnosis = {"half-close.reset", {}};
        result.got = {"got.reset", {}};
    } else if (spins(server.process, cpu_before, waited)) {
        result.diagnosis = {"half-close.ignored", {}};
        result.seen.push_back({"seen.spins", {}});
    } else if (holders > 1) {
        result.diagnosis = {"half-close.parent-keeps", {}};
        result.seen.push_back({"seen.holders", {{"count", std::to_string(holders)}}});
    }
    return result;
}

std::size_t holders_of(const running_server& server, const tcp_peer& client) {
    const auto held = server.process.held(transport::tcp);
    const auto mine = [&](const socket_entry& socket) {
        return socket.remote_port == client.local_port();
    };
    const auto entry = std::find_if(held.begin(), held.end(), mine);
    return entry == held.end() ? 0 : server.process.holders(entry->inode);
}

// Reads nothing until the server has read everything and the end of the stream, or sleeps with
// unread bytes. The kernel accepted all bytes at once, so a finished send does not show how far the
// server is.
void let_it_read(const running_server& server, const tcp_peer& client) {
    const auto is_done = [&] {
        const bool sleeps = server.process.await_rest();
        const auto all = sockets(transport::tcp);
        return std::any_of(all.begin(), all.end(), [&](const socket_entry& socket) {
            if (socket.port != server.port() || socket.remote_port != client.local_port())
                return false;
            const bool has_unread = socket.waiting > 1;  // the end counts as one byte
            return has_unread ? sleeps : socket.state == tcp_state::close_wait;
        });
    };
    support::await(is_done, support::deadline::moment(reading_watch));
}

finding not_the_same(std::string_view data, std::string_view got, std::size_t at) {
    auto cause = differs(data, got);
    const bool first_nul = data[at] == '\0' && data.find('\0') == at;
    if (cause.id == "echo.differs" && first_nul)
        cause.id = "echo.cut-at-nul";
    else if (cause.id == "echo.differs" && got.size() < data.size())
        cause = {"stream.short-write", {{"at", count(at)}}};
    return altered(std::move(cause), data, got);
}

void require_rest(context& ctx, running_server& server, std::size_t most) {
    // As much as it takes while its replies are not read.
    auto client = connect(ctx, server, true);
    const auto all = noise(most, ctx.seed);
    const auto data = all.substr(0, client.push(all));
    client.finish_sending();
    let_it_read(server, client);
    const timeline wait;
    client.await_end(time_to_answer);
    const double waited = wait.elapsed().count() / 1000;
    if (client.inbox().empty()) require_service(server);
    if (client.inbox().empty() && waits_in_queue(server, client.local_port())) {
        throw finding{{"next-client.stuck", {{"number", "2"}}},
                      {"expected.connection", {}},
                      {"got.nothing", {}},
                      {},
                      todo::accept};
    }
    const auto same = common_prefix(data, client.inbox());
    if (same < std::min(data.size(), client.inbox().size()))
        throw not_the_same(data, client.inbox(), same);
    const bool whole = client.inbox() == data;
    if (whole && client.end() == ending::end_of_stream) return;
    if (client.inbox().size() > data.size()) {
        throw finding{{"half-close.adds", {}},
                      {"expected.all-then-end", {{"count", count(data.size())}}},
                      {"got.bytes-more",
                       {{"count", count(client.inbox().size() - data.size())},
                        {"bytes", show(client.inbox().substr(data.size()), 24)}}},
                      {},
                      {}};
    }
    finding result{
        {client.end() == ending::open ? "half-close.not-closed" : "half-close.lost-tail", {}},
        {"expected.all-then-end", {{"count", count(data.size())}}},
        {"got.first", {{"count", count(same)}}},
        {},
        {}};
    if (whole && client.end() == ending::reset) {
        result.diagnosis = {"half-close.reset", {}};
        result.got = {"got.all-then-reset", {}};
    } else if (whole) {
        result.got = {"got.all-then-open", {{"seconds", seconds(waited)}}};
    }
    throw result;
}

}  // namespace

void require_goodbye(running_server& server, tcp_peer& client) {
    const auto holders = holders_of(server, client);
    const auto cpu = server.process.cpu_seconds();
    const timeline wait;
    client.finish_sending();
    client.await_end(time_to_answer);
    if (client.end() == ending::end_of_stream) return;
    throw explain_half_close(server, client, holders, cpu, wait.elapsed().count() / 1000);
}

void require_rest_and_goodbye(context& ctx, running_server& server) {
    for (const auto most : {most_unread, least_unread})
        require_rest(ctx, server, most);
}

}  // namespace suite
