#include "lab/lan/ports.hpp"

#include "lab/doctor/machine.hpp"

#include <array>

namespace lan {
namespace {

bool serves(const support::socket_entry& it, const port& what) {
    if (it.port != what.number) return false;
    return it.kind == support::transport::udp ? it.remote_port == 0
                                              : it.state == support::tcp_state::listen;
}

port_state state_of(const std::string& address) {
    if (address == "0.0.0.0" || address == "::") return port_state::everywhere;
    const bool loopback =
        address.rfind("127.", 0) == 0 || address == "::1" || address.rfind("::ffff:127.", 0) == 0;
    return loopback ? port_state::loopback_only : port_state::one_address;
}

// Several servers may share a port. The one that listens most widely counts.
int reaches(port_state state) {
    if (state == port_state::everywhere) return 3;
    if (state == port_state::one_address) return 2;
    return state == port_state::loopback_only ? 1 : 0;
}

}  // namespace

std::string_view name(port_state which) {
    constexpr std::array names{"free", "everywhere", "loopback-only", "one-address", "taken"};
    return names[static_cast<std::size_t>(which)];
}

port judge_port(port what, const std::vector<support::socket_entry>& all, bool can_be_bound) {
    what.state = port_state::free;
    for (const auto& it : all) {
        if (!serves(it, what)) continue;
        const auto state = state_of(it.address);
        if (reaches(state) <= reaches(what.state)) continue;
        what.state = state;
        what.address = it.address;
    }
    if (what.state == port_state::free && !can_be_bound) what.state = port_state::taken;
    return what;
}

std::vector<port> ports() {
    using support::transport;
    std::vector<port> result;
    const auto add = [&result](const char* program, transport kind, std::uint16_t number) {
        const auto over = kind == transport::tcp ? doctor::transport::tcp : doctor::transport::udp;
        result.push_back(judge_port({program, kind, number, port_state::free, {}},
                                    support::sockets(kind), doctor::port_is_free(over, number)));
    };
    add("tcp_server", transport::tcp, 5000);
    add("udp_server", transport::udp, 5001);
    return result;
}

}  // namespace lan
