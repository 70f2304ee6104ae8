// What the preloaded library records, and that the program does not notice it.
#include "support/preload_path.hpp"
#include "support/process.hpp"
#include "tools/scratch.hpp"

#include <nlohmann/json.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <sock_catch.hpp>

namespace {

using json = nlohmann::json;
namespace fs = std::filesystem;

struct observed {
    std::string output;
    std::vector<json> events;
    std::vector<json> calls;

    [[nodiscard]] std::string names() const {
        std::string result;
        for (const auto& each : events)
            result += (result.empty() ? "" : " ") + each.at("event").get<std::string>();
        return result;
    }
    [[nodiscard]] const json& event(const std::string& name, std::size_t which = 0) const {
        for (const auto& each : events)
            if (each.at("event") == name && which-- == 0) return each;
        throw std::runtime_error("no event " + name);
    }
    [[nodiscard]] const json& call(const std::string& name) const {
        for (const auto& each : calls)
            if (each.at("call") == name) return each;
        throw std::runtime_error("no call " + name);
    }
};

std::vector<json> lines_of(const fs::path& file) {
    std::vector<json> result;
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);)
        result.push_back(json::parse(line));
    return result;
}

observed run(const std::string& what, const std::string& faults = {},
             const std::vector<std::string>& more = {}, const fs::path& library = SOCK_PRELOAD) {
    const scratch place;
    support::command command;
    command.argv = {PRELOAD_GUEST, what};
    command.environment = {{"LD_PRELOAD=" + support::preload_path(library),
                            "SOCK_EVENTS_FILE=" + (place.path() / "events").string(),
                            "SOCK_CALLS_FILE=" + (place.path() / "calls").string(),
                            "SOCK_FAULTS=" + faults}};
    command.environment->insert(command.environment->end(), more.begin(), more.end());
    const auto ended = support::run(command, support::milliseconds{20'000});
    REQUIRE(ended.status.success());
    CHECK(ended.err.text().empty());
    return {ended.out.text(), lines_of(place.path() / "events"), lines_of(place.path() / "calls")};
}

}  // namespace

TEST_CASE("a conversation is recorded, both ends of it") {
    const auto seen = run("converse");
    CHECK(seen.output == "17\n17\n0\n");
    CHECK(seen.names() ==
          "opened bound listening opened connecting connected accepted sent received "
          "closed end-of-stream closed closed");
    const auto& sent = seen.event("sent");
    CHECK(sent.at("bytes") == 17);
    CHECK(sent.at("asked") == 17);
    CHECK(sent.at("kind") == "tcp");
    CHECK(sent.at("peer") == seen.event("listening").at("local"));
    CHECK(sent.at("local") == seen.event("received").at("peer"));
    CHECK(seen.event("received").at("asked") == 64);
    CHECK(seen.event("accepted").at("peer") == sent.at("local"));
    CHECK(seen.event("closed").at("local") == sent.at("local"));
    CHECK(seen.events.front().at("t") == 0.0);
    CHECK_FALSE(seen.event("opened").contains("local"));
}

TEST_CASE("the library may be in a folder with spaces, colons and dollars in its name") {
    const scratch place;
    const auto folder = place.path() / "Prácticas de Redes: $LIB (ñ)";
    fs::create_directory(folder);
    fs::copy(SOCK_PRELOAD, folder / "sock-preload.so");
    CHECK_FALSE(run("converse", {}, {}, folder / "sock-preload.so").events.empty());
}

TEST_CASE("the keys of an event have the documented order") {
    const scratch place;
    support::command command;
    command.argv = {PRELOAD_GUEST, "refused"};
    command.environment = {
        {"LD_PRELOAD=" SOCK_PRELOAD, "SOCK_EVENTS_FILE=" + (place.path() / "events").string()}};
    REQUIRE(support::run(command, support::milliseconds{20'000}).status.success());
    const std::vector<std::string> order{"t",    "event", "socket", "kind",  "local",
                                         "peer", "bytes", "call",   "error", "asked"};
    std::ifstream in(place.path() / "events");
    std::size_t lines = 0;
    for (std::string line; std::getline(in, line); ++lines) {
        std::size_t last = 0;
        const auto event = nlohmann::ordered_json::parse(line);
        for (const auto& [key, value] : event.items()) {
            const auto found = std::find(order.begin(), order.end(), key);
            REQUIRE(found != order.end());
            const auto at = static_cast<std::size_t>(found - order.begin());
            CHECK(at >= last);
            last = at;
        }
    }
    CHECK(lines == 6);  // opened bound closed opened connecting failed
}

TEST_CASE("datagrams carry their addresses, empty ones are datagrams, too, and waits have an end") {
    const auto seen = run("datagrams");
    CHECK(seen.output == "17 17\n0 0\n-1 Resource temporarily unavailable\n0\n");
    CHECK(seen.names() ==
          "opened bound opened bound sent received sent received timed-out timed-out");
    CHECK(seen.event("sent").at("kind") == "udp");
    CHECK(seen.event("sent").at("peer") == seen.event("received").at("local"));
    CHECK(seen.event("received").at("peer") == seen.event("sent").at("local"));
    CHECK(seen.event("received", 1).at("bytes") == 0);
    CHECK(seen.event("timed-out").at("call") == "recv");
    CHECK(seen.event("timed-out", 1).at("call") == "poll");
}

TEST_CASE("a failed call is recorded with its name and its error") {
    const auto seen = run("refused");
    CHECK(seen.output == "-1 Connection refused\n");
    CHECK(seen.event("failed").at("call") == "connect");
    CHECK(seen.event("failed").at("error") == "ECONNREFUSED");
    CHECK(seen.event("failed").at("peer") == seen.event("connecting").at("peer"));
}

TEST_CASE("calls are recorded with their arguments") {
    const auto seen = run("bad-length");
    CHECK(seen.output == "-1 Invalid argument\n");
    CHECK(seen.call("socket").at("arguments") == "AF_INET, SOCK_STREAM, 0");
    CHECK(seen.call("bind").at("arguments") == "?, 8");
    CHECK(seen.call("bind").at("result") == -1);
    CHECK(seen.call("bind").at("error") == "EINVAL");
    CHECK(seen.event("failed").at("call") == "bind");
}

TEST_CASE("short sends and receives apply to streams, and a datagram stays whole") {
    CHECK(run("send", "send=5").output == "5 5 5 5 5\n");
    CHECK(run("send").output == "17 17 17 17 17\n");
    // MSG_WAITALL guarantees all bytes.
    CHECK(run("receive", "recv=4").output == "4 4 4 4 4 17\n");
    CHECK(run("receive").output == "17 17 17 17 17 17\n");
    CHECK(run("datagrams", "send=5,recv=4").output.substr(0, 6) == "17 17\n");
    CHECK(run("others", "send=5,recv=4,interrupt=1").output == "17 17\n");
    const auto seen = run("send", "send=5");
    CHECK(seen.event("sent").at("bytes") == 5);
    CHECK(seen.event("sent").at("asked") == 17);
}

TEST_CASE("accept fails once, and the connection stays in the queue") {
    for (const auto& [fault, reason] :
         {std::pair{"ECONNABORTED", "Software caused connection abort"},
          std::pair{"EMFILE", "Too many open files"}}) {
        const auto seen = run("accept", std::string("accept=") + fault);
        CHECK(seen.output == std::string(reason) + "\naccepted\n");
        CHECK(seen.call("accept").at("error") == fault);
        CHECK(seen.call("accept").at("injected") == true);
    }
}

TEST_CASE("every n-th call is interrupted") {
    const auto seen = run("converse", "interrupt=3");
    // accept, send and recv: recv is the third.
    CHECK(seen.output == "17\n-1\n17\n");
    CHECK(seen.event("failed").at("error") == "EINTR");
}

TEST_CASE("lines of many threads do not mix") {
    const auto seen = run("threads");
    std::size_t sent = 0;
    for (const auto& each : seen.events)
        sent += each.at("event") == "sent" ? 1U : 0U;
    CHECK(sent == 8 * 50);
    CHECK(seen.events.size() == 8 * (3 + 3 + 1 + 100 + 3));
}

TEST_CASE("a signal handler may send, errno is kept, and closing every descriptor does no harm") {
    const auto seen = run("handler");
    CHECK(seen.output == "! 4711\n");
    CHECK(seen.event("received").at("bytes") == 1);
}

TEST_CASE("a child writes to the same recording") {
    const auto seen = run("child");
    CHECK(seen.output == "17\n");
    CHECK(seen.event("sent").at("bytes") == 17);
}

TEST_CASE("a clock that two programs share starts at the given time") {
    const auto seen = run("refused", {}, {"SOCK_EVENTS_START=1"});
    CHECK(seen.events.front().at("t").get<double>() > 0);
}
