// Which lines of a recording are accepted, and what they show about a short send.
#include "autograder/recording.hpp"

#include <sock_catch.hpp>
#include <unistd.h>

using namespace suite;

namespace {

recorded_call call(const char* name, int socket, std::size_t asked, std::int64_t result) {
    return {name, socket, std::to_string(asked) + " bytes", asked, result, {}};
}

}  // namespace

TEST_CASE("a line of the library becomes a call that reads as strace shows it") {
    const auto made = read_call(R"({"t":0.1,"call":"send","socket":4,"arguments":"30 bytes",)"
                                R"("asked":30,"result":7})");
    REQUIRE(made);
    CHECK(made->text() == "send(4, 30 bytes) = 7");
    const auto failed = read_call(R"({"t":0.1,"call":"bind","socket":3,"arguments":"?, 8",)"
                                  R"("result":-1,"error":"EINVAL"})");
    REQUIRE(failed);
    CHECK(failed->text() == "bind(3, ?, 8) = -1 EINVAL");
    CHECK_FALSE(failed->asked);
}

TEST_CASE("lines that a program could write itself are left out, or made harmless") {
    for (const char* line :
         {"", "hola", "[]", "{}", R"({"call":"send"})", R"({"call":1,"socket":4,"result":7})",
          R"({"call":"send","socket":"4","result":7})"})
        CHECK_FALSE(read_call(line));
    CHECK_FALSE(read_call(R"({"call":"send","socket":4,"result":7,"x":")" + std::string(1000, 'x') +
                          "\"}"));
    const auto coloured = read_call(R"({"call":"\u001b[31mpassed","socket":4,"result":7})");
    REQUIRE(coloured);
    CHECK(coloured->name.find('\x1b') == std::string::npos);
}

TEST_CASE("a recording has the lines of its file") {
    const recording kept;
    CHECK(kept.calls().empty());
    const std::string text = "rubbish\n"
                             R"({"t":0.1,"call":"listen","socket":3,"arguments":"5","result":0})"
                             "\n{\"t\":0";
    REQUIRE(::write(kept.descriptor(), text.data(), text.size()) > 0);
    REQUIRE(kept.calls().size() == 1);
    CHECK(kept.calls().front().text() == "listen(3, 5) = 0");
}

TEST_CASE("an unsent rest is reported, a sent one is not") {
    using list = std::vector<recorded_call>;
    CHECK_FALSE(find_dropped_rest({}));
    CHECK_FALSE(find_dropped_rest(list{call("send", 4, 7, 7), call("recv", 4, 64, 9)}));
    CHECK_FALSE(find_dropped_rest(list{call("send", 4, 9, 7), call("write", 4, 2, 2)}));
    // A call on another socket does not continue the send.
    const auto found = find_dropped_rest(
        list{call("send", 4, 9, 7), call("send", 5, 2, 2), call("recv", 4, 64, 9)});
    REQUIRE(found);
    CHECK(found->send.text() == "send(4, 9 bytes) = 7");
    REQUIRE(found->next);
    CHECK(found->next->name == "recv");
    CHECK_FALSE(find_dropped_rest(list{call("send", 4, 9, 7)})->next);
    CHECK(last_call_with("EINTR", list{call("send", 4, 9, 7)}).empty());
}

TEST_CASE("the port that a call names is the one after its address") {
    const auto port = [](const char* name, const char* arguments) {
        return port_of({name, 3, arguments, {}, 0, {}});
    };
    CHECK(port("connect", "127.0.0.1:5557, 16") == 5557);
    CHECK(port("connect", "[::1]:5557, 28") == 5557);
    CHECK(port("sendto", "4 bytes, 127.0.0.1:5558") == 5558);
    CHECK_FALSE(port("sendto", "4 bytes"));
    CHECK_FALSE(port("connect", "?, 8"));
    CHECK_FALSE(port("connect", "127.0.0.1:x, 16"));
    CHECK_FALSE(port("bind", "0.0.0.0:5557, 16"));
}
