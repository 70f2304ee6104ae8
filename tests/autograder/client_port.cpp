#include "autograder/client_port.hpp"

#include "autograder/timeouts.hpp"
#include "support/deadline.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace suite {
namespace {

std::optional<std::uint16_t> port_called(const program& client, std::string_view input,
                                         std::uint16_t asked) {
    auto again = client.started_again(support::standard_input::pipe, true);
    again.feed(input);
    again.end_input();
    std::optional<std::uint16_t> result;
    const auto over = [&] {
        const bool running = again.running();  // asked first: then all its calls are there
        for (const auto& call : again.calls())
            if (const auto port = port_of(call); port && *port != asked) result = port;
        return result || !running;
    };
    support::await(over, support::deadline(time_to_end));
    return result;
}

}  // namespace

void name_port_called(finding& found, const context& ctx, const program& client,
                      std::string_view input, std::uint16_t asked) {
    constexpr std::array nowhere{"client.no-connection", "client.never-connects",
                                 "udp-client.nothing-sent"};
    auto& cause = found.diagnosis;
    if (std::find(nowhere.begin(), nowhere.end(), cause.id) == nowhere.end()) return;
    if (!can_record(ctx.where, client.name())) return;
    const auto port = port_called(client, input, asked);
    if (!port) return;
    cause.id = "client.wrong-port";
    cause.params["found"] = std::to_string(*port);
}

}  // namespace suite
