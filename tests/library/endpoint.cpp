#include "loopback.hpp"

#include <sstream>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

using loopback::failure_of;

TEST_CASE("endpoint: the default is any address and port 0") {
    CHECK(sock::endpoint().to_string() == "0.0.0.0:0");
    CHECK(sock::endpoint().family() == AF_INET);
}

TEST_CASE("endpoint: text and value round-trip") {
    for (const std::string text :
         {"127.0.0.1:5000", "0.0.0.0:0", "255.255.255.255:65535", "[::1]:80", "[::]:1",
          "[2001:db8::ff00:42:8329]:443", "[::ffff:0:0:0]:5000", "[fe80::1%lo]:22"}) {
        INFO(text);
        const auto parsed = sock::endpoint::parse(text);
        CHECK(parsed.to_string() == text);
        const bool same = sock::endpoint(parsed.address(), parsed.port()) == parsed;
        CHECK(same);
    }
}

TEST_CASE("endpoint: has the parts that it was made of") {
    const sock::endpoint v4("192.0.2.1", 5000);
    CHECK(v4.address() == "192.0.2.1");
    CHECK(v4.port() == 5000);
    CHECK(v4.size() == sizeof(sockaddr_in));

    const sock::endpoint v6("2001:DB8:0:0::1", 65535);
    CHECK(v6.address() == "2001:db8::1");  // RFC 5952: the shortest form, in lower case
    CHECK(v6.port() == 65535);
    CHECK(v6.family() == AF_INET6);
    CHECK(v6.size() == sizeof(sockaddr_in6));
    CHECK(v6.data()->sa_family == AF_INET6);
}

TEST_CASE("endpoint: a scope that has no name stays a number") {
    CHECK(sock::endpoint("fe80::1%999", 1).to_string() == "[fe80::1%999]:1");
    CHECK(sock::endpoint("fe80::1%1", 1).to_string() == "[fe80::1%lo]:1");
    const sock::endpoint largest("fe80::1%4294967295", 1);
    CHECK(largest.scope() == 4294967295);
    CHECK(sock::endpoint::parse(largest.to_string()) == largest);
}

TEST_CASE("endpoint: takes numeric addresses only") {
    using namespace std::string_view_literals;
    for (const auto text :
         {"localhost"sv, ""sv, "127.1"sv, "0x7f000001"sv, "1.2.3"sv, "256.0.0.1"sv, "1.2.3.4.5"sv,
          "127.0.0.1 "sv, ":::"sv, "::1::"sv, "[::1]"sv, "fe80::1%"sv, "fe80::1%nosuchthing"sv,
          "127.0.0.1\0"sv, "::1\0x"sv, "1111:2222:3333:4444:5555:6666:7777:8888:9999"sv}) {
        INFO(std::string(text));
        const auto seen = failure_of([&] { (void)sock::endpoint(text, 80); });
        CHECK((seen.code == std::errc::invalid_argument));
    }
    CHECK(failure_of([] { (void)sock::endpoint("localhost", 80); }).text ==
          "endpoint 'localhost': not a numeric IPv4 or IPv6 address (EINVAL)");
}

TEST_CASE("endpoint: an error stays one short line whatever it was given") {
    const auto seen =
        failure_of([] { (void)sock::endpoint("a\nb\x1b[2J" + std::string(500, 'x'), 1); });
    CHECK(seen.text.find('\n') == std::string::npos);
    CHECK(seen.text.find('\x1b') == std::string::npos);
    CHECK(seen.text.size() < 160);
}

TEST_CASE("endpoint: parse refuses what to_string would not print") {
    for (const std::string text :
         {"", ":", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:+1",
          "127.0.0.1: 80", "127.0.0.1:80 ", "::1:80", "[::1]", "[::1]:", "[::1]80", "::1]:80",
          "[127.0.0.1]:80", "[]:80", "localhost:80", "127.0.0.1:000080"}) {
        INFO(text);
        const auto seen = failure_of([&] { (void)sock::endpoint::parse(text); });
        CHECK((seen.code == std::errc::invalid_argument));
    }
}

TEST_CASE("endpoint: ordered by family, address, port, scope") {
    const std::vector<std::string> ascending{
        "1.2.3.4:80", "1.2.3.4:443",     "10.0.0.1:1",      "200.0.0.1:1", "[::1]:80",
        "[::1]:81",   "[fe80::1%998]:1", "[fe80::1%999]:1", "[fe80::1]:2", "[fe80::2]:1"};
    for (std::size_t i = 0; i < ascending.size(); ++i) {
        for (std::size_t j = 0; j < ascending.size(); ++j) {
            const auto left = sock::endpoint::parse(ascending[i]);
            const auto right = sock::endpoint::parse(ascending[j]);
            INFO(ascending[i] << " and " << ascending[j]);
            CHECK((left < right) == (i < j));
            CHECK((left == right) == (i == j));
        }
    }
}

TEST_CASE("endpoint: a key of unordered containers") {
    std::unordered_map<sock::endpoint, int> numbers;
    const std::vector<std::string> keys{"1.2.3.4:80", "1.2.3.4:81",      "1.2.3.5:80",
                                        "[::1]:80",   "[fe80::1%998]:1", "[fe80::1%999]:1"};
    for (std::size_t i = 0; i < keys.size(); ++i)
        numbers[sock::endpoint::parse(keys[i])] = static_cast<int>(i);
    CHECK(numbers.size() == keys.size());
    for (std::size_t i = 0; i < keys.size(); ++i)
        CHECK(numbers.at(sock::endpoint::parse(keys[i])) == static_cast<int>(i));
    // Equal endpoints have equal hashes, even if the system filled in one of them.
    auto udp = sock::udp_socket::bind({"::1", 0});
    const sock::endpoint written("::1", udp.local_endpoint().port());
    const std::hash<sock::endpoint> hash;
    CHECK(hash(udp.local_endpoint()) == hash(written));
}

TEST_CASE("endpoint: an IPv4-mapped address is the IPv4 address") {
    const sock::endpoint mapped("::ffff:127.0.0.1", 80);
    CHECK(mapped == sock::endpoint("127.0.0.1", 80));
    CHECK(mapped.family() == AF_INET);
    CHECK(mapped.to_string() == "127.0.0.1:80");
}

TEST_CASE("endpoint: loopback is this machine alone") {
    for (const auto* address : {"127.0.0.1", "127.255.255.254", "::1", "::ffff:127.0.0.1"})
        CHECK(sock::endpoint(address, 80).is_loopback());
    for (const auto* address : {"0.0.0.0", "126.0.0.1", "128.0.0.1", "::", "::2", "fe80::1%1"})
        CHECK_FALSE(sock::endpoint(address, 80).is_loopback());
}

TEST_CASE("endpoint: from what a system call wrote; of another family it is empty") {
    const sock::endpoint v6("fe80::1%7", 80);
    CHECK(sock::endpoint::from_sockaddr(*v6.data()) == v6);
    const sock::endpoint v4("192.0.2.1", 80);
    CHECK(sock::endpoint::from_sockaddr(*v4.data()) == v4);
    sockaddr local{};
    local.sa_family = AF_UNIX;
    CHECK(sock::endpoint::from_sockaddr(local).empty());
}

TEST_CASE("endpoint: can be written to a stream and, where there is one, formatted") {
    const sock::endpoint where("::1", 80);
    std::ostringstream out;
    out << where;
    CHECK(out.str() == "[::1]:80");
#if defined(__cpp_lib_format)
    CHECK(std::format("{:>10}", where) == "  [::1]:80");
#endif
}

TEST_CASE("parse_port: 1 to 65535, digits only") {
    CHECK(sock::parse_port("1").value() == 1);
    CHECK(sock::parse_port("5000").value() == 5000);
    CHECK(sock::parse_port("65535").value() == 65535);
    for (const auto* text : {"", "0", "00", "65536", "70000", "99999", "-1", "+1", " 1", "1 ",
                             "80x", "0x50", "5e3", "4294967297", "000080"}) {
        INFO(text);
        CHECK_FALSE(sock::parse_port(text).has_value());
    }
}

TEST_CASE("resolve: a numeric address is itself") {
    for (const auto* host : {"192.0.2.1", "2001:db8::1"}) {
        const auto found = sock::resolve(host, 5000);
        REQUIRE(found.size() == 1);
        const bool same = found.front() == sock::endpoint(host, 5000);
        CHECK(same);
    }
}

TEST_CASE("resolve: localhost is this machine") {
    const auto found = sock::resolve("localhost", 5000);
    REQUIRE_FALSE(found.empty());
    for (const auto& each : found) {
        const bool here =
            each == sock::endpoint("127.0.0.1", 5000) || each == sock::endpoint("::1", 5000);
        INFO(each.to_string());
        CHECK(here);
    }
}

TEST_CASE("resolve: a name that cannot be is an error that names it") {
    const std::string label(64, 'x');  // RFC 1035: 63 at most, so no server is asked
    const auto seen = failure_of([&] { (void)sock::resolve(label + ".test", 5000); });
    CHECK(seen.operation == "resolve");
    CHECK(seen.address == label + ".test:5000");
    CHECK(seen.text.find("(EAI_") != std::string::npos);
    CHECK_FALSE(seen.hint.empty());
    CHECK(std::string(seen.code.category().name()) == "getaddrinfo");
}

TEST_CASE("resolve: an empty host and one with a NUL are refused") {
    const std::string with_nul("localhost\0.example", 18);
    CHECK(failure_of([] { (void)sock::resolve("", 1); }).operation == "resolve");
    CHECK(failure_of([&] { (void)sock::resolve(with_nul, 1); }).text ==
          "resolve 'localhost?.example': not the name of a host (EAI_NONAME)");
}
