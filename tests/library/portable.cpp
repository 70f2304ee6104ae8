// Tests sock.hpp from end to end without a test framework, for systems where the tests cannot be
// built: Windows under Wine, other processors under qemu, valgrind. Prints failures; exit status 1.
#include <sock.hpp>

#include <atomic>
#include <cstdio>
#include <thread>

using namespace std::chrono_literals;

namespace {

constexpr auto time_limit = 120s;  // an emulator may be slow
int failures = 0;

void check(bool good, const char* what) {
    if (good) return;
    ++failures;
    std::printf("FAILED %s\n", what);
}

sock::endpoint free_port() {
    return {"127.0.0.1", 0};
}

/// The error that `action` throws; none if it throws nothing.
template <typename Action>
std::error_code code_of(Action action, const char* text = nullptr) {
    try {
        action();
        return {};
    } catch (const sock::error& error) {
        if (text != nullptr) std::printf("%s: %s\n", text, error.what());
        return error.code();
    }
}

/// A thread that the destructor joins. Prints an error that ends the thread.
class helper {
  public:
    template <typename Action>
    explicit helper(Action action)
        : thread_([action] {
              const auto code = code_of(action, "in a thread");
              if (code) std::printf("FAILED in a thread\n");
              failed = failed || code;
          }) {}
    helper(const helper&) = delete;
    helper& operator=(const helper&) = delete;
    ~helper() {
        if (thread_.joinable()) thread_.join();
    }

    void join() { thread_.join(); }

    static inline std::atomic<bool> failed{false};

  private:
    std::thread thread_;
};

void endpoints() {
    for (const char* text : {"127.0.0.1:5000", "[::1]:80", "[fe80::1%4000]:22", "[::]:65535"})
        check(sock::endpoint::parse(text).to_string() == text, text);
    check(sock::endpoint("1.2.3.4", 256).port() == 256, "the port has its bytes in order");
    check(sock::endpoint("1.2.3.4", 80) < sock::endpoint("1.2.3.4", 443), "ports are ordered");
    check(sock::endpoint("1.2.3.4", 1) < sock::endpoint("200.2.3.4", 1), "addresses are ordered");
    check(code_of([] { (void)sock::endpoint("1.2.3.4", 70000); }) == std::errc::invalid_argument,
          "a port of 70000");
}

void streams(const char* address) {
    auto listener = sock::tcp_listener::bind({address, 0});
    listener.listen();
    helper server([&listener] {
        auto client = listener.accept(time_limit);
        char buffer[1000];
        while (const auto count = client.recv(buffer, time_limit))
            client.send_all({buffer, count}, time_limit);
    });
    auto client = sock::tcp_stream::connect(listener.local_endpoint(), time_limit);
    client.set_no_delay(true);
    check(client.no_delay(), "no delay");
    client.set_keep_alive(true);
    check(client.keep_alive(), "keep alive");
    client.send_all("one\ntwo\n", time_limit);
    check(client.recv_line(100, time_limit) == "one", "the first line");
    check(client.recv_line(100, time_limit) == "two", "the second line");
    std::string much(300'000, 'x');
    helper writer([&] {
        client.send_all(much, time_limit);
        client.shutdown(sock::direction::send);
    });
    std::string back(much.size(), ' ');
    check(client.recv_exact(back, time_limit) == much.size() && back == much, "a large piece");
    writer.join();
    char buffer[8];
    check(client.recv(buffer, time_limit) == 0, "the end of the stream");
    server.join();
}

void datagrams() {
    auto server = sock::udp_socket::bind(free_port());
    auto client = sock::udp_socket::bind(free_port());
    client.send_to("0123456789", server.local_endpoint());
    char small[4];
    const auto came = server.recv_from(small, time_limit);
    check(came.truncated && came.size == 4, "a truncated datagram");
    check(came.from == client.local_endpoint(), "who has sent it");
    client.send_to("", server.local_endpoint());
    check(server.recv_from(small, time_limit).size == 0, "an empty datagram");
    const auto unused = [] { return sock::udp_socket::bind(free_port()).local_endpoint(); }();
    client.send_to("x", unused);
    check(code_of([&] { (void)client.recv_from(small, 50ms); }) == std::errc::timed_out,
          "a datagram to an unused port is no error of receiving");
}

void failures_have_names() {
    auto listener = sock::tcp_listener::bind(free_port());
    const auto where = listener.local_endpoint();
    listener.listen();
    check(code_of([&] { (void)sock::tcp_listener::bind(where); }, "in use") ==
              std::errc::address_in_use,
          "a second listener");
    listener.close();
    check(code_of([&] { (void)sock::tcp_stream::connect(where, time_limit); }, "refused") ==
              std::errc::connection_refused,
          "refused");
    check(code_of([&] { (void)listener.accept(time_limit); }, "closed") ==
              std::errc::bad_file_descriptor,
          "closed");
    check(code_of([] { (void)sock::resolve("no such name.invalid", 1); }, "name") !=
              std::error_code(),
          "no such name");
    auto again = sock::tcp_listener::bind(free_port());
    again.listen();
    check(code_of([&] { (void)again.accept(10ms); }, "timeout") == std::errc::timed_out, "timeout");
    check(code_of([&] { again.listen(); }) == std::errc::invalid_argument, "a second listen");
}

void waking() {
    auto listener = sock::tcp_listener::bind(free_port());
    listener.listen();
    sock::waker stop;
    helper wakes([&stop] { stop.wake(); });
    check(code_of(
              [&] {
                  (void)listener.accept({time_limit, stop});
              },
              "woken") == std::errc::operation_canceled,
          "woken");
    wakes.join();
    stop.reset();
    auto client = sock::tcp_stream::connect(listener.local_endpoint(), time_limit);
    check(listener.accept({time_limit, stop}).is_open(), "a wait after a reset");
}

void polling() {
    auto listener = sock::tcp_listener::bind(free_port());
    listener.listen();
    auto udp = sock::udp_socket::bind(free_port());
    sock::watch watches[] = {listener, udp};
    udp.send_to("x", udp.local_endpoint());
    check(sock::poll(watches, time_limit) == 1 && watches[1].can_receive(), "poll");
    char buffer[8];
    check(udp.recv_from(buffer).size == 1, "what poll found");
    check(sock::poll(watches, 1ms) == 0, "poll after its deadline");
    check(!udp.wait(sock::direction::receive, 0ms), "wait");
    check(udp.wait(sock::direction::send, 0ms), "wait for room");
}

void both_families() {
    auto server = sock::udp_socket::bind({"::", 0});
    auto client = sock::udp_socket::bind(free_port());
    const sock::endpoint where("127.0.0.1", server.local_endpoint().port());
    client.send_to("hola", where, time_limit);
    char buffer[8];
    const auto request = server.recv_from(buffer, time_limit);
    check(request.from == client.local_endpoint(), "an IPv4 peer of a socket bound to ::");
    server.send_to("adios", request.from, time_limit);
    check(client.recv_from(buffer, time_limit).from == where, "its answer");

    auto connected = sock::udp_socket::connect(client.local_endpoint());
    check(connected.send("hola", time_limit) == 4, "a connected socket sends");
    const auto from = client.recv_from(buffer, time_limit).from;
    check(from == connected.local_endpoint(), "its address");
    client.send_to("adios", from);
    check(connected.recv(buffer, time_limit).size == 5, "a connected socket receives");
}

void lines() {
    auto listener = sock::tcp_listener::bind(free_port());
    listener.listen();
    auto client = sock::tcp_stream::connect(listener.local_endpoint(), time_limit);
    auto server = listener.accept(time_limit);
    client.set_linger(2s);
    client.send_all("uno\ndos", time_limit);
    client.shutdown(sock::direction::send);
    sock::line_reader reader(100);
    check(reader.next(server, time_limit) == "uno", "a line");
    check(reader.next(server, time_limit) == "dos", "the last line");
    check(!reader.next(server, time_limit), "no line");
}

void adopting() {
    auto listener = sock::tcp_listener::bind(free_port());
    listener.listen();
    auto same = sock::tcp_listener::adopt(listener.release());
    auto client = sock::tcp_stream::connect(same.local_endpoint(), time_limit);
    auto stream = sock::tcp_stream::adopt(client.release());
    check(same.accept(time_limit).peer_endpoint() == stream.local_endpoint(), "adopted");
    check(code_of([&] { (void)sock::udp_socket::adopt(stream.native_handle()); }, "adopt") ==
              std::errc::wrong_protocol_type,
          "another role");
}

}  // namespace

int main() try {
    endpoints();
    streams("127.0.0.1");
    streams("::1");
    datagrams();
    failures_have_names();
    waking();
    polling();
    both_families();
    lines();
    adopting();
    std::printf("%d failed\n", failures);
    return failures == 0 && !helper::failed ? 0 : 1;
} catch (const sock::error& error) {
    std::printf("FAILED with %s\n", error.what());
    return 1;
}
