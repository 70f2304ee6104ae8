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

void answer(running_udp_client& client, std::string_view bytes) {
    client.server.send(bytes, client.address);
}

finding about(program& process, const std::string& cause, sentence expected, sentence got) {
    finding result{{cause, {}}, std::move(expected), std::move(got), {}, {}};
    process.add_last_stderr_line(result.seen);
    return result;
}

/// The reply comes after `pause`, within the timeout.
void require_patience(context& ctx, milliseconds timeout, milliseconds pause) {
    auto client = start_udp_client(ctx, timeout, "hola\n");
    client.process.end_input();
    const double before = client.process.cpu_seconds();
    const timeline wait;
    client.process.wait_exit(pause);
    // A short pause has too few ticks of CPU time to judge by.
    if (pause >= slow_peer && spins(client.process, before, wait.elapsed().count() / 1000))
        throw about(client.process, "client.busy",
                    {"expected.bytes", {{"count", "5"}, {"bytes", "\"hola\\n\""}}},
                    client.process.how_it_ended());
    answer(client, "hola");
    const auto status = client.process.wait_exit(time_to_end_udp);
    const auto output = ctx.given.undo("hola\n", client.process.output());
    if (status && status->success() && output == "hola\n") return;
    throw about(client.process, "udp-client.timeout-shorter", expected_bytes("hola\n", output),
                client.process.how_it_ended());
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
    throw about(client, "udp-client.timeout-longer", {"expected.waits", {}},
                {"got.late", {{"ms", std::to_string(waited.count())}}});
}

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
    auto result = about(client.process, "udp-client.reply-as-text", expected_bytes(wanted, output),
                        got_bytes(wanted, output));
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
    throw about(client.process, "client.loses-last-line",
                expected_bytes(line, came ? came->bytes : ""),
                came ? got_bytes(line, came->bytes) : sentence{"got.no-datagram", {}});
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
    throw about(process, "udp-client.silent",
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
            throw about(client.process, "udp-client.strangers-prolong",
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
    throw about(client.process, "udp-client.strangers-prolong",
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
            throw about(client.process, "client.own-input",
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
                about(client.process, "datagram.truncated", expected_bytes(line + "\n", output),
                      got_bytes(line + "\n", output));
            result.diagnosis.params = {{"came", count(output.size())},
                                       {"sent", count(line.size())}};
            throw result;
        }
        require_end(ctx, client.process, 0, line + "\n");
    });
}

TEST_CASE("udp_client/lost") {
    const auto observe = [](context& ctx) {
        auto client = start_udp_client(ctx, unhurried(ctx, short_client_limit), "uno\n");
        answer(client, "uno");
        require_datagram(client, "dos\n");  // has no answer
        client.process.feed("tres\n");
        const auto third = client.server.receive(time_to_next_line);
        if (third && ctx.given.undo("dos", third->bytes) == "dos")
            throw about(client.process, "udp-client.resends", {"expected.next-line", {}},
                        got_bytes("tres", third->bytes));
        if (!third || ctx.given.undo("tres", third->bytes) != "tres") {
            const bool ended = client.process.wait_exit(brief_wait).has_value();
            throw about(client.process, ended ? "udp-client.gives-up" : cause_of_hang(ctx),
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
            throw about(client, "udp-client.gives-up", {"expected.no-reply", {{"count", "2"}}},
                        {"got.no-reply", {{"count", "1"}}});
        }
        require_no_replies(client, 2);
    };
    define_check("udp_client/no-server", observe, {.timing = true});
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
            throw about(client.process, "udp-client.stranger-ends-wait",
                        expected_bytes("hola\n", ""), got_bytes("hola\n", ""));
        }
        require_end(ctx, client.process, 0, "hola\n");
    });
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

TEST_CASE("udp_client/arguments") {
    define_check("udp_client/arguments", [](context& ctx) {
        require_usage(ctx, "udp_client", bad_ports({"127.0.0.1"}));
        for (const std::string timeout : {"0", "x", "5x", "-5", ""})
            require_usage(ctx, "udp_client", {{"127.0.0.1", "5001", timeout}});
        require_usage(ctx, "udp_client", {{"127.0.0.1", "5001", "200", "x"}});
    });
}

}  // namespace udp_client_checks
