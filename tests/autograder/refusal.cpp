#include "autograder/refusal.hpp"

#include "autograder/ports.hpp"
#include "autograder/readiness.hpp"
#include "autograder/timeouts.hpp"

namespace suite {
namespace {

finding about(const std::string& cause, program& process, int wanted_status) {
    return about(process, {cause, {{"command", process.command_line()}}},
                 {"expected.status", {{"status", std::to_string(wanted_status)}}});
}

finding about_crash(program& process, const support::exit_status& how) {
    return about(process, crash(how), {"expected.status", {{"status", "2"}}});
}

void require_one_usage(context& ctx, const std::string& name,
                       const std::vector<std::string>& arguments, const run_options& around) {
    program process(ctx.where, ctx.trace, name, arguments, support::standard_input::empty, around);
    const auto status = process.wait_exit(time_to_end);
    if (!status) throw about("arguments.accepted", process, 2);
    if (status->signal != 0) throw about_crash(process, *status);
    if (status->code != 2) throw about("arguments.status", process, 2);
    if (!process.output().empty()) throw about("arguments.stdout", process, 2);
    if (last_line(process.errors()).empty()) throw about("arguments.silent", process, 2);
}

/// Holds a port: as another program does, or, for a program that does not use the port of its
/// argument, by starting it once.
class holder {
  public:
    holder(context& ctx, const std::string& name, transport kind, const run_options& around) {
        if (!ctx.given.on_another_port()) {
            port_ = other_.emplace(kind).number();
            const auto number = std::to_string(port_);
            const auto listen = kind == transport::tcp ? "nc -l" : "nc -u -l";
            ctx.trace.add({"step.occupied", {{"port", number}}},
                          std::string(listen) + " 127.0.0.1 " + number);
            return;
        }
        port_ = free_port(kind);
        first_.emplace(ctx.where, ctx.trace, name, std::vector{std::to_string(port_)},
                       support::standard_input::empty, around);
        static_cast<void>(await_ready(ctx, *first_, {kind, "0.0.0.0", port_}));
    }

    /// The argument of the program that must be refused.
    [[nodiscard]] std::uint16_t port() const { return port_; }

  private:
    std::optional<occupied_port> other_;
    std::optional<program> first_;
    std::uint16_t port_ = 0;
};

std::string where_it_went(const program& process, transport kind) {
    for (const auto& socket : process.held(kind)) {
        const bool serves = kind == transport::udp || socket.state == tcp_state::listen;
        if (serves && socket.port != 0) return std::to_string(socket.port);
    }
    return {};
}

}  // namespace

void require_usage(context& ctx, const std::string& name,
                   const std::vector<std::vector<std::string>>& bad, const run_options& around) {
    for (const auto& arguments : bad)
        require_one_usage(ctx, name, arguments, around);
}

std::vector<std::vector<std::string>> bad_ports(const std::vector<std::string>& before,
                                                const std::vector<std::string>& after) {
    std::vector<std::vector<std::string>> result;
    // The last but one is 5000 in 32 bits.
    for (const char* port : {"abc", "50x", "-1", "65536", "70000", "4294972296", ""}) {
        auto arguments = before;
        arguments.emplace_back(port);
        arguments.insert(arguments.end(), after.begin(), after.end());
        result.push_back(std::move(arguments));
    }
    return result;
}

void require_refusal_of_address(context& ctx, const std::string& name, std::uint16_t port,
                                const run_options& around) {
    // Neither is ever asked for in the DNS: the first has a colon, the second is an address
    // (RFC 5737).
    for (const std::string address : {"127.0.0.1:80", "192.0.2.1"}) {
        program process(ctx.where, ctx.trace, name, {std::to_string(port), address},
                        support::standard_input::empty, around);
        const auto status = process.wait_exit(time_to_end);
        const bool none = address != "192.0.2.1";
        if (!status) throw about("listen.no-address", process, none ? 2 : 1);
        if (status->signal != 0) throw about_crash(process, *status);
        const bool good = status->code == 1 || (none && status->code == 2);
        if (!good) throw about("listen.address-status", process, 1);
        if (last_line(process.errors()).empty()) throw about("arguments.silent", process, 1);
    }
}

void require_restart(context& ctx, running_server& server) {
    const auto client = connect(ctx, server);
    static_cast<void>(server.process.await_rest());
    server.process.end();  // while a client is connected: the kernel keeps the connection
    auto again = server.process.started_again();
    try {
        static_cast<void>(await_ready(ctx, again, {transport::tcp, "0.0.0.0", server.asked}));
    } catch (finding& found) {
        // It had taken its port before: only bind can have failed.
        const bool unchecked = again.running() && found.diagnosis.id != "listen.ipv6-only";
        found.diagnosis = {unchecked ? "restart.unchecked" : "restart.in-use",
                           {{"port", std::to_string(server.port())}}};
        throw;
    }
}

void require_refusal_of_port(context& ctx, const std::string& name, transport kind,
                             const run_options& around) {
    const holder held(ctx, name, kind, around);
    const auto port = held.port();
    program process(ctx.where, ctx.trace, name, {std::to_string(port)},
                    support::standard_input::empty, around);
    const auto status = process.wait_exit(time_to_end);
    if (!status) {
        auto result = about("port-in-use.ignored", process, 1);
        const auto elsewhere = where_it_went(process, kind);
        if (elsewhere == std::to_string(port))
            result.diagnosis = {"port-in-use.shares", {{"port", elsewhere}}};
        else if (!elsewhere.empty())
            result.seen.push_back({"seen.listens-on", {{"port", elsewhere}}});
        throw result;
    }
    if (status->signal != 0) {
        auto result = about("program.crashed", process, 1);
        result.diagnosis.params["signal"] = signal_name(status->signal);
        throw result;
    }
    if (status->code != 1) throw about("port-in-use.status", process, 1);
    if (last_line(process.errors()).empty()) throw about("port-in-use.silent", process, 1);
    if (auto error = process.uncaught()) {
        auto result = about("port-in-use.status", process, 1);
        result.diagnosis = std::move(*error);
        throw result;
    }
}

void require_address(const char* address) {
    if (can_bind(transport::tcp, address, 0)) return;
    throw not_applicable{{"suite.no-address", {{"address", address}}}};
}

port_lease require_free(transport kind, std::uint16_t port) {
    std::optional<port_lease> lease;
    const auto taken = [&] {
        lease = port_lease::try_take(kind, port);
        return lease.has_value();
    };
    // Another suite may hold the lease; its check ends soon.
    support::await(taken, support::deadline::moment(port_lease_wait));
    // The last connection of a server that has just ended may need a moment more.
    const auto free = [&] { return can_bind(kind, "0.0.0.0", port); };
    if (lease && support::await(free, support::deadline::moment(time_to_close)))
        return std::move(*lease);
    throw not_applicable{{"suite.port-taken", {{"port", std::to_string(port)}}}};
}

void require_place(context& ctx, const std::string& name, std::uint16_t default_port,
                   const run_options& around) {
    const std::string one = "127.0.0.2";
    if (can_bind(transport::tcp, one.c_str(), 0)) {
        const auto port = free_port(transport::tcp);
        program there(ctx.where, ctx.trace, name, {std::to_string(port), one},
                      support::standard_input::empty, around);
        static_cast<void>(await_ready(ctx, there, {transport::tcp, one, port}));
    }
    const auto lease = require_free(transport::tcp, default_port);
    program server(ctx.where, ctx.trace, name, {}, support::standard_input::empty, around);
    static_cast<void>(await_ready(ctx, server, {transport::tcp, "0.0.0.0", default_port}));
}

}  // namespace suite
