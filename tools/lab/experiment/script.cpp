#include "lab/experiment/script.hpp"

#include "lab/workspace/problem.hpp"

namespace experiment {
namespace {

using support::transport;

constexpr const char* here = "127.0.0.1";

void start_server(process_pair& on, std::uint16_t port) {
    on.start(side::server, {std::to_string(port), here});
    if (on.await_listening(transport::tcp, port)) return;
    throw lab::problem(lab::status::check_failed, "experiment-no-server",
                       {{"program", on.record().programs[1]}, {"port", std::to_string(port)}});
}

// The server ends while a client is connected and idle. Then the client gets another line.
void play_a(process_pair& on) {
    const auto port = free_port(transport::tcp);
    start_server(on, port);
    on.start(side::client, {here, std::to_string(port)});
    on.await_rest();
    on.type("uno\n");
    on.await_rest();
    on.interrupt_server();
    on.await_fin(port);
    if (on.client_runs()) on.type("dos\n");
    on.await_rest();
    if (on.client_runs()) on.end_input();  // it may have noticed nothing and wait for more input
    on.await_client_end();
}

// If another program took the port before the client's datagram arrives, there would be a server.
// The kernel gives out such ports in turn, so no program gets this one.
void play_b(process_pair& on) {
    const auto port = free_port(transport::udp);
    on.start(side::client, {here, std::to_string(port), "1000"});
    on.await_rest();
    on.type_last("hola\n");  // waiting for rest here would use up the client's timeout
    on.await_client_end();
}

void play_c(process_pair& on) {
    const auto port = free_port(transport::tcp);
    start_server(on, port);
    on.start(side::client, {here, std::to_string(port), std::to_string(small_buffer)});
    on.await_rest();
    on.type(long_line);
    on.await_rest();
    on.end_input();
    on.await_client_end();
}

}  // namespace

std::array<std::string, 2> programs_of(letter which) {
    if (which == letter::b) return {"udp_client", ""};
    return {"tcp_client", "tcp_server"};
}

played play(letter which, const processes& who, const std::filesystem::path& folder) {
    process_pair on(who, folder);
    if (which == letter::a) play_a(on);
    if (which == letter::b) play_b(on);
    if (which == letter::c) play_c(on);
    on.close();
    played result;
    result.which = which;
    result.record = on.record();
    result.steps = merge_timeline(on.record());
    result.output = on.output();
    result.errors = on.errors();
    result.recorded = on.recorded(side::client);
    return result;
}

}  // namespace experiment
