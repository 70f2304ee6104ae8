#include "lab/lan/addresses.hpp"
#include "lab/lan/ports.hpp"
#include "sock_catch.hpp"

#include <algorithm>

namespace {

using lan::port_state;
using lan::reach;
using support::tcp_state;
using support::transport;

support::socket_entry at(const char* address, std::uint16_t port, transport kind = transport::tcp,
                         tcp_state state = tcp_state::listen) {
    support::socket_entry result;
    result.kind = kind;
    result.address = address;
    result.port = port;
    result.state = state;
    return result;
}

port_state judged(const std::vector<support::socket_entry>& all, bool can_be_bound = false,
                  transport kind = transport::tcp) {
    return lan::judge_port({"tcp_server", kind, 5000, port_state::free, {}}, all, can_be_bound)
        .state;
}

}  // namespace

TEST_CASE("how far an address reaches") {
    CHECK(lan::reach_of("127.0.0.1", false) == reach::this_machine);
    CHECK(lan::reach_of("127.9.9.9", false) == reach::this_machine);
    CHECK(lan::reach_of("169.254.3.4", false) == reach::this_link);
    CHECK(lan::reach_of("10.1.2.3", false) == reach::network);
    CHECK(lan::reach_of("192.168.1.23", false) == reach::network);
    CHECK(lan::reach_of("172.16.0.1", false) == reach::network);
    CHECK(lan::reach_of("172.31.0.1", false) == reach::network);
    CHECK(lan::reach_of("172.32.0.1", false) == reach::everywhere);
    CHECK(lan::reach_of("8.8.8.8", false) == reach::everywhere);
    CHECK(lan::reach_of("::1", true) == reach::this_machine);
    CHECK(lan::reach_of("fe80::1", true) == reach::this_link);
    CHECK(lan::reach_of("febf::1", true) == reach::this_link);
    CHECK(lan::reach_of("fd00::1", true) == reach::network);
    CHECK(lan::reach_of("2001:db8::1", true) == reach::everywhere);
}

TEST_CASE("the address that works most likely comes first") {
    const auto sorted = lan::reachable({{"lo", "127.0.0.1", false, reach::this_machine, false},
                                        {"docker0", "172.17.0.1", false, reach::network, true},
                                        {"eth0", "fe80::1", true, reach::this_link, false},
                                        {"eth0", "2001:db8::1", true, reach::everywhere, false},
                                        {"eth0", "192.168.1.23", false, reach::network, false}});
    REQUIRE(sorted.size() == 3);
    CHECK(sorted[0].text == "192.168.1.23");
    CHECK(sorted[1].text == "2001:db8::1");
    CHECK(sorted[2].text == "172.17.0.1");
}

TEST_CASE("the loopback address exists, and is not offered to other machines") {
    const auto all = lan::addresses();
    CHECK(std::any_of(all.begin(), all.end(),
                      [](const lan::address& it) { return it.text == "127.0.0.1"; }));
    for (const auto& it : lan::reachable(all))
        CHECK(it.reach != reach::this_machine);
}

TEST_CASE("the listening address decides which machines can reach a server") {
    CHECK(judged({}, true) == port_state::free);
    CHECK(judged({}, false) == port_state::taken);
    CHECK(judged({at("0.0.0.0", 5000)}) == port_state::everywhere);
    CHECK(judged({at("::", 5000)}) == port_state::everywhere);
    CHECK(judged({at("127.0.0.1", 5000)}) == port_state::loopback_only);
    CHECK(judged({at("::ffff:127.0.0.1", 5000)}) == port_state::loopback_only);
    CHECK(judged({at("192.168.1.23", 5000)}) == port_state::one_address);
    CHECK(judged({at("127.0.0.1", 5000), at("192.168.1.23", 5000)}) == port_state::one_address);
    CHECK(judged({at("0.0.0.0", 5050)}, true) == port_state::free);
}

TEST_CASE("a connection is not a listener, and a UDP client is not a server") {
    CHECK(judged({at("127.0.0.1", 5000, transport::tcp, tcp_state::established)}, true) ==
          port_state::free);
    auto connected = at("0.0.0.0", 5000, transport::udp, tcp_state::close);
    CHECK(judged({connected}, false, transport::udp) == port_state::everywhere);
    connected.remote_port = 40000;
    CHECK(judged({connected}, true, transport::udp) == port_state::free);
}
