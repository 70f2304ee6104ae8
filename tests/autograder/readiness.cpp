#include "autograder/readiness.hpp"

#include "autograder/bytes.hpp"
#include "autograder/ports.hpp"
#include "autograder/probe_port.hpp"
#include "autograder/timeouts.hpp"
#include "support/process_table.hpp"

#include <algorithm>
#include <cstdio>

#include <poll.h>

namespace suite {
namespace {

bool is_any(const std::string& address) {
    return address == "0.0.0.0" || address == "::";
}

// 127.0.0.1 on an IPv6 socket is written ::ffff:127.0.0.1 (RFC 4291, 2.5.5.2).
std::string plain(const std::string& address) {
    const std::string mapped = "::ffff:";
    return address.rfind(mapped, 0) == 0 ? address.substr(mapped.size()) : address;
}

bool at(const socket_entry& socket, const place& where) {
    if (socket.port != where.port) return false;
    if (where.kind == transport::tcp && socket.state != tcp_state::listen) return false;
    return is_any(where.address) ? is_any(socket.address) : plain(socket.address) == where.address;
}

bool is_there(const program& server, const place& where) {
    // The cheap question first: the table of sockets is short, that of processes may be long.
    const auto all = servers(where.kind);
    const auto here = [&](const socket_entry& socket) { return at(socket, where); };
    if (std::none_of(all.begin(), all.end(), here)) return false;
    const auto own = server.serving(where.kind);
    return std::any_of(own.begin(), own.end(), here);
}

std::string hex(std::uint16_t number) {
    char text[8];
    std::snprintf(text, sizeof text, "0x%04X", number);
    return text;
}

std::string name(transport kind) {
    return kind == transport::tcp ? "TCP" : "UDP";
}

transport other(transport kind) {
    return kind == transport::tcp ? transport::udp : transport::tcp;
}

std::string shown(const socket_entry& socket) {
    const auto host = socket.ipv6 ? '[' + socket.address + ']' : socket.address;
    return host + ":" + std::to_string(socket.port);
}

sentence listens_at(const std::string& where, transport kind) {
    return {"got.listens", {{"where", where}, {"kind", name(kind)}}};
}

sentence wanted(const place& where) {
    return {
        "expected.listens",
        {{"where", where.address + ":" + std::to_string(where.port)}, {"kind", name(where.kind)}}};
}

// Each of these functions tests one possible cause.

std::optional<finding> wrong_port(const program& server, const place& where) {
    for (const auto& socket : server.serving(where.kind)) {
        if (socket.port == where.port) continue;
        course::parameters values{{"wanted", std::to_string(where.port)},
                                  {"found", std::to_string(socket.port)},
                                  {"wanted_hex", hex(where.port)},
                                  {"found_hex", hex(socket.port)}};
        const bool bytes = socket.port == swapped(where.port);
        return finding{{bytes ? "listen.swapped-port" : "listen.wrong-port", values},
                       wanted(where),
                       listens_at(shown(socket), where.kind),
                       {},
                       {}};
    }
    return std::nullopt;
}

std::optional<finding> wrong_address(const program& server, const place& where) {
    for (const auto& socket : server.serving(where.kind)) {
        if (socket.port != where.port) continue;
        const bool loopback =
            plain(socket.address).rfind("127.", 0) == 0 || socket.address == "::1";
        const auto cause = is_any(socket.address)              ? "listen.ignores-address"
                           : loopback && is_any(where.address) ? "listen.loopback-only"
                                                               : "listen.wrong-address";
        return finding{{cause, {{"wanted", where.address}, {"found", socket.address}}},
                       wanted(where),
                       listens_at(shown(socket), where.kind),
                       {},
                       {}};
    }
    return std::nullopt;
}

std::optional<finding> wrong_transport(const program& server, const place& where) {
    const auto found = server.serving(other(where.kind));
    if (found.empty()) return std::nullopt;
    const auto cause = where.kind == transport::tcp ? "listen.udp-instead" : "listen.tcp-instead";
    return finding{{cause, {{"port", std::to_string(found.front().port)}}},
                   wanted(where),
                   listens_at(shown(found.front()), other(where.kind)),
                   {},
                   {}};
}

// A TCP socket that is bound and does not listen is in no table of the kernel. It shows only in
// that the port is in use.
finding not_listening(const program& server, const place& where) {
    const bool has_socket = server.socket_count() > 0;
    const bool bound = has_socket && !can_bind(where.kind, "0.0.0.0", where.port);
    const auto cause = bound        ? "listen.not-listening"
                       : has_socket ? "listen.not-bound"
                                    : "listen.nothing";
    return finding{{cause, {{"port", std::to_string(where.port)}, {"kind", name(where.kind)}}},
                   wanted(where),
                   {"got.no-listener",
                    {{"seconds", seconds(static_cast<double>(time_to_begin.count()) / 1000)}}},
                   {},
                   {}};
}

// The program ended without an error. Did it ever bind the port? It is started again while the port
// is held: either it fails now, or it ends as before, because it never calls bind.
bool asks_for_the_port(const program& server, const place& where) {
    const sock::endpoint here(where.address, where.port);
    auto listener = sock::tcp_listener();
    auto bound = sock::udp_socket();
    try {
        if (where.kind == transport::tcp) listener = sock::tcp_listener::bind(here);
        if (where.kind == transport::tcp) listener.listen();
        if (where.kind == transport::udp) bound = sock::udp_socket::bind(here);
    } catch (const sock::error& failure) {
        if (failure.code() != std::errc::address_in_use) throw;
        return true;  // a process of it still holds the port
    }
    auto again = server.started_again();
    const auto status = again.wait_exit(time_to_begin);
    return !status || !status->success();
}

finding exited(program& server, const place& where) {
    const auto status = *server.process().status();
    finding result{{"listen.exited", {}}, wanted(where), server.how_it_ended(), {}, {}};
    if (status.signal != 0) {
        result.diagnosis = crash(status);
    } else if (status.success()) {
        const bool bound = asks_for_the_port(server, where);
        result.diagnosis = {bound ? "listen.serves-nobody" : "listen.returned", {}};
        if (bound) result.todo = where.kind == transport::tcp ? todo::accept : todo::receive;
    }
    server.add_last_stderr_line(result.seen);
    return result;
}

finding why_not(program& server, const place& where) {
    if (auto cause = wrong_port(server, where)) return *cause;
    if (auto cause = wrong_address(server, where)) return *cause;
    if (auto cause = wrong_transport(server, where)) return *cause;
    auto cause = not_listening(server, where);
    server.add_last_stderr_line(cause.seen);
    return cause;
}

// `::` also serves IPv4 unless IPV6_V6ONLY is set (ipv6(7)); then the port is still free for IPv4.
void require_ipv4(program& server, const place& where) {
    const auto own = server.serving(where.kind);
    const bool has_ipv4 = std::any_of(own.begin(), own.end(), [&](const socket_entry& socket) {
        return socket.port == where.port && !socket.ipv6;
    });
    if (has_ipv4 || !is_any(where.address)) return;
    if (!can_bind(where.kind, "0.0.0.0", where.port)) return;
    if (server.wait_exit(exit_grace_ipv6)) throw exited(server, where);
    throw finding{{"listen.ipv6-only", {{"port", std::to_string(where.port)}}},
                  wanted(where),
                  listens_at("[::]:" + std::to_string(where.port), where.kind),
                  {},
                  {}};
}

bool listens_elsewhere(const program& server, transport kind) {
    return !server.serving(kind).empty();
}

// Without /proc: tries the usual mistakes one by one.
finding why_no_answer(program& server, const place& where) {
    const auto port = std::to_string(where.port);
    const auto host = is_any(where.address) ? "127.0.0.1" : where.address;
    finding result{
        {"listen.no-answer", {{"port", port}}}, wanted(where), {"got.nothing", {}}, {}, {}};
    const auto swap = swapped(where.port);
    if (answers(where.kind, host, swap)) {
        result.diagnosis = {"listen.swapped-port",
                            {{"wanted", port},
                             {"found", std::to_string(swap)},
                             {"wanted_hex", hex(where.port)},
                             {"found_hex", hex(swap)}}};
        result.got = listens_at(host + ":" + std::to_string(swap), where.kind);
    }
    server.add_last_stderr_line(result.seen);
    return result;
}

// Bound to every address, or to one? Tried with a second loopback address, where the system has
// one.
void require_reach(const place& where) {
    const char* const second = "127.0.0.2";
    if (!can_bind(where.kind, second, 0)) return;
    if (is_any(where.address) && !answers(where.kind, second, where.port)) {
        throw finding{{"listen.loopback-only", {{"wanted", where.address}, {"found", "127.0.0.1"}}},
                      wanted(where),
                      listens_at("127.0.0.1:" + std::to_string(where.port), where.kind),
                      {},
                      {}};
    }
    if (where.address == second && answers(where.kind, "127.0.0.1", where.port)) {
        throw finding{{"listen.ignores-address", {{"wanted", where.address}, {"found", "0.0.0.0"}}},
                      wanted(where),
                      listens_at("0.0.0.0:" + std::to_string(where.port), where.kind),
                      {},
                      {}};
    }
}

sock::endpoint reached(const place& where) {
    return {is_any(where.address) ? "127.0.0.1" : where.address, where.port};
}

// Where a client on this machine reaches it. Nothing if it is not on loopback, or if the suite's
// UDP sockets, which have addresses of IPv4, do not reach it.
std::optional<sock::endpoint> reached(const socket_entry& socket, transport kind) {
    auto address = plain(socket.address);
    if (is_any(address)) {
        // `::` also serves IPv4, unless the port is still free there.
        const bool only_ipv6 = socket.ipv6 && can_bind(kind, "0.0.0.0", socket.port);
        address = only_ipv6 ? "::1" : "127.0.0.1";
    }
    const sock::endpoint result(address, socket.port);
    const bool by_ipv4 = result.family() == AF_INET;
    if (!result.is_loopback() || (kind == transport::udp && !by_ipv4)) return std::nullopt;
    return result;
}

void await_answer(program& server, const place& where) {
    const auto host = is_any(where.address) ? "127.0.0.1" : where.address;
    const auto there = [&] { return !server.running() || answers(where.kind, host, where.port); };
    const bool in_time = support::await(there, support::deadline(time_to_begin));
    if (!server.running()) throw exited(server, where);
    if (!in_time) throw why_no_answer(server, where);
    require_reach(where);
}

// Where it is instead of `where`, if that is given.
std::optional<sock::endpoint> given_place(const given& accepted, const program& server,
                                          const place& where) {
    const auto found = server.serving(where.kind);
    if (found.empty() || !accepted.accepts(way::other_place)) return std::nullopt;
    return reached(found.front(), where.kind);
}

sock::endpoint await_socket(const given& accepted, program& server, const place& where) {
    support::deadline until(time_to_begin);
    auto pause = first_pause;
    bool elsewhere = false;
    while (!is_there(server, where)) {
        if (!server.running()) throw exited(server, where);
        if (const auto instead = given_place(accepted, server, where)) return *instead;
        if (until.expired()) throw why_not(server, where);
        if (!elsewhere && pause == step_pause && listens_elsewhere(server, where.kind)) {
            elsewhere = true;
            until = support::deadline(wrong_port_grace);
        }
        // Wakes at once if the program ends.
        server.process().wait(pause);
        pause = std::min(pause * 2, step_pause);
    }
    const bool by_ipv6 = where.kind == transport::tcp && accepted.find("listen.ipv6-only");
    if (by_ipv6 && accepted.accepts(way::other_place)) return {"::1", where.port};
    require_ipv4(server, where);
    if (!server.running()) throw exited(server, where);
    return reached(where);
}

}  // namespace

sock::endpoint await_ready(context& ctx, program& server, const place& where) {
    auto result = reached(where);
    if (support::has_proc())
        result = await_socket(ctx.given, server, where);
    else
        await_answer(server, where);
    const bool as_asked = result == reached(where);
    const auto shown =
        as_asked ? where.address + ":" + std::to_string(where.port) : result.to_string();
    ctx.trace.add({"step.listens", {{"program", server.name()}, {"where", shown}}},
                  where.kind == transport::tcp ? "ss -tlnp" : "ss -ulnp");
    return result;
}

}  // namespace suite
