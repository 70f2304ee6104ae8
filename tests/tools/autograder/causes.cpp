// What recorded calls prove about a failure that from outside has several causes.
#include "autograder/causes.hpp"

#include "autograder/source_line.hpp"

#include <sock_catch.hpp>

using namespace suite;

namespace {

using list = std::vector<recorded_call>;

recorded_call call(const char* name, int socket, std::int64_t result, const char* error = "") {
    return {name, socket, {}, std::nullopt, result, error};
}

recorded_call moved(const char* name, int socket, std::size_t asked, std::int64_t result,
                    const char* address = "") {
    return {name, socket, std::to_string(asked) + " bytes", asked, result, {}, address};
}

finding explained(const char* diagnosis, const list& calls) {
    finding result{{diagnosis, {}}, {}, {}, {}, {}};
    explain_by_calls(result, calls, {});
    return result;
}

std::string cause(const char* diagnosis, const list& calls) {
    return explained(diagnosis, calls).diagnosis.id;
}

recorded_call bound(const char* error = "") {
    auto result = call("bind", 3, *error == '\0' ? 0 : -1, error);
    result.address = "0.0.0.0:5001";
    return result;
}

}  // namespace

TEST_CASE("accept that fails with EINVAL: listen was forgotten, or not") {
    const auto fails = call("accept", 3, -1, "EINVAL");
    CHECK(cause("listen.exited", {bound(), fails}) == "listen.forgotten");
    CHECK(cause("listen.exited", {bound(), call("listen", 3, 0), fails}) == "listen.exited");
}

TEST_CASE("bind is missing, was not checked, or went well") {
    const auto made = call("socket", 3, 3);
    CHECK(cause("listen.wrong-port", {made, call("listen", 3, 0)}) == "listen.bind-missing");
    CHECK(cause("listen.wrong-port", {made, bound("EADDRINUSE")}) == "listen.bind-unchecked");
    CHECK(cause("listen.wrong-port", {made, bound("EAFNOSUPPORT"), bound()}) ==
          "listen.wrong-port");
}

TEST_CASE("a buffer of 0 bytes is not the end of the stream") {
    CHECK(cause("stream.closes-early", {moved("recv", 4, 0, 0)}) == "recv.empty-buffer");
    CHECK(cause("stream.closes-early", {moved("recv", 4, 64, 0)}) == "stream.closes-early");
}

TEST_CASE("a receive that fills its buffer, or a reply that stays in one") {
    CHECK(cause("echo.buffered", {moved("recv", 4, 4096, 4096)}) == "echo.waits-for-more");
    CHECK(cause("echo.buffered", {moved("recv", 4, 4096, 21)}) == "echo.buffered");
    CHECK(cause("echo.buffered", {moved("recv", 4, 16, 16)}) == "echo.buffered");
}

TEST_CASE("the listening socket was closed with a client") {
    const auto listens = call("listen", 3, 0);
    const list closed{listens, call("close", 4, 0), call("close", 3, 0)};
    CHECK(cause("next-client.refused", closed) == "next-client.listener-closed");
    CHECK(cause("next-client.refused", {listens, call("close", 4, 0)}) == "next-client.refused");
    // At its end a program closes what it has.
    CHECK(cause("next-client.exited", closed) == "next-client.exited");
    auto goes_on = closed;
    goes_on.push_back(call("accept", 3, -1, "EBADF"));
    CHECK(cause("next-client.exited", goes_on) == "next-client.listener-closed");
}

TEST_CASE("more is sent than recv brought") {
    const list whole_buffer{moved("recv", 4, 4096, 21), moved("send", 4, 1000, 1000)};
    const auto found = explained("echo.extra", whole_buffer);
    CHECK(found.diagnosis.id == "echo.sends-more");
    CHECK(found.seen.size() == 2);
    // What several receives have brought may go back at once.
    CHECK(cause("echo.extra", {moved("recv", 4, 9, 9), moved("recv", 4, 9, 3),
                               moved("send", 4, 12, 12)}) == "echo.extra");
    const auto padded = explained("echo.padded", whole_buffer);
    CHECK(padded.diagnosis.id == "echo.padded");
    CHECK(padded.seen.size() == 2);
}

TEST_CASE("where the reply of a UDP server goes") {
    const auto came = moved("recvfrom", 3, 64, 5, "127.0.0.1:4242");
    const auto sent = [](const char* to) { return moved("sendto", 3, 5, 5, to); };
    const char* const nothing = "datagram.nothing";
    CHECK(cause(nothing, {bound(), came, sent("127.0.0.1:4242")}) == nothing);
    CHECK(cause(nothing, {bound(), came, sent("127.0.0.1:5001")}) == "datagram.to-itself");
    CHECK(cause(nothing, {bound(), came, sent("127.0.0.1:5002")}) == "datagram.other-address");
    CHECK(cause(nothing, {bound(), moved("recvfrom", 3, 64, 5, "?")}) == "datagram.no-room");
}

TEST_CASE("ECONNREFUSED of a connected UDP socket is a missing reply") {
    CHECK(cause("udp-client.silent", {call("recv", 3, -1, "ECONNREFUSED")}) ==
          "udp-client.refused");
}

TEST_CASE("without a cause the last call that failed is evidence") {
    const auto found = explained("listen.exited", {bound("EACCES"), call("recv", 3, -1, "EAGAIN")});
    CHECK(found.diagnosis.id == "listen.exited");
    REQUIRE(found.seen.size() == 1);
    CHECK(found.seen[0].params.at("call") == "bind(3) = -1 EACCES");
}

TEST_CASE("the line is the innermost one of the program's own source") {
    CHECK(own_line("/w/include/sock.hpp:1501\n/box/work/tcp_server.cpp:41 (discriminator 2)\n"
                   "/box/work/tcp_server.cpp:60\n") == "tcp_server.cpp:41");
    CHECK(own_line("??:0\n/usr/include/c++/12/thread:9\n").empty());
    CHECK(own_line("??:?\n").empty());
    CHECK(own_line("").empty());
    CHECK(source_line(call("recv", 3, -1), {"/nowhere"}).empty());
}

TEST_CASE("a student's debug information is read in a sandbox") {
    auto made = call("recv", 3, -1);
    made.callers = "0x1";
    CHECK(source_line(made, {"/nowhere", {"/bin/echo", "tcp_server.cpp:7", "--"}}) ==
          "tcp_server.cpp:7");
}
