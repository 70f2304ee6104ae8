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
