#include "judge/suite_channel.hpp"

#include "sock_catch.hpp"
#include "tools/wire/sample.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace {

using json = nlohmann::ordered_json;
using wire::verdict;

const wire::sentence died = {"suite.died", {}, "The suite ended."};

json check_event(const std::string& id, const std::string& verdict, int points, int of) {
    return {{"event", "check"},   {"id", "tcp_server/" + id}, {"title", "forged"},
            {"verdict", verdict}, {"points", points},         {"max_points", of},
            {"hidden", false},    {"diagnosis", nullptr},     {"evidence", json::object()},
            {"duration_ms", 12.3}};
}

const std::string started = R"({"event":"started","checks":3,"seed":"9"})"
                            "\n";
const std::string finished = R"({"event":"finished"})"
                             "\n";

std::string line(const json& event) {
    return event.dump() + "\n";
}

std::string good_report() {
    return started + line(check_event("listens", "passed", 3, 3)) +
           line(check_event("echo", "failed", 0, 2)) + line(check_event("secret", "passed", 1, 1)) +
           finished;
}

struct outcome {
    std::vector<wire::check> checks;
    bool finished = false;
    std::string lie;
    int points = 0;
};

outcome after(const std::string& bytes, std::size_t piece = 1U << 20U) {
    static const auto exercise = sample::exercise();
    judge::suite_channel channel(exercise, course::language::en, {});
    for (std::size_t at = 0; at < bytes.size(); at += piece)
        channel.feed(std::string_view(bytes).substr(at, piece));
    outcome result{channel.checks(died), channel.finished(), channel.violation(), 0};
    for (const auto& it : result.checks)
        result.points += it.points;
    return result;
}

bool nothing_counts(const outcome& it) {
    return !it.lie.empty() && it.points == 0 &&
           std::all_of(it.checks.begin(), it.checks.end(), [](const wire::check& check) {
               return check.verdict == verdict::internal_error;
           });
}

}  // namespace

TEST_CASE("a valid report is accepted, in any pieces", "[channel]") {
    for (const std::size_t piece : {1U, 7U, 4096U}) {
        const auto it = after(good_report(), piece);
        CHECK(it.finished);
        CHECK(it.lie.empty());
        REQUIRE(it.checks.size() == 3);
        CHECK(it.points == 4);
        CHECK(it.checks[1].verdict == verdict::failed);
        // Titles and points come from the course.
        CHECK(it.checks[0].title == "listens");
        CHECK(it.checks[2].hidden);
    }
}

TEST_CASE("missing checks are internal errors, received ones count", "[channel]") {
    const auto it = after(started + line(check_event("listens", "passed", 3, 3)));
    CHECK_FALSE(it.finished);
    CHECK(it.checks[0].verdict == verdict::passed);
    CHECK(it.checks[1].verdict == verdict::internal_error);
    CHECK(it.checks[1].diagnosis.id == "suite.died");
    CHECK(it.checks[1].max_points == 2);
    CHECK(after("").checks.size() == 3);
    // A line without its newline may be incomplete.
    CHECK(after(started + check_event("listens", "passed", 3, 3).dump()).points == 0);
}

TEST_CASE("after one invalid event no check counts", "[channel]") {
    const auto believed = started + line(check_event("listens", "passed", 3, 3));
    const auto lie = [&](const std::string& what) {
        return nothing_counts(after(believed + what));
    };
    CHECK(lie(line(check_event("listens", "passed", 3, 3))));
    CHECK(lie(line(check_event("unheard-of", "passed", 2, 2))));
    CHECK(lie(line(check_event("echo", "passed", 3, 2))));
    CHECK(lie(line(check_event("echo", "passed", 90, 90))));
    CHECK(lie(line(check_event("echo", "failed", 2, 2))));
    CHECK(lie(line(check_event("echo", "great", 2, 2))));
    CHECK(lie(line(check_event("echo", "passed", -2, 2))));
    CHECK(lie(finished));
    CHECK(lie(started));
    CHECK(lie("\n"));
    CHECK(lie("not JSON\n"));
    CHECK(lie("[]\n"));
    CHECK(lie("{\"event\":\"check\"}\n"));
    CHECK(lie("{\"event\":7}\n"));
    CHECK(lie("{\"event\":\"bonus\"}\n"));
    CHECK(lie("{\"event\":\"check\",\"id\":\"\xff\"}\n"));
    CHECK(lie(std::string(100'000, '[') + "\n"));
    CHECK(lie(std::string(1'100'000, ' ')));
    CHECK(lie("{\"event\":\"check\",\"points\":1e999}\n"));
    CHECK(nothing_counts(after(good_report() + finished)));
    CHECK(nothing_counts(after(good_report() + "x\n")));
    CHECK(nothing_counts(after(line(check_event("listens", "passed", 3, 3)))));
    CHECK(nothing_counts(after(R"({"event":"started","checks":2,"seed":"9"})"
                               "\n")));
}

TEST_CASE("a report without an end is bounded", "[channel]") {
    auto big = check_event("echo", "failed", 0, 2);
    big["evidence"]["got"] = std::string(200'000, 'x');
    std::string flood = started;
    for (int i = 0; i < 60; ++i)
        flood += line(big);
    CHECK(nothing_counts(after(flood)));
}

TEST_CASE("a TODO that the exercise does not have is not named", "[channel]") {
    auto event = check_event("echo", "failed", 0, 2);
    event["evidence"]["todo"] = 99;
    CHECK(after(started + line(event)).checks[1].evidence.todo == 2);
    event["evidence"]["todo"] = 1;
    CHECK(after(started + line(event)).checks[1].evidence.todo == 1);
}

TEST_CASE("the output of a student's program is made printable", "[channel]") {
    auto event = check_event("echo", "failed", 0, 2);
    event["evidence"] = {{"got", "\x1b[2Jgone"},
                         {"seen",
                          {"\xE2\x80\xAE"
                           "txt"}}};
    const auto it = after(started + line(event));
    CHECK(it.checks[1].evidence.got.text == "\\x1B[2Jgone");
    CHECK(it.checks[1].evidence.seen[0].text == "\\u{202E}txt");
}

TEST_CASE("the timeline of a check is kept and printable; one of an unknown check is invalid",
          "[channel]") {
    static const auto exercise = sample::exercise();
    const auto transcript = [](const std::string& id) {
        return json{{"event", "transcript"},
                    {"id", id},
                    {"steps", {{{"at", 3.2}, {"what", "\x1b[2J"}, {"by_hand", "nc"}}}}};
    };
    judge::suite_channel channel(exercise, course::language::en, {});
    channel.feed(started + line(check_event("listens", "passed", 3, 3)) +
                 line(transcript("tcp_server/listens")));
    REQUIRE(channel.transcripts().count("tcp_server/listens") == 1);
    CHECK(wire::to_text(channel.transcripts().at("tcp_server/listens")) ==
          "      +3.2 ms  \\x1B[2J\n");
    channel.feed(line(transcript("tcp_server/unknown")));
    CHECK_FALSE(channel.violation().empty());
}

TEST_CASE("the end says how long the checks waited", "[channel]") {
    const auto waited = [](const std::string& field) {
        static const auto exercise = sample::exercise();
        judge::suite_channel channel(exercise, course::language::en, {"tcp_server/echo"});
        channel.feed(R"({"event":"started","checks":1,"seed":"9"})"
                     "\n");
        channel.feed(line(check_event("echo", "passed", 2, 2)));
        channel.feed(R"({"event":"finished")" + field + "}\n");
        CHECK(channel.finished());
        return channel.waited().count();
    };
    CHECK(waited(R"(,"waited_ms":1500.5)") == 1500);
    CHECK(waited("") == 0);
    CHECK(waited(R"(,"waited_ms":-1e300)") == 0);
    CHECK(waited(R"(,"waited_ms":1e300)") == 3'600'000);
    CHECK(waited(R"(,"waited_ms":"long")") == 0);
}

TEST_CASE("with selected checks, only these are expected", "[channel]") {
    static const auto exercise = sample::exercise();
    int reported = 0;
    judge::suite_channel channel(exercise, course::language::en, {"tcp_server/echo"},
                                 [&](const wire::check&) { ++reported; });
    channel.feed(R"({"event":"started","checks":1,"seed":"9"})"
                 "\n");
    channel.feed(line(check_event("echo", "unstable", 2, 2)) + finished);
    CHECK(channel.finished());
    CHECK(channel.checks(died).size() == 1);
    CHECK(channel.seed() == "9");
    CHECK(reported == 1);
}
