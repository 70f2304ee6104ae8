#include "loopback.hpp"

#include <string>
#include <vector>

using namespace loopback;

TEST_CASE("poll: says which of many sockets is ready, and for what") {
    auto waiting = listener();
    auto ends = connected();
    auto udp = sock::udp_socket::bind(free_port());
    sock::watch watches[] = {waiting, {ends.server, sock::direction::both}, udp};
    CHECK(sock::poll(watches, time_limit) == 1);
    CHECK(watches[1].can_send());
    CHECK_FALSE(watches[1].can_receive());

    ends.client.send_all("x");
    udp.send_to("x", udp.local_endpoint());
    auto client = sock::tcp_stream::connect(waiting.local_endpoint(), time_limit);
    CHECK(sock::poll(watches, time_limit) == 3);
    for (const auto& each : watches)
        CHECK(each.can_receive());
    CHECK_FALSE(watches[0].can_send());
    CHECK(waiting.accept(0ms).is_open());
}

TEST_CASE("poll: the end of a stream and a reset are something to receive") {
    auto closed = connected();
    auto gone = connected();
    closed.client.close();
    reset(gone.client);
    sock::watch watches[] = {closed.server, gone.server};
    while (sock::poll(watches, time_limit) < 2) {
    }
    CHECK(watches[0].can_receive());
    CHECK(watches[1].can_receive());
}

TEST_CASE("poll: once the deadline has passed it returns 0, and what was ready is so no longer") {
    auto ends = connected();
    ends.client.send_all("x");
    std::vector<sock::watch> watches{ends.server};
    CHECK(sock::poll(watches, time_limit) == 1);
    std::array<char, 8> buffer;
    CHECK(ends.server.recv(buffer) == 1);
    CHECK(sock::poll(watches, 1ms) == 0);
    CHECK_FALSE(watches[0].can_receive());
}

TEST_CASE("poll: what is ready may stay unread for any number of rounds") {
    auto ends = connected();
    ends.client.send_all("x");
    sock::watch watches[] = {{ends.server, sock::direction::both}};
    for (int round = 0; round < 3000; ++round)
        if (sock::poll(watches, time_limit) != 1) FAIL("round " << round);
    CHECK(watches[0].can_receive());
}

TEST_CASE("poll: a watched socket may move, as in a vector that grows") {
    auto ends = connected();
    std::vector<sock::tcp_stream> streams;
    streams.push_back(std::move(ends.server));
    sock::watch watches[] = {streams.front()};
    streams.reserve(streams.capacity() + 1);
    ends.client.send_all("x");
    CHECK(sock::poll(watches, time_limit) == 1);
    CHECK(watches[0].can_receive());
}

TEST_CASE("poll: more sockets than fit into its own array, and one that was closed meanwhile") {
    std::vector<sock::udp_socket> sockets;
    for (int i = 0; i < 20; ++i)
        sockets.push_back(sock::udp_socket::bind(free_port()));
    std::vector<sock::watch> watches(sockets.begin(), sockets.end());
    for (auto& each : sockets)
        each.send_to("x", each.local_endpoint());
    CHECK(sock::poll(watches, time_limit) == 20);
    sockets[7].close();
    CHECK((failure_of([&] { (void)sock::poll(watches, time_limit); }).code ==
           std::errc::bad_file_descriptor));
}

TEST_CASE("wait: says whether a call would block, without an exception") {
    auto waiting = listener();
    auto ends = connected();
    auto udp = sock::udp_socket::bind(free_port());
    using sock::direction;
    CHECK_FALSE(waiting.wait(direction::receive, 0ms));
    CHECK_FALSE(ends.server.wait(direction::receive, 1ms));
    CHECK_FALSE(udp.wait(direction::receive, 0ms));
    CHECK(ends.server.wait(direction::send));
    CHECK(ends.server.wait(direction::both, 0ms));
    ends.client.send_all("x");
    udp.send_to("x", udp.local_endpoint());
    auto client = sock::tcp_stream::connect(waiting.local_endpoint(), time_limit);
    CHECK(ends.server.wait(direction::receive, time_limit));
    CHECK(udp.wait(direction::receive, time_limit));
    CHECK(waiting.wait(direction::receive, time_limit));
    CHECK(waiting.accept(0ms).is_open());

    sock::waker stop;
    stop.wake();
    const auto woken = failure_of([&] { (void)ends.server.wait(direction::receive, stop); });
    CHECK((woken.code == std::errc::operation_canceled));
    ends.server.close();
    CHECK((failure_of([&] { (void)ends.server.wait(direction::send); }).code ==
           std::errc::bad_file_descriptor));
}

TEST_CASE("poll: nothing to wait for, and a closed socket, are errors") {
    CHECK((failure_of([] { (void)sock::poll({}, 1ms); }).code == std::errc::invalid_argument));
    sock::tcp_stream closed;
    sock::watch watches[] = {closed};
    CHECK(failure_of([&] { (void)sock::poll(watches, 1ms); }).text ==
          "poll: a socket is closed (EBADF)");
}
