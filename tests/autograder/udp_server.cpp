#include "autograder/udp_server.hpp"

#include "autograder/bytes.hpp"
#include "autograder/echo.hpp"
#include "autograder/ports.hpp"
#include "autograder/readiness.hpp"
#include "autograder/timeouts.hpp"

#include <algorithm>
#include <utility>

namespace suite {
namespace {

bool has_unread(const running_udp_server& server) {
    const auto held = server.process.held(transport::udp);
    return std::any_of(held.begin(), held.end(),
                       [](const socket_entry& socket) { return socket.waiting > 0; });
}

// A program that answers itself for ever has unread data at most moments, but not at every moment.
bool stays_unread(running_udp_server& server) {
    for (int look = 0; look < 100; ++look) {
        if (!has_unread(server)) return false;
        if (server.process.process().wait(unread_step)) return false;
    }
    return true;
}

std::string datagram_cause(std::string_view sent, std::string_view got) {
    const auto shape = differs(sent, got).id;
    if (shape == "echo.truncated" && got.size() >= 8) return "datagram.truncated";
    return shape;
}

// An earlier answer came in place of the one to `client`'s last datagram.
const char* cause_of_repeat(udp_peer& client, std::string_view before) {
    const auto next = client.receive();
    return next && next->bytes == before ? "datagram.for-ever" : "datagram.duplicated";
}

}  // namespace

running_udp_server start_udp_server(context& ctx) {
    const auto port = free_port(transport::udp);
    running_udp_server server{program(ctx.where, ctx.trace, "udp_server", {std::to_string(port)},
                                      support::standard_input::empty),
                              port,
                              {},
                              &ctx.given};
    server.address = await_ready(ctx, server.process, {transport::udp, "0.0.0.0", port});
    if (ctx.given.accepts(way::first_datagram)) {
        udp_peer(ctx.trace, "peer").send("hola", server.address);
        server.process.await_rest();
    }
    return server;
}

void explain_silence(running_udp_server& server, std::string_view sent, std::string cause) {
    finding result{
        {std::move(cause), {}}, expected_bytes(sent, {}), {"got.no-datagram", {}}, {}, {}};
    const auto status = server.process.wait_exit(brief_wait);
    if (status && status->signal != 0) {
        result.diagnosis = crash(*status);
    } else if (status && result.diagnosis.id == "datagram.nothing") {
        result.diagnosis = {"datagram.exited", {}};
    }
    if (!status && stays_unread(server)) {
        result.diagnosis = {"datagram.unread", {}};
        result.todo = todo::receive;
    }
    if (status) result.seen.push_back(server.process.how_it_ended());
    server.process.add_last_stderr_line(result.seen);
    throw result;
}

std::optional<letter> take_answer(const given& differences, udp_peer& client) {
    auto reply = client.receive();
    if (reply && differences.accepts(way::two_datagrams)) static_cast<void>(client.receive());
    return reply;
}

void require_echo(running_udp_server& server, udp_peer& client, std::string_view bytes,
                  const char* if_silent, std::string_view before) {
    client.send(bytes, server.address);
    const auto reply = take_answer(*server.differences, client);
    if (!reply) explain_silence(server, bytes, if_silent);
    const auto got = server.differences->undo(bytes, reply->bytes);
    if (!(reply->from == server.address) && !server.differences->accepts(way::other_socket)) {
        throw finding{{"datagram.other-socket", {{"from", reply->from.to_string()}}},
                      {"expected.from", {{"from", server.address.to_string()}}},
                      {"got.from", {{"from", reply->from.to_string()}}},
                      {},
                      {}};
    }
    const auto shortest = std::exchange(server.shortest, std::min(server.shortest, bytes.size()));
    if (got == bytes) return;
    auto cause = differs(bytes, got, before);
    if (!before.empty() && got == before) cause = {cause_of_repeat(client, before), {}};
    if (cause.id == "echo.truncated" && got.size() == shortest) cause.id = "datagram.shrinks";
    if (cause.id == "echo.truncated") cause.id = datagram_cause(bytes, got);
    throw altered(std::move(cause), bytes, got);
}

const char* cause_of_silence(const running_udp_server& server, udp_peer& client,
                             std::string_view first) {
    constexpr int most = 64;
    for (int more = 1; more <= most; ++more)
        client.send("otra " + std::to_string(more), server.address);
    const char* cause = "datagram.nothing";
    while (const auto reply = client.receive(probe_wait)) {
        if (reply->bytes == first) return "datagram.waits-for-more";
        cause = "datagram.first-lost";
    }
    return cause;
}

}  // namespace suite
