// How a UDP echo client must wait for replies that are slow, lost or a stranger's: one function for
// each check.
#include "autograder/bytes.hpp"
#include "autograder/echo.hpp"
#include "autograder/ports.hpp"
#include "autograder/relay.hpp"
#include "autograder/timeouts.hpp"
#include "autograder/udp_client.hpp"
#include "support/text.hpp"

#include <algorithm>

#include <sock_catch.hpp>

namespace udp_client_checks {

using namespace suite;
using support::milliseconds;

namespace {

/// The reply comes after `pause`, within the timeout.
void require_patience(context& ctx, milliseconds timeout, milliseconds pause) {
    auto client = start_udp_client(ctx, timeout, "hola\n");
    client.process.end_input();
    const double before = client.process.cpu_seconds();
    const timeline wait;
    client.process.watch(pause);
    // A short pause has too few ticks of CPU time to judge by.
    if (pause >= slow_peer && spins(client.process, before, wait.elapsed().count() / 1000))
        throw about(client.process, {"client.busy", {}},
                    {"expected.bytes", {{"count", "5"}, {"bytes", "\"hola\\n\""}}},
                    client.process.how_it_ended());
    answer(client, "hola");
    const auto status = client.process.wait_exit(time_to_end_udp);
    const auto output = ctx.given.undo("hola\n", client.process.output());
    if (status && status->success() && output == "hola\n") return;
    throw about(client.process, {"udp-client.timeout-shorter", {}},
                expected_bytes("hola\n", output), client.process.how_it_ended());
}

/// Four lines without a reply are four waits: a program that always waits for a second needs more
/// time than any machine adds to four short ones.
void require_short_waits(context& ctx) {
    udp_peer silent(ctx.trace, "peer");
    program client(ctx.where, ctx.trace, "udp_client",
                   {"127.0.0.1", std::to_string(silent.local().port()),
                    std::to_string(short_client_limit.count())},
                   support::standard_input::pipe);
    client.feed("uno\ndos\ntres\ncuatro\n");
    client.end_input();
    const timeline wait;
    client.wait_exit(2 * time_for_exchange);
    const auto waited = milliseconds{static_cast<milliseconds::rep>(wait.elapsed().count())};
    if (waited < four_seconds_less) return require_end(ctx, client, 1, "");
    throw about(client, {"udp-client.timeout-longer", {}}, {"expected.waits", {}},
                {"got.late", {{"ms", std::to_string(waited.count())}}});
}

bool ends_without_reply(context& ctx, const std::string& timeout) {
    udp_peer silent(ctx.trace, "peer");
    program client(ctx.where, ctx.trace, "udp_client",
                   {"127.0.0.1", std::to_string(silent.local().port()), timeout},
                   support::standard_input::pipe);
    client.feed("hola\n");
    client.end_input();
    return client.wait_exit(time_to_end_udp).has_value();
}

/// Does it wait for ever, for 999 s in place of 999 ms, or only where a timeval needs its seconds?
const char* cause_of_hang(context& ctx) {
    if (!ends_without_reply(ctx, "1")) return "udp-client.hangs";
    const bool in_time = ends_without_reply(ctx, "999");
    return in_time ? "udp-client.no-limit-in-seconds" : "udp-client.timeout-longer";
}

void require_no_replies(program& process, std::size_t wanted) {
    if (no_replies(process) >= wanted) return;
    throw about(process, {"udp-client.silent", {}},
                {"expected.no-reply", {{"count", std::to_string(wanted)}}},
                {"got.no-reply", {{"count", std::to_string(no_replies(process))}}});
}

// The program's timeout: the suite must answer within it. On a quiet machine the suite needs a
// tenth of it, so a short load peak does no harm. A program of which only whole seconds count gets
// one at least: otherwise the load would decide whether it waits at all.
milliseconds unhurried(const context& ctx, milliseconds quiet) {
    const double load = std::max(1.0, support::load_per_core() / 2);
    const milliseconds limit{
        static_cast<milliseconds::rep>(static_cast<double>(quiet.count()) * load)};
    return ctx.given.accepts(way::short_waits) ? std::max(limit, milliseconds{1000}) : limit;
}

/// A series of a stranger's datagrams must not make the wait longer. The pause between two of them
/// is short, because this process may be scheduled late.
void require_series_ignored(context& ctx) {
    auto client = start_udp_client(ctx, 2 * unhurried(ctx, short_client_limit), "hola\n");
    client.process.end_input();
    udp_peer stranger(ctx.trace, "stranger");
    support::deadline until(time_for_exchange);
    while (!client.process.process().wait(stranger_step)) {
        if (until.expired()) {
            throw about(client.process, {"udp-client.strangers-prolong", {}},
                        {"expected.no-reply", {{"count", "1"}}}, client.process.how_it_ended());
        }
        stranger.send(stranger_text, client.address);
    }
    require_end(ctx, client.process, 1, "");
    require_no_replies(client.process, 1);
}

/// A stranger's datagram, late in the wait, does not begin it anew.
void require_one_wait(context& ctx) {
    const auto limit = 3 * unhurried(ctx, short_client_limit);
    auto client = start_udp_client(ctx, limit, "hola\n");
    const timeline wait;
    client.process.end_input();
    const auto late = static_cast<double>(limit.count()) * 3 / 4;
    while (wait.elapsed().count() < late && !client.process.process().wait(stranger_step))
        continue;
    udp_peer(ctx.trace, "stranger").send(stranger_text, client.address);
    client.process.process().wait(2 * limit);
    const auto waited = milliseconds{static_cast<milliseconds::rep>(wait.elapsed().count())};
    if (waited < limit * 3 / 2) return require_end(ctx, client.process, 1, "");
    throw about(client.process, {"udp-client.strangers-prolong", {}},
                {"expected.no-reply", {{"count", "1"}}},
                {"got.late", {{"ms", std::to_string(waited.count())}}});
}

void require_bad_network_mastered(context& ctx, program& client, const std::string& wanted,
                                  std::size_t lost) {
    const auto status = client.wait_exit(brief_wait);
    const auto output = ctx.given.undo(wanted, client.output());
    if (status && status->code == 1 && output == wanted && no_replies(client) >= lost) return;
    finding result{{"udp-client.bad-network", {}},
                   expected_bytes(wanted, output),
                   got_bytes(wanted, output),
                   {client.how_it_ended()},
                   {}};
    if (!status) result.diagnosis = {"udp-client.hangs", {}};
    if (support::holds(output, stranger_text)) result.diagnosis = {"udp-client.spoofed", {}};
    client.add_last_stderr_line(result.seen);
    throw result;
}

}  // namespace

TEST_CASE("udp_client/lost") {
    const auto observe = [](context& ctx) {
        auto client = start_udp_client(ctx, unhurried(ctx, short_client_limit), "uno\n");
        answer(client, "uno");
        require_datagram(client, "dos\n");  // has no answer
        client.process.feed("tres\n");
        const auto third = client.server.receive(time_to_next_line);
        if (third && ctx.given.undo("dos", third->bytes) == "dos")
            throw about(client.process, {"udp-client.resends", {}}, {"expected.next-line", {}},
                        got_bytes("tres", third->bytes));
        if (!third || ctx.given.undo("tres", third->bytes) != "tres") {
            const bool ended = client.process.wait_exit(brief_wait).has_value();
            throw about(client.process, {ended ? "udp-client.gives-up" : cause_of_hang(ctx), {}},
                        {"expected.next-line", {}}, client.process.how_it_ended());
        }
        client.address = third->from;  // a socket for each line is as good as one for all
        answer(client, "tres");
        client.process.end_input();
        require_end(ctx, client.process, 1, "uno\ntres\n");
        require_no_replies(client.process, 1);
        require_short_waits(ctx);
        if (!ends_without_reply(ctx, "1100"))
            throw finding{{"udp-client.no-limit-in-seconds", {}},
                          {"expected.no-reply", {{"count", "1"}}},
                          {"got.nothing", {}},
                          {},
                          {}};
    };
    define_check("udp_client/lost", observe, {.timing = true});
}

TEST_CASE("udp_client/no-server") {
    const auto observe = [](context& ctx) {
        const auto port = free_port(transport::udp);
        program client(
            ctx.where, ctx.trace, "udp_client",
            {"127.0.0.1", std::to_string(port), std::to_string(short_client_limit.count())},
            support::standard_input::pipe);
        client.feed("hola\n¿hay alguien?\n");
        client.end_input();
        require_end(ctx, client, 1, "");
        if (no_replies(client) == 1) {
            throw about(client, {"udp-client.gives-up", {}},
                        {"expected.no-reply", {{"count", "2"}}},
                        {"got.no-reply", {{"count", "1"}}});
        }
        require_no_replies(client, 2);
    };
    define_check("udp_client/no-server", observe, {.timing = true});
}

TEST_CASE("udp_client/slow") {
    const auto observe = [](context& ctx) {
        require_patience(ctx, client_limit, slow_peer);
        // The part of a second that a timeout has counts, too.
        require_patience(ctx, milliseconds{999}, milliseconds{50});
    };
    define_check("udp_client/slow", observe, {.timing = true});
}

TEST_CASE("udp_client/network") {
    const auto observe = [](context& ctx) {
        // Two losses in a row are always in the plan; the seed decides the rest.
        std::vector<fate> plan(vary(ctx.seed, "lines", 2, 5), fate::passes);
        plan.insert(plan.end(), 2, fate::is_spoofed);
        plan = shuffled(plan, ctx.seed);
        const auto at = 1 + static_cast<std::ptrdiff_t>(ctx.seed % 3);
        plan.insert(plan.begin() + at, {fate::is_lost, fate::is_lost});
        const auto port = free_port(transport::udp);
        relay network(ctx.trace, plan, {}, ctx.given.port_for(port));
        program client(ctx.where, ctx.trace, "udp_client",
                       {"127.0.0.1", std::to_string(port),
                        std::to_string(unhurried(ctx, short_client_limit).count())},
                       support::standard_input::pipe);
        std::string wanted;
        for (std::size_t i = 0; i < plan.size(); ++i) {
            const auto text = "carta " + std::to_string(i + 1) + "\n";
            client.feed(text);
            if (plan[i] != fate::is_lost) wanted += text;
        }
        client.end_input();
        network.carry([&] { return !client.running(); }, support::deadline(time_for_exchange));
        require_bad_network_mastered(ctx, client, wanted, 2);
    };
    define_check("udp_client/network", observe, {.timing = true});
}

TEST_CASE("udp_client/strangers") {
    const auto observe = [](context& ctx) {
        require_series_ignored(ctx);
        require_one_wait(ctx);
    };
    define_check("udp_client/strangers", observe, {.timing = true});
}

}  // namespace udp_client_checks
