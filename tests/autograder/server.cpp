#include "autograder/server.hpp"

#include "autograder/bytes.hpp"
#include "autograder/ports.hpp"
#include "autograder/probe_port.hpp"
#include "autograder/readiness.hpp"
#include "autograder/timeouts.hpp"

#include <algorithm>
#include <utility>

#include <fcntl.h>
#include <sys/socket.h>

namespace suite {
namespace {

finding turned_away(running_server& server) {
    finding result{{"next-client.refused", {}},
                   {"expected.connection", {}},
                   {"got.refused", {}},
                   {},
                   todo::accept};
    if (server.process.wait_exit(exit_grace)) {
        result.diagnosis = {"next-client.exited", {}};
        result.seen.push_back(server.process.how_it_ended());
    }
    server.process.add_last_stderr_line(result.seen);
    return result;
}

}  // namespace

// A connection is not accepted as long as its socket belongs to no process: inode 0.
bool waits_in_queue(const running_server& server, std::uint16_t client_port) {
    const auto all = sockets(transport::tcp);
    return std::any_of(all.begin(), all.end(), [&](const socket_entry& socket) {
        return socket.port == server.port() && socket.remote_port == client_port &&
               socket.state == tcp_state::established && socket.inode == 0;
    });
}

std::optional<support::exit_status> end_of(running_server& server, const tcp_peer& client) {
    return server.process.wait_exit(client.end() == ending::open ? brief_wait : exit_grace);
}

running_server start_server(context& ctx, const std::string& name,
                            const std::vector<std::string>& after_port, const run_options& around) {
    const auto port = free_port(transport::tcp);
    std::vector<std::string> arguments = {std::to_string(port)};
    arguments.insert(arguments.end(), after_port.begin(), after_port.end());
    running_server server{program(ctx.where, ctx.trace, name, std::move(arguments),
                                  support::standard_input::empty, around),
                          port};
    server.where = await_ready(ctx, server.process, {transport::tcp, "0.0.0.0", port});
    return server;
}

void require_staying(context& ctx, running_server& server) {
    const auto client = try_connect(ctx, server, ctx.trace);
    const auto sure = [&] {
        const bool accepted = client && !waits_in_queue(server, client->local_port());
        return accepted || !server.process.running();
    };
    support::await(sure, support::deadline::moment(end_after_listening));
    static_cast<void>(await_ready(ctx, server.process, {transport::tcp, "0.0.0.0", server.asked}));
}

void require_service(running_server& server) {
    const auto listens = [&](const socket_entry& socket) {
        return socket.state == tcp_state::listen && socket.port == server.port();
    };
    if (server.process.wait_exit(exit_grace) || !server.process.may_hold(transport::tcp, listens))
        throw turned_away(server);
}

std::optional<tcp_peer> try_connect(context& ctx, const running_server& server, timeline& trace,
                                    bool small_buffers) {
    return connect_to(server.where, trace, server.process.name(), small_buffers, &ctx.given);
}

tcp_peer connect(context& ctx, running_server& server, bool small_buffers) {
    auto client = try_connect(ctx, server, ctx.trace, small_buffers);
    if (client) return std::move(*client);
    throw turned_away(server);
}

void before_it_looks(context& ctx, running_server& server, const std::string& what,
                     const std::function<void(tcp_peer&)>& at_once,
                     const std::function<void(tcp_peer&)>& then) {
    constexpr int more = 8;
    const auto treat = [&](timeline& trace, std::optional<tcp_peer> earlier) {
        auto client = try_connect(ctx, server, trace);
        if (!client) return false;
        at_once(*client);
        if (earlier) earlier->close();
        if (then) then(*client);
        return true;
    };
    if (!treat(ctx.trace, try_connect(ctx, server, ctx.trace))) return;
    ctx.trace.passes("peer", server.process.name(), count(more) + " ×  " + what);
    timeline unseen;
    for (int i = 0; i < more && server.process.running(); ++i) {
        server.process.await_rest();
        if (!treat(unseen, std::nullopt)) return;
    }
}

std::vector<support::descriptor> dial(context& ctx, const running_server& server,
                                      std::size_t count) {
    ctx.trace.note("peer → " + server.process.name() + "  " + suite::count(count) + " ×  connect");
    std::vector<support::descriptor> result;
    while (result.size() < count) {
        result.push_back(open_socket(server.where.family(), SOCK_STREAM));
        ::fcntl(result.back().get(), F_SETFL, O_NONBLOCK);
        static_cast<void>(::connect(result.back().get(), server.where.data(), server.where.size()));
    }
    return result;
}

void require_silent_stdout(program& process) {
    const auto output = process.output();
    if (output.empty()) return;
    throw finding{{"quiet.stdout", {}},
                  {"expected.silence", {}},
                  {"got.bytes", {{"count", count(output.size())}, {"bytes", show(output, 64)}}},
                  {},
                  {}};
}

}  // namespace suite
