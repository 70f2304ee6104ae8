// The options with member functions, and the multicast groups.
#include "loopback.hpp"

#include <string>

using namespace loopback;

namespace {

/// The system's value, for options that sock.hpp only sets.
int option(const sock::udp_socket& socket, int level, int name) {
    return sock::detail::option_of(socket.native_handle(), level, name);
}

}  // namespace

TEST_CASE("options: of a stream, each is what it was set to") {
    auto ends = connected();
    auto& stream = ends.client;
    for (const bool on : {true, false}) {
        stream.set_no_delay(on);
        CHECK(stream.no_delay() == on);
        stream.set_keep_alive(on);
        CHECK(stream.keep_alive() == on);
    }
}

TEST_CASE("options: a larger buffer is larger") {
    auto udp = sock::udp_socket::bind(free_port());
    udp.set_send_buffer(8192);
    udp.set_receive_buffer(8192);
    const int send = udp.send_buffer();
    const int receive = udp.receive_buffer();
    CHECK(send >= 8192);
    CHECK(receive >= 8192);
    udp.set_send_buffer(65536);
    udp.set_receive_buffer(65536);
    CHECK(udp.send_buffer() > send);
    CHECK(udp.receive_buffer() > receive);
}

TEST_CASE("options: broadcast is off until it is asked for") {
    auto udp = sock::udp_socket::bind(free_port());
    CHECK_FALSE(udp.broadcast());
    udp.set_broadcast(true);
    CHECK(udp.broadcast());
    udp.set_broadcast(false);
    const auto seen = failure_of([&] { udp.send_to("x", {"255.255.255.255", 9}); });
    CHECK((seen.code == std::errc::permission_denied));
    CHECK(seen.hint.find("set_broadcast") != std::string::npos);
}

TEST_CASE("options: a group can be joined once, left, and not left again") {
    const sock::endpoint group("239.255.77.7", 0);
    const sock::endpoint here("127.0.0.1", 0);
    auto udp = sock::udp_socket::bind({"0.0.0.0", 0});
    udp.join(group, here);
    CHECK((failure_of([&] { udp.join(group, here); }).code == std::errc::address_in_use));
    udp.leave(group, here);
    CHECK((failure_of([&] { udp.leave(group, here); }).code == std::errc::address_not_available));
}

TEST_CASE("options: what is sent to a group reaches who has joined it") {
    const sock::endpoint here("127.0.0.1", 0);
    auto member = sock::udp_socket::bind({"0.0.0.0", 0});
    const sock::endpoint group("239.255.77.8", member.local_endpoint().port());
    member.join(group, here);
    auto sender = sock::udp_socket::bind(here);  // bound to loopback: sends through it
    const in_addr interface = [] {
        in_addr made{};
        ::inet_pton(AF_INET, "127.0.0.1", &made);
        return made;
    }();
    REQUIRE(::setsockopt(sender.native_handle(), IPPROTO_IP, IP_MULTICAST_IF, &interface,
                         sizeof interface) == 0);
    sender.send_to("hola", group);
    std::array<char, 8> buffer;
    const auto got = member.recv_from(buffer, time_limit);
    CHECK(std::string(buffer.data(), got.size) == "hola");
    CHECK(got.from == sender.local_endpoint());
}

TEST_CASE("options: an IPv6 group is joined on the interface of its scope") {
    auto udp = sock::udp_socket::bind({"::", 0});
    const sock::endpoint group("ff02::7777%1", 0);
    udp.join(group);
    udp.leave(group);
    CHECK((failure_of([&] { udp.leave(group); }).code == std::errc::address_not_available));
}

TEST_CASE("options: what is no multicast group is refused") {
    auto udp = sock::udp_socket::bind(free_port());
    CHECK((failure_of([&] { udp.join({"127.0.0.1", 0}); }).code == std::errc::invalid_argument));
}

TEST_CASE("options: of a closed socket, an error that says so") {
    sock::tcp_stream closed;
    CHECK(failure_of([&] { closed.set_no_delay(true); }).text ==
          "setsockopt: this socket is closed (EBADF)");
    CHECK(failure_of([&] { (void)closed.no_delay(); }).text ==
          "getsockopt: this socket is closed (EBADF)");
}

TEST_CASE("options: with a linger of zero, close resets the connection") {
    auto ends = connected();
    ends.client.set_linger(0s);
    ends.client.close();
    std::array<char, 8> buffer;
    CHECK((failure_of([&] { (void)ends.server.recv(buffer, time_limit); }).code ==
           std::errc::connection_reset));
    auto others = connected();
    others.client.set_linger(std::nullopt);
    others.client.close();
    CHECK(others.server.recv(buffer, time_limit) == 0);
}

TEST_CASE("options: two sockets can share a port for the same group") {
    const sock::endpoint group("239.255.42.42", 0);
    const sock::endpoint loopback("127.0.0.1", 0);
    auto first = sock::udp_socket::bind_shared({"0.0.0.0", 0});
    const auto port = first.local_endpoint().port();
    auto second = sock::udp_socket::bind_shared({"0.0.0.0", port});
    CHECK((failure_of([&] {
               (void)sock::udp_socket::bind({"0.0.0.0", port});
           }).code == std::errc::address_in_use));
    for (auto* each : {&first, &second})
        each->join(group, loopback);
    const sock::endpoint where(group.address(), port);
    auto sender = sock::udp_socket::to(where);
    sender.set_multicast_interface(loopback);
    sender.set_multicast_hop_limit(0);
    sender.set_multicast_loop(false);
    CHECK(option(sender, IPPROTO_IP, IP_MULTICAST_LOOP) == 0);
    CHECK(option(sender, IPPROTO_IP, IP_MULTICAST_TTL) == 0);
    sender.set_multicast_loop(true);
    sender.send_to("hola", where);
    for (auto* each : {&first, &second}) {
        std::array<char, 8> buffer;
        CHECK(each->recv_from(buffer, time_limit).size == 4);
    }
}

TEST_CASE("options: of IPv6 multicast, each is taken; a hop limit has bounds") {
    auto udp = sock::udp_socket::bind({"::1", 0});
    udp.set_multicast_hop_limit(3);
    udp.set_multicast_loop(false);
    udp.set_multicast_interface({"fe80::1%1", 0});
    CHECK(option(udp, IPPROTO_IPV6, IPV6_MULTICAST_HOPS) == 3);
    CHECK(option(udp, IPPROTO_IPV6, IPV6_MULTICAST_LOOP) == 0);
    CHECK(option(udp, IPPROTO_IPV6, IPV6_MULTICAST_IF) == 1);
    CHECK((failure_of([&] { udp.set_multicast_hop_limit(256); }).code ==
           std::errc::invalid_argument));
}
