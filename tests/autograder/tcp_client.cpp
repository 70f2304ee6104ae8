#include "autograder/tcp_client.hpp"

#include "autograder/bytes.hpp"
#include "autograder/client_log.hpp"
#include "autograder/client_port.hpp"
#include "autograder/echo.hpp"
#include "autograder/ports.hpp"
#include "autograder/printed.hpp"
#include "autograder/refusal.hpp"
#include "autograder/timeouts.hpp"
#include "support/process_table.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <optional>
#include <sstream>

#include <poll.h>
#include <sys/socket.h>

namespace suite {
namespace {

const std::string home = "127.0.0.1";

/// Where a client may connect by mistake: the suite listens there, too, to see the mistake.
struct tcp_decoys {
    std::optional<sock::tcp_listener> swapped_port;
    std::optional<port_lease> lease;
    std::optional<sock::tcp_listener> default_port;
    std::optional<sock::udp_socket> udp;
    std::optional<sock::tcp_listener> usual_host;
};

template <typename Role, typename Open>
std::optional<Role> if_free(Open open) {
    try {
        return open();
    } catch (const sock::error& failure) {
        support::require_resources("bind", failure.code().value());
        return std::nullopt;  // in use: this mistake cannot be recognised now
    }
}

std::optional<sock::tcp_listener> listen_at(const std::string& host, std::uint16_t port) {
    return if_free<sock::tcp_listener>([&] {
        auto listener = sock::tcp_listener::bind({host, port});
        listener.listen();
        return listener;
    });
}

tcp_decoys set_out(const std::string& host, std::uint16_t port) {
    tcp_decoys result;
    result.swapped_port = listen_at(host == "localhost" ? home : host, swapped(port));
    result.lease = port_lease::try_take(transport::tcp, default_tcp_port);
    if (result.lease) result.default_port = listen_at(home, default_tcp_port);
    if (host == "localhost") return result;
    result.udp = if_free<sock::udp_socket>([&] { return sock::udp_socket::bind({host, port}); });
    if (host != home) result.usual_host = listen_at(home, port);
    return result;
}

template <typename Role>
int handle(const std::optional<Role>& role) {
    return role ? role->native_handle() : -1;
}

finding no_connection(program& process, std::uint16_t port, const std::string& cause,
                      std::uint16_t found = 0) {
    return about(process,
                 {cause, {{"port", std::to_string(port)}, {"found", std::to_string(found)}}},
                 {"expected.connection-to", {{"port", std::to_string(port)}}});
}

// A program of another check may connect here, too: a client that accepts bad arguments does. Its
// connection is accepted and closed.
bool went_astray(program& process, sock::tcp_listener& trap) {
    const auto port = trap.local_endpoint().port();
    const auto there = [&](const socket_entry& socket) { return socket.remote_port == port; };
    if (process.may_hold(transport::tcp, there)) return true;
    try {
        static_cast<void>(trap.accept(no_wait));
    } catch (const sock::error& failure) {  // it has gone
        support::require_resources("accept", failure.code().value());
    }
    return false;
}

// The expected connection, or the finding that explains why there is none.
sock::tcp_stream accept_from(program& process, sock::tcp_listener& listener, tcp_decoys& traps,
                             std::uint16_t port) {
    support::deadline until(time_to_begin);
    while (true) {
        // Asked before the sockets, so that the sockets show everything that it did before its end.
        const auto status = process.process().status();
        std::array<pollfd, 5> watched{{{listener.native_handle(), POLLIN, 0},
                                       {handle(traps.swapped_port), POLLIN, 0},
                                       {handle(traps.default_port), POLLIN, 0},
                                       {handle(traps.udp), POLLIN, 0},
                                       {handle(traps.usual_host), POLLIN, 0}}};
        ::poll(watched.data(), watched.size(), until.poll_timeout(step_pause));
        if (watched[0].revents != 0) return listener.accept(time_to_accept);
        if (watched[1].revents != 0)
            throw no_connection(process, port, "client.swapped-port", swapped(port));
        if (watched[2].revents != 0 && went_astray(process, *traps.default_port))
            throw no_connection(process, port, "client.wrong-port", default_tcp_port);
        if (watched[3].revents != 0) throw no_connection(process, port, "client.udp-instead");
        if (watched[4].revents != 0) {
            auto result = no_connection(process, port, "client.wrong-host");
            result.diagnosis.params["host"] = listener.local_endpoint().address();
            throw result;
        }
        if (status && status->signal != 0) {
            auto result = no_connection(process, port, "program.crashed");
            result.diagnosis.params["signal"] = signal_name(status->signal);
            throw result;
        }
        if (status) throw no_connection(process, port, "client.no-connection");
        if (until.expired()) throw no_connection(process, port, "client.never-connects");
    }
}

std::string without_newlines(std::string text) {
    text.erase(std::remove(text.begin(), text.end(), '\n'), text.end());
    return text;
}

std::string output_cause(const std::string& wanted, const std::string& output, bool ended) {
    const auto has_nul = [](const std::string& text) { return text.find('\0') != text.npos; };
    if (has_nul(output) && !has_nul(wanted)) return "client.prints-buffer";
    if (output.empty()) return ended ? "client.prints-nothing" : "client.hangs-reading";
    if (wanted.rfind(output, 0) == 0) return ended ? "client.fragment" : "client.hangs-reading";
    if (auto cause = printed_cause(wanted, output); !cause.empty()) return cause;
    if (without_newlines(output) == without_newlines(wanted)) return "client.adds-newlines";
    if (output.find(wanted.substr(0, wanted.find('\n'))) != std::string::npos)
        return "client.decorates";
    return "client.output-differs";
}

// Where `localhost` has an address of IPv6, too, a client may choose either.
sock::tcp_listener bind_to(const std::string& host, std::uint16_t port) {
    if (host != "localhost") return sock::tcp_listener::bind({host, port});
    auto both = if_free<sock::tcp_listener>([&] { return sock::tcp_listener::bind({"::", port}); });
    return both ? std::move(*both) : sock::tcp_listener::bind({home, port});
}

running_client begin(context& ctx, const std::string& input, const std::string& host,
                     std::uint16_t port, const std::vector<std::string>& arguments,
                     const run_options& around, bool small_buffers = false) {
    const auto here = ctx.given.port_for(port);
    auto listener = bind_to(host, here);
    if (small_buffers) make_buffers_small(listener.native_handle());
    listener.listen();
    ctx.trace.add({"step.we-listen", {{"where", host + ":" + std::to_string(here)}}},
                  "nc -l " + host + " " + std::to_string(here));
    auto traps = set_out(host, port);
    program process(ctx.where, ctx.trace, "tcp_client", arguments, support::standard_input::pipe,
                    around);
    process.feed(input);
    auto stream = [&] {
        try {
            return accept_from(process, listener, traps, port);
        } catch (finding& found) {
            if (!arguments.empty()) name_port_called(found, ctx, process, input, port);
            throw;
        }
    }();
    ctx.trace.add({"step.program-connects",
                   {{"program", "tcp_client"}, {"from", "tcp_client"}, {"to", "peer"}}});
    return {std::move(process), tcp_peer(std::move(stream), ctx.trace, "tcp_client"), here,
            &ctx.given};
}

}  // namespace

running_client start_tcp_client(context& ctx, const std::string& input,
                                const std::vector<std::string>& more, const std::string& host,
                                const run_options& around, bool small_buffers) {
    const auto port = free_port(transport::tcp);
    std::vector<std::string> arguments{host, std::to_string(port)};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return begin(ctx, input, host, port, arguments, around, small_buffers);
}

running_client start_default_tcp_client(context& ctx, const std::string& input) {
    const auto lease = require_free(transport::tcp, default_tcp_port);
    return begin(ctx, input, home, default_tcp_port, {}, {});
}

void require_line(running_client& client, const std::string& line) {
    client.peer.await([&] { return client.came(line).size() >= line.size(); });
    if (client.came(line) == line) return;
    client.peer.drain();
    const auto got = client.came(line);
    auto cause = differs(line, got);
    if (got.empty()) cause = {"client.nothing-sent", {}};
    if (got == line.substr(0, line.find(' ')) + '\n') cause.id = "client.loses-spaces";
    if (cause.id == "echo.newline-lost") cause.id = "client.newline-lost";
    if (cause.id == "echo.extra-nul") cause.id = "client.sends-nul";
    if (cause.id == "echo.padded") cause.id = "client.sends-buffer";
    if (cause.id == "echo.truncated") cause.id = "client.truncates";
    if (cause.id.rfind("echo.", 0) == 0) cause.id = "client.sends-other";
    finding result{cause, expected_bytes(line, got), got_bytes(line, got), {}, todo::send};
    const auto limit = client.peer.end() == ending::open ? brief_wait : exit_grace;
    if (client.process.wait_exit(limit)) result.seen.push_back(client.process.how_it_ended());
    client.process.add_last_stderr_line(result.seen);
    throw result;
}

// Without /proc, from the program's own log.
bool await_logged(const running_client& client, std::size_t bytes) {
    const auto all_logged = [&] {
        const auto logged = logged_receives(client.process);
        return std::accumulate(logged.begin(), logged.end(), std::size_t{0}) >= bytes;
    };
    return support::await(all_logged, support::deadline(time_to_end));
}

bool await_taken(const running_client& client) {
    if (!support::has_proc()) return await_logged(client, client.peer.sent());
    const auto read = [&] {
        const auto held = client.process.held(transport::tcp);
        return std::none_of(held.begin(), held.end(), [&](const socket_entry& socket) {
            return socket.remote_port == client.port && socket.waiting > 0;
        });
    };
    return support::await(read, support::deadline(time_to_end));
}

void echo_all(running_client& client) {
    client.process.end_input();
    std::size_t answered = 0;
    while (client.peer.await(answered + 1) && client.peer.inbox().size() > answered) {
        // It has seen its input end before the first reply comes: if it ends then, each run shows
        // it.
        if (answered == 0) client.process.await_rest();
        const auto fresh = client.peer.inbox().substr(answered);
        answered = client.peer.inbox().size();
        if (!client.peer.send(fresh)) break;
    }
    client.process.wait_exit(time_to_end);
}

void require_output(running_client& client, const std::string& wanted) {
    const auto output = client.differences->undo(wanted, client.process.output());
    if (output == wanted) return;
    const bool ended = !client.process.running();
    finding result{{output_cause(wanted, output, ended), {}},
                   expected_bytes(wanted, output),
                   got_bytes(wanted, output),
                   {},
                   {}};
    result.before = decoration_of(wanted, output);
    const auto status = client.process.process().status();
    if (status && status->signal != 0) {
        result.diagnosis = crash(*status);
    } else if (output.empty() && status && status->success() &&
               logged_receives(client.process).empty()) {
        result.diagnosis = {"client.leaves-early", {}};
    }
    result.seen.push_back(client.process.how_it_ended());
    client.process.add_last_stderr_line(result.seen);
    throw result;
}

void require_failure(program& process) {
    const auto cpu = process.cpu_seconds();
    const timeline wait;
    const auto status = process.wait_exit(time_to_end);
    auto result =
        about(process, {"client.hangs-on-close", {}}, {"expected.status-and-message", {}});
    if (!status) {
        if (spins(process, cpu, wait.elapsed().count() / 1000)) {
            result.diagnosis = {"client.ignores-zero", {}};
            result.seen.push_back({"seen.spins", {}});
        }
        throw result;
    }
    if (status->signal != 0) {
        const auto name = signal_name(status->signal);
        result.diagnosis = {name == "SIGPIPE" ? "client.sigpipe" : "program.crashed",
                            {{"signal", name}}};
        throw result;
    }
    if (status->code != 1) {
        result.diagnosis = {"client.exit-status", {{"status", std::to_string(status->code)}}};
        throw result;
    }
    if (messages(process).empty()) {
        result.diagnosis = {"client.silent-failure", {}};
        throw result;
    }
    // A traceback is no message for a user: an uncaught error in C++ is a crash, too.
    if (auto error = process.uncaught()) {
        result.diagnosis = std::move(*error);
        throw result;
    }
}

std::string messages(const program& process) {
    std::istringstream lines(process.errors());
    std::string result;
    std::string line;
    while (std::getline(lines, line)) {
        if (line.empty() || logged(line)) continue;
        result += line + '\n';
    }
    return result;
}

}  // namespace suite
