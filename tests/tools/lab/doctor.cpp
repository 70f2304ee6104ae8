#include "lab/doctor/machine.hpp"
#include "sock_catch.hpp"
#include "tools/lab/voice.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

using doctor::health;
using saying::holds;
using saying::speaker;

}  // namespace

TEST_CASE("a port is free until something is bound to it") {
    const int fd = ::socket(AF_INET, SOCK_DGRAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    socklen_t size = sizeof address;
    REQUIRE(::bind(fd, reinterpret_cast<const sockaddr*>(&address), size) == 0);
    REQUIRE(::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0);
    const auto port = ntohs(address.sin_port);
    CHECK_FALSE(doctor::port_is_free(doctor::transport::udp, port));
    ::close(fd);
    CHECK(doctor::port_is_free(doctor::transport::udp, port));
}

TEST_CASE("the sandbox's report becomes a sentence") {
    const auto good = doctor::isolation(
        R"({"possible":true,"isolation":["user","net","seccomp","nested"],"missing":[]})",
        speaker(course::language::en, true));
    CHECK(good.state == health::good);
    CHECK(holds(good.text, "user, net namespaces; seccomp; a box within a box"));
    const auto bad = doctor::isolation(
        R"({"possible":false,"isolation":[],"missing":[{"id":"x","why":{"en":"a","es":"sin nada"},)"
        R"("do":{"en":"b","es":"haz algo"}}]})",
        speaker(course::language::es, true));
    CHECK(bad.state == health::bad);
    CHECK(holds(bad.text, "sin nada"));
    CHECK(holds(bad.text, "haz algo"));
}

TEST_CASE("an empty or invalid report means that there is no sandbox") {
    for (const char* json : {"", "{", "[]", "{\"possible\":false}", "{\"possible\":3}"})
        CHECK(doctor::isolation(json, speaker(course::language::en, true)).state == health::bad);
}

TEST_CASE("a bubblewrap with a known hole is a warning, and grading goes on") {
    const auto say = speaker(course::language::en, true);
    CHECK(doctor::bubblewrap(R"({"bubblewrap":"0.12.1"})", say).state == health::good);
    const auto old = doctor::bubblewrap(R"({"bubblewrap":"0.8.0"})", say);
    CHECK(old.state == health::odd);
    CHECK(holds(old.text, "0.8.0, which has CVE-2026-87766"));
}

TEST_CASE("a layer of the sandbox that did not hold is bad, with what was possible") {
    const auto all =
        doctor::layers(R"([{"id":"network","open":["a route"]},{"id":"files","open":[]}])",
                       speaker(course::language::en, true));
    REQUIRE(all.size() == 2);
    CHECK(all.at(0).id == "layer-network");
    CHECK(all.at(0).state == health::bad);
    CHECK(holds(all.at(0).text, "this was possible: a route"));
    CHECK(all.at(1).state == health::good);
    for (const auto* json : {"", "{", "[]", "[{}]", "[3]"})
        CHECK(doctor::layers(json, speaker(course::language::es, true)).at(0).state == health::bad);
}
