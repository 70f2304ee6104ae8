#include "autograder/file_client.hpp"

#include "autograder/bytes.hpp"
#include "autograder/echo.hpp"
#include "autograder/timeouts.hpp"
#include "support/process_table.hpp"

#include <poll.h>

namespace files_client_checks {
namespace {

words arguments(std::uint16_t port, const words& command) {
    words result{"127.0.0.1", std::to_string(port)};
    result.insert(result.end(), command.begin(), command.end());
    return result;
}

sock::tcp_listener listen(context& ctx, std::uint16_t port) {
    auto result = sock::tcp_listener::bind({"127.0.0.1", port});
    result.listen();
    ctx.trace.add({"step.we-listen", {{"where", "127.0.0.1:" + std::to_string(port)}}},
                  "nc -l 127.0.0.1 " + std::to_string(port));
    return result;
}

}  // namespace

session_with::session_with(context& ctx, const shared_folder& folder, const words& command,
                           std::size_t file_kib)
    : differences(ctx.given), port_(free_port(transport::tcp)), listener_(listen(ctx, port_)),
      process(ctx.where, ctx.trace, name, arguments(port_, command), support::standard_input::empty,
              {.file_kib = file_kib, .folder = folder.path()}),
      server(accept(ctx)) {}

conversation session_with::accept(context& ctx) {
    support::deadline until(time_to_begin);
    for (;;) {
        const auto status = process.process().status();
        pollfd watched{listener_.native_handle(), POLLIN, 0};
        ::poll(&watched, 1, until.poll_timeout(step_pause));
        if (watched.revents != 0) break;
        if (!status && !until.expired()) continue;
        throw about(process,
                    {status ? "client.no-connection" : "client.never-connects",
                     {{"port", std::to_string(port_)}}},
                    {"expected.connection-to", {{"port", std::to_string(port_)}}});
    }
    ctx.trace.add({"step.program-connects", {{"program", name}, {"from", name}, {"to", "peer"}}});
    return conversation(tcp_peer(listener_.accept(time_to_accept), ctx.trace, name));
}

void require_request(session_with& it, const std::string& wanted, const char* todo) {
    const auto line = it.server.line();
    if (line == wanted) return;
    auto result = about(it.process, {"files-client.request", {}}, {}, todo);
    result.expected = {"expected.bytes",
                       {{"count", count(wanted.size() + 1)}, {"bytes", show(wanted + '\n')}}};
    result.got = it.server.got(line);
    throw result;
}

void require_success(session_with& it, const char* todo) {
    it.server.peer.await_end();
    if (it.server.peer.end() == ending::end_of_stream) it.server.peer.close();
    const auto status = it.process.wait_exit(time_to_end);
    if (status && (status->success() || it.differences.ends_well_with(status->code))) return;
    const sentence cause =
        !status ? sentence{"files-client.hangs", {}}
        : status->signal != 0
            ? crash(*status)
            : sentence{"client.fails-at-end", {{"status", std::to_string(status->code)}}};
    throw about(it.process, cause, {"expected.status", {{"status", "0"}}}, todo);
}

void require_failure(program& process, const char* if_success, const char* todo) {
    const auto status = process.wait_exit(time_to_end);
    auto result = about(process, {"files-client.hangs-on-failure", {}},
                        {"expected.status-and-message", {}}, todo);
    if (!status) throw result;
    if (status->signal != 0) {
        const bool pipe = signal_name(status->signal) == "SIGPIPE";
        result.diagnosis = pipe ? sentence{"client.sigpipe", {}} : crash(*status);
        throw result;
    }
    if (status->code == 0) {
        result.diagnosis = {if_success, {}};
        throw result;
    }
    if (status->code != 1) {
        result.diagnosis = {"client.exit-status", {{"status", std::to_string(status->code)}}};
        throw result;
    }
    if (!last_line(process.errors()).empty()) return;
    result.diagnosis = {"client.silent-failure", {}};
    throw result;
}

}  // namespace files_client_checks
