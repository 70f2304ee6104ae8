// With SOCK_EVENTS: which events are recorded. Every test of this program is compiled with it.
#include "loopback.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

using namespace loopback;

namespace {

std::vector<sock::event> recorded;

/// Collects events while it lives.
class collected {
  public:
    collected() {
        recorded.clear();
        sock::on_event([](const sock::event& event) { recorded.push_back(event); });
    }
    collected(const collected&) = delete;
    collected& operator=(const collected&) = delete;
    ~collected() { sock::on_event(nullptr); }
};

/// The names of what was recorded, in order: "opened bound".
std::string log_of_events() {
    std::string names;
    for (const auto& each : recorded) {
        const auto json = nlohmann::json::parse(sock::to_json(each));
        names += (names.empty() ? "" : " ") + json.at("event").get<std::string>();
    }
    return names;
}

nlohmann::json last() {
    return nlohmann::json::parse(sock::to_json(recorded.back()));
}

}  // namespace

TEST_CASE("events: a listener's life") {
    const collected collecting;
    auto waiting = listener();
    CHECK(log_of_events() == "opened bound listening");
    CHECK(last()["local"] == waiting.local_endpoint().to_string());
    waiting.close();
    CHECK(log_of_events() == "opened bound listening closed");
}

TEST_CASE("events: both ends of a connection, from connecting to closed") {
    auto waiting = listener();
    const auto where = waiting.local_endpoint().to_string();
    const collected collecting;
    auto client = sock::tcp_stream::connect(waiting.local_endpoint(), time_limit);
    CHECK(log_of_events() == "opened connecting connected");
    CHECK(last()["peer"] == where);
    auto server = waiting.accept(time_limit);
    CHECK(last()["event"] == "accepted");
    CHECK(last()["socket"] == server.native_handle());
    CHECK(last()["peer"] == client.local_endpoint().to_string());

    client.send_all("hola");
    CHECK(last()["event"] == "sent");
    CHECK(last()["bytes"] == 4);
    std::array<char, 64> buffer;
    (void)server.recv(buffer, time_limit);
    CHECK(last()["event"] == "received");
    CHECK(last()["bytes"] == 4);
    CHECK(last()["asked"] == 64);
    client.close();
    (void)server.recv(buffer, time_limit);
    CHECK(last()["event"] == "end-of-stream");
    server.close();
    CHECK(log_of_events() ==
          "opened connecting connected accepted sent received closed end-of-stream closed");
}

TEST_CASE("events: looking ahead, as recv_line does, is no receiving") {
    auto ends = connected();
    ends.client.send_all("hola\n");
    const collected collecting;
    (void)ends.server.recv_line(100, time_limit);
    CHECK(log_of_events() == "received");
    CHECK(recorded.back().bytes == 5);
}

TEST_CASE("events: datagrams, an empty one, too") {
    auto server = sock::udp_socket::bind(free_port());
    auto client = sock::udp_socket::to(server.local_endpoint());
    const collected collecting;
    client.send_to("", server.local_endpoint());
    CHECK(last()["kind"] == "udp");
    CHECK(last()["bytes"] == 0);
    CHECK(last()["peer"] == server.local_endpoint().to_string());
    std::array<char, 8> buffer;
    (void)server.recv_from(buffer, time_limit);
    CHECK(log_of_events() == "sent received");
    CHECK(last()["local"] == server.local_endpoint().to_string());
}

TEST_CASE("events: a failure names its call and its error, a deadline that passed is its own") {
    auto bound = sock::tcp_listener::bind(free_port());
    const collected collecting;
    (void)failure_of([&] { (void)sock::tcp_stream::connect(bound.local_endpoint(), time_limit); });
    CHECK(log_of_events() == "opened connecting failed closed");
    const auto failed = nlohmann::json::parse(sock::to_json(recorded[2]));
    CHECK(failed["call"] == "connect");
    CHECK(failed["error"] == "ECONNREFUSED");
    CHECK(failed["peer"] == bound.local_endpoint().to_string());

    auto udp = sock::udp_socket::bind(free_port());
    std::array<char, 8> buffer;
    (void)failure_of([&] { (void)udp.recv_from(buffer, 1ms); });
    CHECK(last()["event"] == "timed-out");
    CHECK(last()["call"] == "recvfrom");
    CHECK(last()["error"] == "ETIMEDOUT");
    CHECK(last()["local"] == udp.local_endpoint().to_string());
}

TEST_CASE("events: the keys come in the agreed order, and what says nothing is left out") {
    const collected collecting;
    auto udp = sock::udp_socket::bind(free_port());
    udp.send_to("hola", udp.local_endpoint());
    const auto line = sock::to_json(recorded.back());
    std::string keys;
    const auto json = nlohmann::ordered_json::parse(line);
    for (const auto& [key, value] : json.items())
        keys += key + " ";
    CHECK(keys == "t event socket kind local peer bytes asked ");
    CHECK(line.find('\n') == std::string::npos);
    const auto opened = nlohmann::json::parse(sock::to_json(recorded.front()));
    CHECK(opened.size() == 4);
}

TEST_CASE("events: time runs forward, in seconds since the first") {
    const collected collecting;
    auto udp = sock::udp_socket::bind(free_port());
    const double first = nlohmann::json::parse(sock::to_json(recorded.front()))["t"];
    const double second = nlohmann::json::parse(sock::to_json(recorded.back()))["t"];
    CHECK(first >= 0);
    CHECK(second >= first);
}

TEST_CASE("events: none is recorded once the handler is null") {
    { const collected collecting; }
    auto udp = sock::udp_socket::bind(free_port());
    CHECK(recorded.empty());
}
