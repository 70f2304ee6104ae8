#include "loopback.hpp"

#include <string>
#include <vector>

using namespace loopback;

TEST_CASE("poll: tells which of many sockets is ready, and for what") {
    auto waiting = listener();
    auto ends = connected();
    auto udp = sock::udp_socket::bind(free_port());
    sock::watch watches[] = {waiting, {ends.server, sock::half::both}, udp};
    CHECK(sock::poll(watches, patience) == 1);
    CHECK(watches[1].can_send());
    CHECK_FALSE(watches[1].can_receive());

    ends.client.send_all("x");
    udp.send_to("x", udp.local_endpoint());
    auto client = sock::tcp_stream::connect(waiting.local_endpoint(), patience);
    CHECK(sock::poll(watches, patience) == 3);
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
    while (sock::poll(watches, patience) < 2) {
    }
    CHECK(watches[0].can_receive());
    CHECK(watches[1].can_receive());
}

TEST_CASE("poll: a deadline that passes is a timeout, and what was ready is so no longer") {
    auto ends = connected();
    ends.client.send_all("x");
    std::vector<sock::watch> watches{ends.server};
    CHECK(sock::poll(watches, patience) == 1);
    std::array<char, 8> buffer;
    CHECK(ends.server.recv(buffer) == 1);
    const auto seen = failure_of([&] { (void)sock::poll(watches, 1ms); });
    CHECK((seen.code == std::errc::timed_out));
    CHECK(seen.text == "poll: the deadline has passed (ETIMEDOUT)");
    CHECK_FALSE(watches[0].can_receive());
}

TEST_CASE("poll: says which socket was ready and left unread") {
    auto ends = connected();
    auto quiet = sock::udp_socket::bind(free_port());
    ends.client.send_all("x");
    sock::watch watches[] = {quiet, ends.server};
    const auto seen = failure_of([&] {
        for (int i = 0; i < 2000; ++i)
            (void)sock::poll(watches, patience);
    });
    CHECK((seen.code == std::errc::device_or_resource_busy));
    CHECK(seen.address == ends.server.peer_endpoint().to_string());
    CHECK(seen.text.find("busy wait") != std::string::npos);
    CHECK(seen.hint.find("core") != std::string::npos);
}

TEST_CASE("poll: asking about sending with nothing to send is a busy wait, too") {
    auto ends = connected();
    sock::watch watches[] = {{ends.server, sock::half::both}};
    const auto seen = failure_of([&] {
        for (int i = 0; i < 2000; ++i)
            (void)sock::poll(watches, patience);
    });
    CHECK((seen.code == std::errc::device_or_resource_busy));
}

TEST_CASE("poll: who uses what is ready is not busy waiting, however often") {
    auto ends = connected();
    auto neglected = connected();  // has something to read all the time, while the other one works
    neglected.client.send_all("x");
    sock::watch watches[] = {{ends.server, sock::half::both}, neglected.server};
    std::array<char, 8> buffer;
    int rounds = 0;
    for (; rounds < 3000; ++rounds) {
        ends.client.send_all("x");
        (void)sock::poll(watches, patience);
        if (watches[0].can_receive()) (void)ends.server.recv(buffer);
    }
    CHECK(rounds == 3000);
}

TEST_CASE("poll: nothing to wait for, and a closed socket, are errors") {
    CHECK((failure_of([] { (void)sock::poll({}, 1ms); }).code == std::errc::invalid_argument));
    sock::tcp_stream closed;
    sock::watch watches[] = {closed};
    CHECK(failure_of([&] { (void)sock::poll(watches, 1ms); }).text ==
          "poll: this socket is closed (EBADF)");
}
