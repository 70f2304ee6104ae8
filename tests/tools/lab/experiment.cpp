// From recordings to a timeline, its outcome, and its diagrams. No program runs here.
#include "lab/experiment/evidence.hpp"
#include "lab/experiment/sequence.hpp"
#include "lab/experiment/texts.hpp"
#include "lab/render/sequence.hpp"
#include "sock_catch.hpp"
#include "support/text_width.hpp"
#include "tools/lab/voice.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <sstream>

namespace {

using saying::ascii;
using saying::holds;
using saying::speaker;
using namespace experiment;

console::look page(bool unicode, int columns = 80, bool plain = false) {
    console::look result;
    result.unicode = unicode;
    result.columns = columns;
    result.plain = plain;
    return result;
}

act an_act(act_kind kind, side who, std::array<std::size_t, 2> seen, std::string text = {}) {
    act result;
    result.kind = kind;
    result.who = who;
    result.text = std::move(text);
    result.seen = seen;
    return result;
}

std::string line(const std::string& rest) {
    return R"({"t":0.001000,"event":)" + rest + "}\n";
}

/// Experiment C as a recorder writes it.
played fragments() {
    played it;
    it.which = letter::c;
    it.recorded = true;
    it.record.programs = {"tcp_client", "tcp_server"};
    it.record.lines[0] = line(R"("opened","socket":3,"kind":"tcp")") +
                         line(R"("connecting","kind":"tcp","peer":"127.0.0.1:40001")") +
                         line(R"("connected","kind":"tcp","peer":"127.0.0.1:40001")") +
                         line(R"("sent","kind":"tcp","bytes":17,"asked":17)") +
                         line(R"("received","kind":"tcp","bytes":8,"asked":8)") +
                         line(R"("received","kind":"tcp","bytes":8,"asked":8)") +
                         line(R"("received","kind":"tcp","bytes":1,"asked":1)") +
                         line(R"("closed","kind":"tcp","peer":"127.0.0.1:40001")");
    it.record.lines[1] = line(R"("opened","socket":3,"kind":"tcp")") +
                         line(R"("bound","kind":"tcp","local":"127.0.0.1:40001")") +
                         line(R"("listening","kind":"tcp","local":"127.0.0.1:40001")") +
                         line(R"("accepted","kind":"tcp","peer":"127.0.0.1:50000")") +
                         line(R"("received","kind":"tcp","bytes":17,"asked":4096)") +
                         line(R"("sent","kind":"tcp","bytes":17,"asked":17)") +
                         line(R"("end-of-stream","kind":"tcp","bytes":0,"asked":4096)") +
                         line(R"("closed","kind":"tcp","peer":"127.0.0.1:50000")");
    it.record.acts = {an_act(act_kind::started, side::server, {0, 0}, "tcp_server 40001"),
                      an_act(act_kind::started, side::client, {0, 3}, "tcp_client 127.0.0.1"),
                      an_act(act_kind::typed, side::client, {3, 4}, std::string(long_line)),
                      an_act(act_kind::end_of_input, side::client, {7, 6}),
                      an_act(act_kind::ended, side::client, {8, 6}, "recv 1 bytes")};
    it.steps = merge_timeline(it.record);
    it.output = long_line;
    it.errors = "recv 8 bytes\nrecv 8 bytes\nrecv 1 bytes\n";
    return it;
}

std::string events_of(const played& it) {
    std::string result;
    for (const auto& step : it.steps) {
        result += step.who == side::client ? " c:" : " s:";
        result += step.is_act ? "ACT" : step.event.what;
    }
    return result;
}

}  // namespace

TEST_CASE("a line of a recording is read, and an invalid one is not") {
    const auto it = read_event(
        R"({"t":1.5,"event":"failed","socket":3,"kind":"udp","call":"recv","error":"ECONNREFUSED"})");
    REQUIRE(it);
    CHECK(it->what == "failed");
    CHECK(it->call == "recv");
    CHECK(it->error == "ECONNREFUSED");
    CHECK_FALSE(it->bytes);
    for (const char* wrong : {"", "{", "[]", "7", R"({"t":1})", R"({"event":7})"})
        CHECK_FALSE(read_event(wrong));
    const auto odd = read_event(R"({"event":"sent","bytes":"many","t":"now"})");
    REQUIRE(odd);
    CHECK_FALSE(odd->bytes);
}

TEST_CASE("a retry is not an event, and an incomplete line is not either") {
    const auto text = line(R"("failed","call":"recv","error":"EAGAIN")") +
                      line(R"("failed","call":"recv","error":"ECONNRESET")") + "{\"t\":0.1,\"ev";
    CHECK(whole_lines(text) == 2);
    const auto events = read_events(text, 0, whole_lines(text));
    REQUIRE(events.size() == 1);
    CHECK(events[0].error == "ECONNRESET");
}

TEST_CASE("a repeated event is shown a few times, and marked as repeated") {
    std::string text = line(R"("sent","bytes":4)");
    for (int i = 0; i < 30'000; ++i)
        text += line(R"("end-of-stream")");
    text += line(R"("closed")");
    const auto events = read_events(text, 0, whole_lines(text));
    REQUIRE(events.size() == 5);
    CHECK_FALSE(events[2].again);
    CHECK(events[3].again);
    CHECK(events[4].what == "closed");
}

TEST_CASE("bytes that arrive one by one are all shown, with long waits between them") {
    std::string text;
    for (int i = 0; i < 17; ++i)
        text += line(R"("received","bytes":1)");
    for (int i = 0; i < 1000; ++i)
        text += line(R"("failed","call":"recv","error":"EAGAIN")");
    text += line(R"("received","bytes":1)");
    const auto events = read_events(text, 0, whole_lines(text));
    CHECK(events.size() == 18);
    for (const auto& it : events)
        CHECK_FALSE(it.again);
}

TEST_CASE("of a loop of several calls, the beginning and the end are shown") {
    std::string text;
    for (int i = 0; i < 30'000; ++i)
        text += line(R"("opened")") + line(R"("failed","call":"connect","error":"ECONNREFUSED")");
    text += line(R"("closed")");
    const auto events = read_events(text, 0, whole_lines(text));
    CHECK(events.size() == 400);
    CHECK(events.back().what == "closed");
}

TEST_CASE("an event of receiving follows its sending, whatever the clocks say") {
    CHECK(events_of(fragments()) ==
          " s:ACT s:opened s:bound s:listening c:ACT c:opened c:connecting c:connected s:accepted"
          " c:ACT c:sent s:received s:sent c:received c:received c:received c:ACT c:closed c:ACT"
          " s:end-of-stream s:closed");
}

TEST_CASE("a close of one side is followed by the other side's") {
    auto it = fragments();
    it.record.acts.pop_back();
    it.record.lines[0] = line(R"("end-of-stream","kind":"tcp")") + line(R"("closed","kind":"tcp")");
    it.record.lines[1] = it.record.lines[0];
    it.record.acts = {an_act(act_kind::end_of_input, side::client, {0, 0})};
    it.steps = merge_timeline(it.record);
    CHECK(events_of(it) == " c:ACT s:end-of-stream s:closed c:end-of-stream c:closed");
}

TEST_CASE("a server's repeated polls are not shown") {
    auto it = fragments();
    const auto idle = line(R"("timed-out","kind":"tcp","call":"poll")");
    it.record.lines[1] = idle + idle + it.record.lines[1] + idle;
    for (auto& one : it.record.acts) {
        if (one.seen[1] > 0) one.seen[1] += 2;
    }
    it.steps = merge_timeline(it.record);
    CHECK(events_of(it) == events_of(fragments()));
}

TEST_CASE("C: in fragments, in one piece, and lost") {
    auto it = fragments();
    CHECK(pieces(it) == std::vector<long>{8, 8, 1});
    CHECK(outcome(it) == "fragments");
    it.output = "Hola Mun";
    CHECK(outcome(it) == "lost");
    it.steps.clear();
    it.output = long_line;
    CHECK(outcome(it) == "fragments");  // as its log says
    it.errors = "recv 17 bytes\n";
    CHECK(outcome(it) == "whole");
    it.errors = "";
    CHECK(outcome(it) == "unseen");
    it.record.acts.pop_back();
    CHECK(outcome(it) == "hangs");
}

TEST_CASE("A: late, at once, never, and not reported") {
    played it;
    it.which = letter::a;
    it.record.programs = {"tcp_client", "tcp_server"};
    auto end = an_act(act_kind::ended, side::client, {0, 0});
    end.status = 1;
    it.record.acts = {an_act(act_kind::typed, side::client, {0, 0}, "uno\n"),
                      an_act(act_kind::interrupted, side::server, {0, 0}),
                      an_act(act_kind::typed, side::client, {0, 0}, "dos\n"), end};
    it.errors = "tcp_client: the server is gone\n";
    CHECK(outcome(it) == "noticed-late");
    it.errors = "";
    CHECK(outcome(it) == "silent");
    it.record.acts.back().status = 0;
    CHECK(outcome(it) == "claims-well");
    it.record.acts.back().signal = 13;
    CHECK(outcome(it) == "crashed");
    it.record.acts.pop_back();
    CHECK(outcome(it) == "hangs");
    it.record.acts = {it.record.acts[0], it.record.acts[1], end};
    it.errors = "gone\n";
    CHECK(outcome(it) == "noticed-at-once");
}

TEST_CASE("B: no reply, refused, failed, and one that claims an answer") {
    played it;
    it.which = letter::b;
    it.recorded = true;
    it.record.programs = {"udp_client", ""};
    auto end = an_act(act_kind::ended, side::client, {9, 0});
    end.status = 1;
    it.record.acts = {an_act(act_kind::started, side::client, {0, 0}), end};
    const auto tell_it = [&](const std::string& lines) {
        it.record.lines[0] = lines;
        it.steps = merge_timeline(it.record);
        return outcome(it);
    };
    const auto sent = line(R"("sent","kind":"udp","bytes":4)");
    it.errors = "no reply\n";
    CHECK(tell_it(sent + line(R"("timed-out","kind":"udp","call":"recv")")) == "no-reply");
    CHECK(tell_it(sent + line(R"("failed","kind":"udp","call":"recv","error":"ECONNREFUSED")")) ==
          "refused");
    CHECK(tell_it(line(R"("failed","kind":"udp","call":"sendto","error":"EPERM")")) ==
          "send-failed");
    CHECK(tell_it(line(R"("opened","kind":"udp")")) == "nothing-sent");
    it.errors = "?\n";
    CHECK(tell_it(sent) == "unsaid");
    it.record.acts.back().status = 0;
    CHECK(tell_it(sent) == "claims-well");
}

TEST_CASE("a diagram has its lanes, its arrows and 80 columns") {
    const auto it = fragments();
    const auto say = speaker(course::language::en, page(true));
    const auto text = render::sequence(lanes(it, say), rows(it, say), say);
    INFO(text);
    CHECK(holds(text, "connect │─────────────────▶│ accept"));
    CHECK(holds(text, "send 17 │─── 17 bytes ────▶│ recv(4096) gives 17"));
    CHECK(holds(text, "recv(8) gives 8 │"));
    CHECK(holds(text, "│◀────── FIN ──────│ close"));
    for (const auto& one : support::wrap(text, 1000))
        CHECK(support::width(one) <= 80);
}

TEST_CASE("a diagram without Unicode is ASCII, and fits as well") {
    const auto it = fragments();
    for (const auto language : {course::language::en, course::language::es}) {
        const auto say = speaker(language, page(false));
        const auto text = render::sequence(lanes(it, say), rows(it, say), say);
        CHECK(ascii(text));
        CHECK(holds(text, "|----------------->| accept"));
        for (const auto& one : support::wrap(text, 1000))
            CHECK(support::width(one) <= 80);
    }
}

TEST_CASE("a narrow page and a screen reader get sentences") {
    const auto it = fragments();
    const auto plain = speaker(course::language::en, page(false, 80, true));
    const auto text = render::sequence(lanes(it, plain), rows(it, plain), plain);
    CHECK(ascii(text));
    CHECK(holds(text, "tcp_client: send 17; tcp_server: recv(4096) gives 17"));
    const auto narrow = speaker(course::language::es, page(true, 40));
    for (const auto& one :
         support::wrap(render::sequence(lanes(it, narrow), rows(it, narrow), narrow), 1000))
        CHECK(support::width(one) <= 40);
}

TEST_CASE("a recording for the report is JSON, a line for each step") {
    const auto it = fragments();
    std::istringstream lines(json_lines(it, origin::own));
    std::vector<nlohmann::json> all;
    for (std::string one; std::getline(lines, one);)
        all.push_back(nlohmann::json::parse(one));
    REQUIRE(all.size() == it.steps.size() + 2);
    CHECK(all.front().at("schema") == "sock-lab/experiment/1");
    CHECK(all[1].at("act") == "started");
    CHECK(all.back().at("outcome") == "fragments");
    CHECK(all.back().at("as_described") == true);
}

TEST_CASE("the picture needs no other file, and a program's output cannot break it") {
    auto it = fragments();
    it.record.acts[2].text = "</text><script>\"&\n";
    it.steps = merge_timeline(it.record);
    const auto text = svg(it, "A & B", speaker(course::language::es, page(true)));
    CHECK(text.rfind("<svg xmlns", 0) == 0);
    CHECK(holds(text, "<title>A &amp; B</title>"));
    CHECK(holds(text, "&lt;/text&gt;&lt;script&gt;&quot;&amp;"));
    CHECK_FALSE(holds(text, "<script"));
}

TEST_CASE("every outcome and every choice has a text in both languages") {
    const std::string folder = std::string(SOCK_TREE) + "/tools/lab/experiment";
    const auto all = course::read_texts(folder + "/experiments.toml");
    std::size_t pairs = 0;
    for (const auto& [id, text] : all) {
        if (id.size() < 3 || id.substr(id.size() - 3) != ".en") continue;
        INFO(id);
        const auto other = all.find(id.substr(0, id.size() - 2) + "es");
        REQUIRE(other != all.end());
        CHECK(course::holes(text).size() == course::holes(other->second).size());
        ++pairs;
    }
    CHECK(pairs > 40);
    for (const auto which : {letter::a, letter::b, letter::c}) {
        for (const auto language : {course::language::en, course::language::es}) {
            const texts said(folder, which, language);
            const auto choices = said.choices();
            REQUIRE(choices.size() == 4);
            const auto right =
                std::count_if(choices.begin(), choices.end(),
                              [&](const choice& one) { return as_described(which, one.outcomes); });
            CHECK(right >= 1);
        }
    }
}

TEST_CASE("every outcome has a sentence") {
    const std::string folder = std::string(SOCK_TREE) + "/tools/lab/experiment";
    const auto say = speaker();
    auto it = fragments();
    const texts said(folder, letter::c, course::language::en);
    CHECK(holds(said.outcome(it, say), "8 + 8 + 1"));
    it.output = "?";
    CHECK(holds(said.outcome(it, say), "./lab check tcp_client"));
}

TEST_CASE("closing one of two copies of a descriptor is not an event") {
    const auto pair = std::string(R"("local":"127.0.0.1:40001","peer":"127.0.0.1:50000")");
    const auto recording = line(R"("accepted",)" + pair) + line(R"("closed",)" + pair) +
                           line(R"("received","bytes":5,)" + pair) + line(R"("closed",)" + pair);
    const auto found = read_events(recording, 0, 4);
    REQUIRE(found.size() == 3);
    CHECK(found[1].what == "received");
    CHECK(found[2].what == "closed");
    // Also if the child's events are in another part of the recording.
    CHECK(read_events(recording, 0, 2).size() == 1);
}
