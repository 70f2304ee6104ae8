#include "autograder/tcp_server.hpp"

#include "autograder/bytes.hpp"
#include "autograder/echo.hpp"
#include "autograder/timeouts.hpp"

#include <algorithm>
#include <csignal>

namespace suite {
namespace {

finding unanswered(std::string_view bytes, std::string cause, course::parameters values = {}) {
    return {{std::move(cause), std::move(values)},
            expected_bytes(bytes, {}),
            sentence{"got.nothing", {}},
            {},
            {}};
}

// The server is silent. More input, then the end of input, show what it waits for.
std::string what_it_waits_for(tcp_peer& client, std::string_view sent) {
    const auto more = std::string(64, '.') + '\n';
    const auto answered = [&](std::size_t beyond) { return client.inbox().size() > beyond; };
    const auto had = client.inbox().size();
    client.send(more);
    client.await(had + 1, probe_wait);
    if (answered(had)) return "echo.waits-for-more";
    // A stdio buffer is 4 KiB or more; a program's own buffer is usually smaller.
    for (std::size_t sent_more = 1024; sent_more <= 16 * 1024; sent_more += 1024) {
        client.send(std::string(1024, '.'));
        client.await(had + 1, probe_wait / 5);
        if (answered(had)) return sent_more < 4096 ? "echo.waits-for-more" : "echo.buffered";
    }
    client.finish_sending();
    client.await_end(probe_wait);
    if (client.inbox().size() > std::max(had, sent.size())) return "echo.waits-for-end";
    return answered(had) ? "echo.waits-for-end" : "echo.nothing";
}

[[noreturn]] void explain_silence(running_server& server, tcp_peer& client,
                                  std::string_view bytes) {
    auto result = unanswered(bytes, "echo.nothing");
    const auto status = end_of(server, client);
    if (status && status->signal != 0) {
        result.diagnosis = crash(*status);
    } else if (status) {
        result.diagnosis = {"stream.exited", {{"status", std::to_string(status->code)}}};
    } else if (client.end() != ending::open) {
        result.diagnosis = {"stream.closes-early", {}};
    } else if (waits_in_queue(server, client.local_port())) {
        result.diagnosis = {"accept.never", {}};
        result.todo = todo::accept;
    } else {
        const double cpu = server.process.cpu_seconds();
        const timeline probing;
        result.diagnosis = {what_it_waits_for(client, bytes), {}};
        if (spins(server.process, cpu, probing.elapsed().count() / 1000)) {
            result.seen.push_back({"seen.spins", {}});
        }
    }
    if (status) result.seen.push_back(server.process.how_it_ended());
    server.process.add_last_stderr_line(result.seen);
    throw result;
}

// A wrong reply: the evidence is everything that came, not only the bytes that were asked for.
[[noreturn]] void explain_difference(tcp_peer& client, std::size_t before, std::string_view bytes) {
    client.drain();
    const std::string got = client.inbox().substr(before);
    const auto earlier = client.inbox().substr(0, before);
    throw altered(differs(bytes, got, earlier), bytes, got);
}

}  // namespace

running_server start_tcp_server(context& ctx, const run_options& around) {
    return start_server(ctx, "tcp_server", {}, around);
}

void require_echo(running_server& server, tcp_peer& client, std::string_view bytes) {
    const auto before = client.inbox().size();
    client.send(bytes);
    client.await(before + bytes.size());
    const auto got = std::string_view(client.inbox()).substr(before);
    if (got == bytes) return;
    if (got.empty()) explain_silence(server, client, bytes);
    explain_difference(client, before, bytes);
}

void require_nothing_more(running_server& server, tcp_peer& client, std::string_view bytes) {
    server.process.await_rest();
    client.take_what_came();
    if (client.inbox() != bytes) explain_difference(client, 0, bytes);
    const auto status = server.process.process().status();
    if (!status || status->signal == 0) return;
    // It answered before it ended.
    finding result{
        crash(*status), {"expected.connection", {}}, server.process.how_it_ended(), {}, {}};
    server.process.add_last_stderr_line(result.seen);
    throw result;
}

void require_next_client(context& ctx, running_server& server, const sentence& if_ended,
                         const sentence& if_stuck) {
    const std::string hello = "¿sigues ahí?\n";
    auto client = try_connect(ctx, server, ctx.trace);
    if (client) {
        client->send(hello);
        client->await(hello.size());
        if (client->inbox() == hello) return;
    }
    const std::string got = client ? client->inbox() : std::string();
    finding result{if_stuck, expected_bytes(hello, got), got_bytes(hello, got), {}, {}};
    if (!client) result.got = {"got.refused", {}};
    if (const auto status = server.process.wait_exit(exit_grace)) {
        result.diagnosis = if_ended;
        if (status->signal != 0) {
            result.diagnosis = crash(*status);
            if (status->signal == SIGPIPE) result.diagnosis.id = "sigpipe.kills";
        }
        result.seen.push_back(server.process.how_it_ended());
    }
    server.process.add_last_stderr_line(result.seen);
    throw result;
}

}  // namespace suite
