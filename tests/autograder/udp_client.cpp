#include "autograder/udp_client.hpp"

#include "autograder/bytes.hpp"
#include "autograder/client_port.hpp"
#include "autograder/echo.hpp"
#include "autograder/ports.hpp"
#include "autograder/printed.hpp"
#include "autograder/refusal.hpp"
#include "autograder/relay.hpp"
#include "autograder/timeouts.hpp"

#include <array>
#include <optional>

#include <poll.h>

namespace suite {
namespace {

// Where else a client may send by mistake (see tcp_client.cpp).
struct udp_decoys {
    std::optional<sock::tcp_listener> tcp;
    std::optional<sock::udp_socket> swapped_port;
    std::optional<port_lease> lease;
    std::optional<sock::udp_socket> default_port;
    std::optional<sock::udp_socket> usual_host;
};

std::optional<sock::udp_socket> bound_to(std::uint16_t port) {
    try {
        return sock::udp_socket::bind({"127.0.0.1", port});
    } catch (const sock::error& failure) {
        support::require_resources("bind", failure.code().value());
        return std::nullopt;
    }
}

std::optional<sock::tcp_listener> listening_at(std::uint16_t port) {
    try {
        auto listener = sock::tcp_listener::bind({"127.0.0.1", port});
        listener.listen();
        return listener;
    } catch (const sock::error& failure) {
        support::require_resources("bind", failure.code().value());
        return std::nullopt;
    }
}

finding nothing_came(program& process, std::uint16_t port, const std::string& cause,
                     std::uint16_t found = 0) {
    return about(process,
                 {cause, {{"port", std::to_string(port)}, {"found", std::to_string(found)}}},
                 {"expected.datagram-to", {{"port", std::to_string(port)}}}, todo::send);
}

// As with TCP: the datagram may come from another check's program.
bool went_astray(program& process, sock::udp_socket& trap) {
    std::array<char, 1> ignored{};
    const auto port = trap.recv_from(ignored, no_wait).from.port();
    return process.may_hold(transport::udp,
                            [&](const socket_entry& socket) { return socket.port == port; });
}

void await_datagram(program& process, const udp_peer& server, udp_decoys& traps,
                    std::uint16_t port) {
    const auto handle = [](const auto& role) { return role ? role->native_handle() : -1; };
    support::deadline until(time_to_begin);
    while (true) {
        // Asked before the sockets, so that the sockets show everything that it did before its end.
        const auto status = process.process().status();
        std::array<pollfd, 5> watched{{{server.handle(), POLLIN, 0},
                                       {handle(traps.tcp), POLLIN, 0},
                                       {handle(traps.swapped_port), POLLIN, 0},
                                       {handle(traps.default_port), POLLIN, 0},
                                       {handle(traps.usual_host), POLLIN, 0}}};
        ::poll(watched.data(), watched.size(), until.poll_timeout(step_pause));
        if (watched[0].revents != 0) return;
        if (watched[1].revents != 0) throw nothing_came(process, port, "udp-client.tcp-instead");
        if (watched[2].revents != 0)
            throw nothing_came(process, port, "client.swapped-port", swapped(port));
        if (watched[3].revents != 0 && went_astray(process, *traps.default_port))
            throw nothing_came(process, port, "client.wrong-port", default_udp_port);
        if (watched[4].revents != 0) {
            auto result = nothing_came(process, port, "client.wrong-host");
            result.diagnosis.params["host"] = server.local().address();
            throw result;
        }
        if (status && status->signal != 0) {
            auto result = nothing_came(process, port, "program.crashed");
            result.diagnosis.params["signal"] = signal_name(status->signal);
            throw result;
        }
        if (status || until.expired()) throw nothing_came(process, port, "udp-client.nothing-sent");
    }
}

std::string without_newline(std::string line) {
    if (!line.empty() && line.back() == '\n') line.pop_back();
    return line;
}

void require_letter(running_udp_client& client, const std::string& line) {
    const auto wanted = without_newline(line);
    const auto came = client.server.receive();
    if (!came)
        throw nothing_came(client.process, client.server.local().port(), "udp-client.nothing-sent");
    client.address = came->from;
    if (client.differences->undo(wanted, came->bytes) == wanted) return;
    auto cause = differs(wanted, came->bytes);
    if (came->bytes == wanted + '\n')
        cause.id = "udp-client.newline-sent";
    else if (same_but_for_spaces(wanted, came->bytes))
        cause.id = "client.loses-spaces";
    else if (cause.id == "echo.extra-nul")
        cause.id = "client.sends-nul";
    else if (cause.id == "echo.padded")
        cause.id = "client.sends-buffer";
    else if (cause.id == "echo.cut-at-nul")
        cause.id = "client.line-cut-at-nul";
    else if (cause.id == "echo.truncated")
        cause.id = "client.truncates";
    else
        cause.id = "client.sends-other";
    throw finding{
        cause, expected_bytes(wanted, came->bytes), got_bytes(wanted, came->bytes), {}, todo::send};
}

std::string output_cause(const std::string& wanted, const std::string& output) {
    if (output.empty()) return "client.prints-nothing";
    if (output.find(stranger_text) != std::string::npos) return "udp-client.spoofed";
    if (output.find('\0') != std::string::npos) return "client.prints-buffer";
    const auto cause = printed_cause(wanted, output);
    return cause.empty() ? "client.output-differs" : cause;
}

running_udp_client begin(context& ctx, const std::string& host, std::uint16_t port,
                         const std::vector<std::string>& arguments, const std::string& first) {
    udp_peer server(ctx.trace, "server", host, ctx.given.port_for(port));
    udp_decoys traps{listening_at(port), bound_to(swapped(port)), std::nullopt, std::nullopt,
                     std::nullopt};
    if (port != default_udp_port)
        traps.lease = port_lease::try_take(transport::udp, default_udp_port);
    if (traps.lease) traps.default_port = bound_to(default_udp_port);
    if (host != "127.0.0.1") traps.usual_host = bound_to(port);
    program process(ctx.where, ctx.trace, "udp_client", arguments, support::standard_input::pipe);
    process.feed(first);
    try {
        await_datagram(process, server, traps, port);
    } catch (finding& found) {
        if (!arguments.empty()) name_port_called(found, ctx, process, first, port);
        if (first == "\n" && found.diagnosis.id == "udp-client.nothing-sent")
            found.diagnosis.id = "udp-client.empty-line";
        throw;
    }
    running_udp_client client{std::move(process), std::move(server), {}, &ctx.given};
    require_letter(client, first);
    return client;
}

}  // namespace

running_udp_client start_udp_client(context& ctx, support::milliseconds timeout,
                                    const std::string& first) {
    const auto port = free_port(transport::udp);
    const std::string host = "127.0.0.1";
    return begin(ctx, host, port, {host, std::to_string(port), std::to_string(timeout.count())},
                 first);
}

running_udp_client start_udp_client_at(context& ctx, const std::string& host,
                                       const std::string& first) {
    const auto port = free_port(transport::udp);
    return begin(ctx, host, port, {host, std::to_string(port)}, first);
}

running_udp_client start_default_udp_client(context& ctx, const std::string& first) {
    const auto lease = require_free(transport::udp, default_udp_port);
    return begin(ctx, "127.0.0.1", default_udp_port, {}, first);
}

void require_datagram(running_udp_client& client, const std::string& line) {
    client.process.feed(line);
    require_letter(client, line);
}

void require_end(context& ctx, program& process, int code, const std::string& wanted) {
    const auto status = process.wait_exit(time_to_begin);
    const auto output = ctx.given.undo(wanted, process.output());
    auto result = about(process, {"udp-client.hangs", {}},
                        {"expected.status", {{"status", std::to_string(code)}}});
    if (!status) throw result;
    if (status->signal != 0) {
        result.diagnosis = crash(*status);
        throw result;
    }
    if (output != wanted) {
        result.expected = expected_bytes(wanted, output);
        result.got = got_bytes(wanted, output);
        result.diagnosis = {output_cause(wanted, output), {}};
        throw result;
    }
    const bool accepted = code == 0 && ctx.given.ends_well_with(status->code);
    if (status->code != code && !accepted) {
        result.diagnosis = {code == 0 ? "client.fails-at-end" : "udp-client.status",
                            {{"status", std::to_string(status->code)}}};
        throw result;
    }
}

std::size_t no_replies(const program& process) {
    const auto text = process.errors();
    const std::string_view phrase = "no reply";
    std::size_t result = 0;
    for (auto at = text.find(phrase); at != std::string::npos; at = text.find(phrase, at + 1))
        ++result;
    return result;
}

void answer(running_udp_client& client, std::string_view bytes) {
    client.server.send(bytes, client.address);
}

}  // namespace suite
