// Results of system calls that are rare and cannot be provoked in a test.
#include "faults.hpp"

#include "loopback.hpp"

#include <string>

using namespace loopback;

TEST_CASE("faults: without a deadline, each member makes its one plain call") {
    auto waiting = listener();
    auto peer = sock::udp_socket::bind(free_port());
    std::array<char, 8> buffer;
    faults::reset();
    auto client = sock::tcp_stream::connect(waiting.local_endpoint());
    auto server = waiting.accept();
    CHECK(client.send("x") == 1);
    CHECK(server.recv(buffer) == 1);
    peer.send_to("x", peer.local_endpoint());
    CHECK(peer.recv_from(buffer).size == 1);

    CHECK(faults::socket_call.calls == 1);
    CHECK(faults::connect_call.calls == 1);
    CHECK(faults::accept_call.calls == 1);
    CHECK(faults::accept_call.flags == SOCK_CLOEXEC);
    CHECK(faults::send_call.calls == 1);
    CHECK(faults::send_call.flags == MSG_NOSIGNAL);
    CHECK(faults::recv_call.calls == 1);
    CHECK(faults::recv_call.flags == 0);
    CHECK(faults::sendto_call.calls == 1);
    CHECK(faults::recvmsg_call.calls == 1);
    CHECK(faults::recvmsg_call.flags == 0);
    CHECK(faults::poll_call.calls == 0);
}

TEST_CASE("faults: an interrupted call is made again") {
    auto waiting = listener();
    auto client = sock::tcp_stream::connect(waiting.local_endpoint());
    auto peer = sock::udp_socket::bind(free_port());
    std::array<char, 8> buffer;
    faults::reset();
    for (auto* call : {&faults::accept_call, &faults::send_call, &faults::recv_call,
                       &faults::sendto_call, &faults::recvmsg_call})
        faults::fail(*call, EINTR, 3);
    auto server = waiting.accept();
    CHECK(client.send("x") == 1);
    CHECK(server.recv(buffer) == 1);
    peer.send_to("x", peer.local_endpoint());
    CHECK(peer.recv_from(buffer).size == 1);
    CHECK(faults::accept_call.calls == 4);
    CHECK(faults::recvmsg_call.calls == 4);
}

TEST_CASE("faults: an interrupted connect goes on by itself and is not made again") {
    auto waiting = listener();
    faults::reset();
    faults::fail(faults::connect_call, EINTR);
    faults::connect_call.after = true;
    faults::fail(faults::poll_call, EINTR, 3);
    auto client = sock::tcp_stream::connect(waiting.local_endpoint());
    CHECK(faults::connect_call.calls == 1);
    CHECK(faults::poll_call.calls == 4);
    client.send_all("hola");
    auto server = waiting.accept();
    client.close();
    CHECK(read_all(server) == "hola");
}

TEST_CASE("faults: an interrupted connect that is refused says refused") {
    auto bound = sock::tcp_listener::bind(free_port());
    faults::reset();
    faults::fail(faults::connect_call, EINTR);
    faults::connect_call.after = true;
    const auto seen = failure_of([&] { (void)sock::tcp_stream::connect(bound.local_endpoint()); });
    CHECK((seen.code == std::errc::connection_refused));
    CHECK(faults::connect_call.calls == 1);
}

TEST_CASE("faults: accept passes over connections that died while they waited") {
    auto waiting = listener();
    auto client = sock::tcp_stream::connect(waiting.local_endpoint());
    for (const int code : {ECONNABORTED, EPROTO}) {
        faults::reset();
        faults::fail(faults::accept_call, code, 2);
        if (code == ECONNABORTED) {
            CHECK(waiting.accept().is_open());
        } else {
            CHECK((failure_of([&] { (void)waiting.accept(1ms); }).code == std::errc::timed_out));
        }
        CHECK(faults::accept_call.calls >= 3);
    }
}

TEST_CASE("faults: too many open files is an error with a hint, and the listener lives on") {
    auto waiting = listener();
    const auto where = waiting.local_endpoint();
    auto client = sock::tcp_stream::connect(where);
    faults::reset();
    faults::fail(faults::accept_call, EMFILE);
    const auto seen = failure_of([&] { (void)waiting.accept(); });
    CHECK(seen.text == "accept " + where.to_string() + ": Too many open files (EMFILE)");
    CHECK(seen.hint.find("ulimit") != std::string::npos);
    CHECK(waiting.accept().is_open());

    faults::fail(faults::socket_call, EMFILE);
    CHECK(failure_of([&] { (void)sock::tcp_stream::connect(where); }).text ==
          "socket " + where.to_string() + ": Too many open files (EMFILE)");
}

TEST_CASE("faults: send_all goes on after every short send") {
    auto ends = connected();
    auto& client = ends.client;
    auto& server = ends.server;
    faults::reset();
    faults::send_call.at_most = 3;
    client.send_all("hola, mundo");
    CHECK(faults::send_call.calls == 4);
    client.close();
    CHECK(read_all(server) == "hola, mundo");
}

TEST_CASE("faults: a call that would block waits, with a deadline and without") {
    auto ends = connected();
    auto& client = ends.client;
    auto& server = ends.server;
    client.send_all("x");
    std::array<char, 8> buffer;
    faults::reset();
    faults::fail(faults::recv_call, EAGAIN);
    CHECK(server.recv(buffer) == 1);
    CHECK(faults::poll_call.calls == 1);
    CHECK(faults::poll_call.flags == -1);

    faults::reset();
    faults::fail(faults::send_call, EAGAIN);
    CHECK(server.send("y", time_limit) == 1);
    CHECK(faults::send_call.flags == (MSG_NOSIGNAL | MSG_DONTWAIT));
    CHECK(faults::poll_call.calls == 1);
    CHECK(faults::poll_call.flags <= 10000);
    CHECK(faults::poll_call.flags > 5000);
}

TEST_CASE("faults: poll is given what is left, not the whole time again") {
    auto ends = connected();
    auto& client = ends.client;
    std::array<char, 8> buffer;
    faults::reset();
    const sock::deadline limit = 60ms;
    CHECK((failure_of([&] { (void)client.recv(buffer, limit); }).code == std::errc::timed_out));
    faults::reset();
    faults::fail(faults::poll_call, EINTR, 1);
    CHECK((failure_of([&] { (void)client.recv(buffer, limit); }).code == std::errc::timed_out));
    CHECK(faults::poll_call.flags == 0);
}

TEST_CASE("faults: close is not made again after EINTR") {
    auto ends = connected();
    auto& client = ends.client;
    auto& server = ends.server;
    faults::reset();
    faults::fail(faults::close_call, EINTR);
    client.close();
    CHECK(faults::close_call.calls == 1);
    CHECK(read_all(server).empty());
}

TEST_CASE("faults: recv_line costs two calls, however long the line") {
    auto ends = connected();
    auto& client = ends.client;
    auto& server = ends.server;
    client.send_all(std::string(1000, 'x') + "\n");
    faults::reset();
    CHECK(server.recv_line(5000, time_limit).value().size() == 1000);
    CHECK(faults::recv_call.calls == 2);
}

TEST_CASE("faults: localhost is this machine, also where no file says so") {
    faults::reset();
    faults::fail(faults::getaddrinfo_call, EAI_NONAME);
    const auto found = sock::resolve("localhost", 5000);
    REQUIRE(found.size() == 1);
    CHECK(found.front().to_string() == "127.0.0.1:5000");

    faults::reset();
    faults::fail(faults::getaddrinfo_call, EAI_NONAME);
    CHECK(failure_of([] { (void)sock::resolve("somewhere", 5000); }).code.value() == EAI_NONAME);
}

TEST_CASE("faults: an aborted connection is an error of recv, not one more try") {
    auto ends = connected();
    ends.client.close();
    std::array<char, 8> buffer;
    for (const int code : {ECONNABORTED, EPROTO}) {
        faults::reset();
        faults::fail(faults::recv_call, code);
        const auto seen = failure_of([&] { (void)ends.server.recv(buffer, time_limit); });
        CHECK(seen.code.value() == code);
        CHECK(faults::recv_call.calls == 1);
    }
}

TEST_CASE("faults: EAGAIN from connect is a failure, not a handshake under way") {
    auto waiting = listener();
    for (const sock::deadline& limit : {sock::deadline(), sock::deadline(time_limit)}) {
        faults::reset();
        faults::fail(faults::connect_call, EAGAIN);
        const auto seen =
            failure_of([&] { (void)sock::tcp_stream::connect(waiting.local_endpoint(), limit); });
        CHECK((seen.code == std::errc::resource_unavailable_try_again));
    }
}

TEST_CASE("faults: a waker without descriptors says so") {
    faults::reset();
    faults::fail(faults::socket_call, EMFILE);
    const auto seen = failure_of([] { const sock::waker waker; });
    CHECK(seen.text == "waker: Too many open files (EMFILE)");
    CHECK(seen.hint.find("ulimit") != std::string::npos);
}

TEST_CASE("faults: a waker that fails in the middle closes its descriptor") {
    faults::reset();
    faults::fail(faults::connect_call, EACCES);
    const auto seen = failure_of([] { const sock::waker waker; });
    CHECK((seen.code == std::errc::permission_denied));
    CHECK(faults::close_call.calls == 1);
}
