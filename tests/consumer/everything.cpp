// A program that uses every name of sock.hpp once, in one thread. It compiles for Windows from the
// one copied file, and where its system can run it, it prints "hola".
#include "sock.hpp"

#include <cstdio>
#include <sstream>
#include <stdexcept>
#include <unordered_set>

using namespace std::chrono_literals;

namespace {

const sock::endpoint free_port("127.0.0.1", 0);
std::size_t events = 0;

void check(bool good, const char* what) {
    if (!good) throw std::runtime_error(what);
}

/// The code of the error that `action` throws.
template <typename Action>
std::error_code code_of(Action action) {
    try {
        action();
        return {};
    } catch (const sock::error& error) {
        return error.code();
    }
}

void addresses() {
    const auto parsed = sock::endpoint::parse("[fe80::1%7]:80");
    check(parsed.port() == 80 && parsed.scope() == 7 && parsed.family() == AF_INET6, "parse");
    check(parsed.address() == "fe80::1%7" && !parsed.is_loopback(), "address");
    check(sock::endpoint::from_sockaddr(*parsed.data()) == parsed, "from_sockaddr");
    check(sock::endpoint("::ffff:127.0.0.1", 5) == sock::endpoint("127.0.0.1", 5), "mapped");
    const std::unordered_set<sock::endpoint> known = {free_port};
    check(!known.contains(parsed) && sock::endpoint().empty() && free_port < parsed, "values");
    std::ostringstream out;
    out << sock::resolve("127.0.0.1", 5000).front();
    check(out.str() == "127.0.0.1:5000" && sock::parse_port("80x") == std::nullopt, "text");
}

void failures() {
    try {
        (void)sock::endpoint("127.0.0.1", 70000);
        check(false, "a port of 70000");
    } catch (const sock::error& error) {
        check(error.code() == std::errc::invalid_argument, "code");
        check(error.operation() == "endpoint" && error.address() == "'70000'", "what");
        check(error.hint() != error.hint(sock::language::es), "hint");
    }
}

void streams() {
    auto bound = sock::tcp_listener::bind(free_port);
    bound.listen();
    auto listener = sock::tcp_listener::adopt(bound.release());
    auto connected = sock::tcp_stream::connect("127.0.0.1", listener.local_endpoint().port(), 9s);
    auto client = sock::tcp_stream::adopt(connected.release());
    auto server = listener.accept(9s);
    check(server.peer_endpoint() == client.local_endpoint() && !connected.is_open(), "accept");
    client.set_no_delay(true);
    client.set_keep_alive(true);
    client.set_linger(1s);
    client.set_send_buffer(65536);
    client.set_receive_buffer(65536);
    check(client.no_delay() && client.keep_alive(), "options of a stream");
    check(client.send_buffer() > 0 && client.receive_buffer() > 0, "buffers");
    std::byte bytes[] = {std::byte{'a'}, std::byte{'\n'}};
    check(client.send(sock::as_string_view(bytes), 9s) == 2, "send");
    check(server.recv_exact(sock::as_writable_chars(bytes), 9s) == 2, "recv_exact");
    client.send_all("uno\ndos\ntres", 9s);
    client.shutdown(sock::direction::send);
    check(server.recv_line(9, 9s) == "uno", "recv_line");
    sock::line_reader lines(9);
    check(lines.next(server, 9s) == "dos" && lines.next(server, 9s) == "tres", "line_reader");
    char buffer[4];
    check(lines.rest().empty() && server.recv(buffer, 9s) == 0, "the end of the stream");
}

void datagrams() {
    auto server = sock::udp_socket::bind({"::", 0});
    const sock::endpoint where("127.0.0.1", server.local_endpoint().port());
    auto client = sock::udp_socket::to(where);
    client.set_broadcast(true);
    check(client.broadcast() && client.send_to("12345", where, 9s) == 5, "send_to");
    char buffer[4];
    const auto request = server.recv_from(buffer, 9s);
    check(request.truncated && request.size == 4, "truncated");
    server.send_to("x", request.from);
    check(client.recv_from(buffer, 9s).from == where, "the answer");
    auto one_peer = sock::udp_socket::connect(where);
    check(one_peer.send("hola", 9s) == 4, "send on a connected socket");
    server.send_to("y", server.recv_from(buffer, 9s).from);
    check(one_peer.recv(buffer, 9s).size == 1, "recv on a connected socket");
    auto shared = sock::udp_socket::bind_shared(free_port);
    shared.set_multicast_interface(free_port);
    shared.set_multicast_hop_limit(1);
    shared.set_multicast_loop(true);
    shared.join({"239.1.2.3", 0}, free_port);
    shared.leave({"239.1.2.3", 0}, free_port);
    check(sock::udp_socket::adopt(shared.release()).native_handle() != 0, "adopt");
}

void waiting() {
    auto udp = sock::udp_socket::bind(free_port);
    check(!udp.wait(sock::direction::receive, 0ms), "wait");
    sock::waker stop;
    const sock::deadline limit(9s, stop);
    check(!limit.expired() && limit.remaining() > 0s && limit.fraction(2).poll_timeout() > 0 &&
              limit.wake_source() == &stop && sock::deadline().is_never(),
          "deadline");
    sock::watch watches[] = {{udp, sock::direction::both}};
    check(sock::poll(watches, limit) == 1 && watches[0].can_send(), "poll");
    stop.wake();
    const auto woken = code_of([&] { sock::poll(watches, limit); });
    check(woken == std::errc::operation_canceled, "woken");
    stop.reset();
    udp.close();
}

}  // namespace

int main() try {
    sock::on_event([](const sock::event& happened) { events += sock::to_json(happened).size(); });
    addresses();
    failures();
    streams();
    datagrams();
    waiting();
    check(sock::events_enabled && events > 0, "events");
    sock::on_event(sock::write_json_lines);
    std::puts("hola");
} catch (const std::exception& error) {
    std::printf("%s\n", error.what());
    return 1;
}
