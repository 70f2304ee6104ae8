#include "autograder/advice.hpp"

#include "autograder/ports.hpp"
#include "autograder/readiness.hpp"
#include "autograder/tcp_server.hpp"
#include "autograder/timeouts.hpp"

namespace suite {
namespace {

bool echoes_now(context& ctx, const running_server& server) {
    const std::string hello = "hola\n";
    auto client = try_connect(ctx, server, ctx.trace);
    if (!client || !client->send(hello)) return false;
    client->await(hello.size(), advice_wait);
    return client->inbox() == hello;
}

struct outcome_under_fault {
    bool served = true;
    bool ended_in_order = false;  ///< with a message and status 1, as any failure may end it
    std::vector<recorded_call> calls;
};

// One client after another, until the fault has surely been met.
outcome_under_fault serve(context& ctx, const std::string& fault) {
    const auto port = free_port(transport::tcp);
    running_server server{program(ctx.where, ctx.trace, "tcp_server", {std::to_string(port)},
                                  support::standard_input::empty, {fault}),
                          port};
    outcome_under_fault result;
    try {
        server.where = await_ready(ctx, server.process, {transport::tcp, "0.0.0.0", port});
        for (int i = 0; i < 2 && result.served; ++i)
            result.served = echoes_now(ctx, server);
    } catch (const finding&) {
        result.served = false;
    }
    result.calls = server.process.calls();
    if (result.served) return result;
    const auto status = server.process.wait_exit(advice_wait);
    result.ended_in_order = status && status->code == 1 && !server.process.errors().empty();
    return result;
}

// No system interrupts a program that handles no signal.
void advise_on_interruptions(context& ctx) {
    const auto result = serve(ctx, "interrupt=3");
    const auto call = last_call_with("EINTR", result.calls);
    if (!result.served) ctx.advise({"advice.interrupted", {{"call", call}}});
}

// accept(2), ERROR HANDLING: a connection that broke while it waited concerns no other client.
void advise_on_aborted(context& ctx) {
    if (!serve(ctx, "accept=ECONNABORTED").served)
        ctx.advise({"advice.accept", {{"error", "ECONNABORTED"}}});
}

// Whose descriptors are used up may also give up, if it says so.
void advise_on_used_up(context& ctx) {
    const auto result = serve(ctx, "accept=EMFILE");
    if (!result.served && !result.ended_in_order)
        ctx.advise({"advice.accept", {{"error", "EMFILE"}}});
}

}  // namespace

void advise_on_faults(context& ctx) {
    const std::string no_fault;
    if (!serve(ctx, no_fault).served) return;  // then a fault is not the reason
    advise_on_interruptions(ctx);
    advise_on_aborted(ctx);
    advise_on_used_up(ctx);
}

}  // namespace suite
