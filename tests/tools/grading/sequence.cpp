#include "grading/sequence.hpp"

#include "tools/grading/grading_words.hpp"
#include "tools/grading/page_samples.hpp"

#include <charconv>

using grading::sequence;
using page_samples::shows;

namespace {

wire::step passes(const std::string& from, const std::string& to, const std::string& what) {
    return {1, {"step.passes", {{"from", from}, {"to", to}}, from + " → " + to + "  " + what}, {}};
}

wire::step listens(const std::string& program, const std::string& where) {
    return {0, {"step.listens", {{"program", program}, {"where", where}}, "listens"}, {}};
}

// The names above the lanes, from left to right.
std::vector<std::string> lanes(const std::string& drawn) {
    constexpr std::string_view before = "<text class=\"name\"";
    std::vector<std::string> result;
    for (auto at = drawn.find(before); at != std::string::npos; at = drawn.find(before, at + 1)) {
        const auto begin = drawn.find('>', at) + 1;
        result.push_back(drawn.substr(begin, drawn.find('<', begin) - begin));
    }
    return result;
}

using above = std::vector<std::string>;

}  // namespace

TEST_CASE("the peer is on the left of a server, a client on the left of its peer", "[sequence]") {
    const auto server =
        sequence({listens("tcp_server", "127.0.0.1:5000"), passes("peer", "tcp_server", "5 bytes"),
                  passes("tcp_server", "peer", "4 bytes")},
                 "tcp_server", words());
    CHECK(lanes(server) == above{"peer", "tcp_server"});
    CHECK(shows(server, ">1.0 ms  5 bytes<"));
    CHECK(shows(server, "<li>1.0 ms  tcp_server → peer  4 bytes</li>"));
    const auto client = sequence(
        {passes("stdin", "tcp_client", "5 bytes"), passes("tcp_client", "peer", "5 bytes")},
        "tcp_client", words());
    CHECK(lanes(client) == above{"stdin", "tcp_client", "peer"});
    CHECK(lanes(sequence({passes("tcp_client", "peer", "x")}, "tcp_client", words())) ==
          above{"tcp_client", "peer"});
}

TEST_CASE("an address is drawn as the program that has it", "[sequence]") {
    const wire::step relays{
        0, {"step.relays", {{"who", "relay"}, {"where", "127.0.0.1:7"}}, "relays"}, {}};
    const auto drawn = sequence(
        {listens("udp_server", "127.0.0.1:5001"), relays, passes("peer", "127.0.0.1:7", "1 byte"),
         passes("relay", "127.0.0.1:5001", "2 bytes"), passes("127.0.0.1:9", "relay", "3 bytes")},
        "udp_server", words());
    CHECK(lanes(drawn) == above{"relay", "peer", "udp_server"});
    CHECK(shows(drawn, "1 byte<"));
    CHECK(shows(drawn, "3 bytes (127.0.0.1:9)<"));
}

TEST_CASE("too many participants: only the list; nothing: nothing", "[sequence]") {
    wire::transcript steps;
    for (const char* name : {"a", "b", "c", "d"})
        steps.push_back(passes(name, "udp_server", "1 byte"));
    const auto drawn = sequence(steps, "udp_server", words());
    CHECK_FALSE(shows(drawn, "<svg"));
    CHECK(shows(drawn, "<li>1.0 ms  d → udp_server  1 byte</li>"));
    CHECK(sequence({}, "udp_server", words()).empty());
}

TEST_CASE("a long text is broken, and steps of earlier versions are remarks", "[sequence]") {
    const auto drawn = sequence(
        {passes("peer", "tcp_server", std::string(200, 'x')), {1, wire::plain("peer → x"), {}}},
        "tcp_server", words());
    CHECK_FALSE(shows(drawn.substr(0, drawn.find("<details")), std::string(60, 'x')));
    CHECK(shows(drawn, "class=\"soft\""));
}
