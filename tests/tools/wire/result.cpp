#include "sock_catch.hpp"
#include "support/text.hpp"
#include "tools/wire/sample.hpp"
#include "wire/worded.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

using json = nlohmann::ordered_json;

TEST_CASE("a result survives being written and read", "[result]") {
    const auto before = wire::to_json(sample::result());
    const auto after = wire::result_from_json(json::parse(wire::dump(before, 2)));
    CHECK(wire::to_json(after) == before);
    CHECK(after.score() == 3);
    CHECK(after.max_score() == 16);
    CHECK(after.automatic_max() == 6);
    CHECK(after.provisional());
    CHECK(before["score"].is_number_integer());
}

TEST_CASE("a marked report counts, and the result is no longer provisional", "[result]") {
    auto it = sample::result();
    it.report.score = 7.5;
    CHECK_FALSE(it.provisional());
    CHECK(wire::result_from_json(wire::to_json(it)).score() == 10.5);
    it.report = {wire::report_status::missing, std::nullopt, 10};
    CHECK_FALSE(it.provisional());
}

TEST_CASE("what a person has decided is kept in the result", "[result]") {
    auto it = sample::result();
    it.report.score = 7.5;
    it.report.marked = 7.5;
    it.report.sha256 = std::string(64, 'b');
    it.report.by = {"Good figures.", "Grace", "2026-12-01"};
    auto& failed = it.programs[0].checks[1];
    failed.points = 2;
    failed.corrected = {0, {"Worked in the oral exam.", "Grace", "2026-12-02"}};
    const auto written = wire::to_json(it);
    const auto read = wire::result_from_json(written);
    CHECK(wire::to_json(read) == written);
    CHECK(read.score() == 12.5);
    CHECK(read.programs[0].checks[1].corrected->automatic == 0);
    CHECK(read.report.by.comment == "Good figures.");
}

TEST_CASE("what needs a person's attention is not final", "[result]") {
    auto it = sample::result();
    it.report.status = wire::report_status::missing;
    it.attention = {wire::plain("this is RAR, which is not read here.")};
    CHECK(it.provisional());
    CHECK(wire::result_from_json(wire::to_json(it)).attention.size() == 1);
    it.report.score = 0;  // a person has decided
    CHECK_FALSE(it.provisional());
}

TEST_CASE("a mark may be given without updated sums", "[result]") {
    auto written = wire::to_json(sample::result());
    written["report"]["score"] = 7.5;
    const auto read = wire::result_from_json(written);
    CHECK(read.score() == 10.5);
    CHECK_FALSE(read.provisional());
    written["score"] = 14;  // more than any mark could give
    CHECK_THROWS_AS(wire::result_from_json(written), std::runtime_error);
}

TEST_CASE("an internal error makes a result provisional", "[result]") {
    auto it = sample::result();
    it.report.score = 1;
    it.programs[0].checks[1].verdict = wire::verdict::internal_error;
    CHECK(it.provisional());
    CHECK(it.has_internal_error());
}

TEST_CASE("a check that could not be tried keeps its maximum, and a person sets its points",
          "[result]") {
    auto it = sample::result();
    it.report.score = 7.5;
    auto& check = it.programs[0].checks[1];
    check.verdict = wire::verdict::skipped;
    check.diagnosis = {"sanitizers.none", {}, "This compiler has no sanitizers."};
    CHECK(check.not_tried());
    CHECK(it.max_score() == 16);
    CHECK(it.provisional());
    CHECK(wire::result_from_json(wire::to_json(it)).has_open_check());
    check.corrected = {0, {"Looked at the source.", "Grace", "2026-12-02"}};
    CHECK_FALSE(it.provisional());
    check.corrected.reset();
    check.evidence.because = "tcp_server/listens";  // explained, so 0 points are final
    CHECK_FALSE(it.provisional());
}

TEST_CASE("an inconsistent result is refused", "[result]") {
    const auto good = wire::to_json(sample::result());
    const auto refused = [&](const std::string& pointer, const json& value) {
        auto bad = good;
        bad[json::json_pointer(pointer)] = value;
        try {
            (void)wire::result_from_json(bad);
            return false;
        } catch (const std::runtime_error&) {
            return true;
        }
    };
    CHECK(refused("/schema", "sock-lab/result/2"));
    CHECK(refused("/score", 4));
    CHECK(refused("/max_score", "16"));
    CHECK(refused("/provisional", false));
    CHECK(refused("/programs/0/score", 6));
    CHECK(refused("/programs/0/checks/0/verdict", "Passed"));
    CHECK(refused("/programs/0/checks/0/points", 4));
    CHECK(refused("/programs/0/checks/0/points", -1));
    CHECK(refused("/programs/0/checks/0/points", 2.5));
    CHECK(refused("/programs/0/checks/0/max_points", 4294967299));
    CHECK(refused("/programs/0/checks/1/points", 1));
    CHECK(refused("/programs/0/checks", json::object()));
    CHECK(refused("/report/score", 11));
    CHECK(refused("/notes", json::array({1})));
    CHECK(refused("/seed", 17));
    auto without = good;
    without.erase("programs");
    CHECK_THROWS(wire::result_from_json(without));
    CHECK_THROWS(wire::result_from_json(json::array()));
    auto more = good;
    more["an addition of later versions"] = 1;
    CHECK_NOTHROW(wire::result_from_json(more));
}

TEST_CASE("sentences are texts, with their ids beside them", "[result]") {
    const auto written = wire::to_json(sample::result());
    CHECK(written["notes"][0].is_string());
    CHECK(written["notes_id"].size() == written["notes"].size());
    const auto& evidence = written["programs"][0]["checks"][1]["evidence"];
    CHECK(evidence["expected"].is_string());
    CHECK(evidence["expected_id"]["id"].is_string());
    CHECK(evidence["seen"][0].is_string());
    CHECK(evidence["timeline"][0].is_string());
    CHECK(evidence["timeline_id"][0]["what"].is_string());
}

TEST_CASE("a result of an earlier version, with plain strings, is read", "[result]") {
    auto older = wire::to_json(sample::result());
    older["notes"] = {"A note."};
    older.erase("notes_id");
    auto& program = older["programs"][0];
    program["message"] = "a.cpp:1: error: x";
    program.erase("message_id");
    auto& evidence = program["checks"][1]["evidence"];
    evidence["expected"] = "8 bytes";
    evidence["seen"] = {"one thing"};
    evidence["timeline"] = {"+1.0 ms  peer → program  8 bytes"};
    for (const char* key : {"expected_id", "seen_id", "timeline_id"})
        evidence.erase(key);
    const auto read = wire::result_from_json(older);
    const auto& seen = read.programs[0].checks[1].evidence;
    CHECK(read.notes.at(0).text == "A note.");
    CHECK(read.programs[0].message.text == "a.cpp:1: error: x");
    CHECK(seen.expected.text == "8 bytes");
    CHECK(seen.expected.id.empty());
    CHECK(seen.seen.at(0).text == "one thing");
    CHECK(seen.timeline.at(0).what.text == "+1.0 ms  peer → program  8 bytes");
}

TEST_CASE("a sentence is worded anew, unless its id or a parameter is not known", "[result]") {
    const auto words =
        course::catalogue::load(SOCK_TREE "/tests/autograder/words", course::language::es);
    const wire::sentence found{"got.first", {{"count", "3"}}, "only the first 3 bytes"};
    CHECK(wire::worded(found, words).text == words.text("got.first", {{"count", "3"}}));
    CHECK(wire::worded({"got.first", {}, "as it was"}, words).text == "as it was");
    CHECK(wire::worded({"no.such", {}, "as it was"}, words).text == "as it was");
    CHECK(wire::worded(wire::plain("as it was"), words).text == "as it was");
}

TEST_CASE("no id means two sentences: all catalogues are read as one", "[result]") {
    std::vector<std::string> ids;
    for (const char* folder :
         {"tests/autograder", "tools/judge", "tools/unpack", "tools/grading"}) {
        const auto path = std::string(SOCK_TREE) + "/" + folder + "/words";
        const auto words = course::catalogue::load(path, course::language::en);
        for (const auto& [id, text] : words.sentences())
            ids.push_back(id);
    }
    std::sort(ids.begin(), ids.end());
    const auto twice = std::adjacent_find(ids.begin(), ids.end());
    CHECK((twice == ids.end() ? "" : *twice) == "");
}

TEST_CASE("every verdict and status has a name of its own", "[result]") {
    for (int i = 0; i < 6; ++i) {
        const auto it = static_cast<wire::verdict>(i);
        CHECK(wire::verdict_of(wire::name(it)) == it);
    }
    for (int i = 0; i < 4; ++i) {
        const auto it = static_cast<wire::program_status>(i);
        CHECK(wire::program_status_of(wire::name(it)) == it);
    }
    for (int i = 0; i < 3; ++i) {
        const auto it = static_cast<wire::report_status>(i);
        CHECK(wire::report_status_of(wire::name(it)) == it);
    }
    CHECK_FALSE(wire::verdict_of("").has_value());
}

TEST_CASE("invalid UTF-8 does not lose a result", "[result]") {
    auto it = sample::result();
    it.notes = {wire::plain("\xff\xfe and \xc3")};
    const auto text = wire::dump(wire::to_json(it));
    CHECK(json::parse(text)["notes"][0] == "\xEF\xBF\xBD\xEF\xBF\xBD and \xEF\xBF\xBD");
}

TEST_CASE("terminal control sequences are escaped", "[text]") {
    CHECK(support::printable("a\tb\n") == "a\tb\n");
    CHECK(support::printable("\x1b[31mred") == "\\x1B[31mred");
    CHECK(support::printable(std::string("a\0b", 3)) == "a\\x00b");
    CHECK(support::printable("\xff\xc0\x80") == "\\xFF\\xC0\\x80");
    CHECK(support::printable("\xed\xa0\x80") == "\\xED\\xA0\\x80");
    CHECK(support::printable("ñandú 日本") == "ñandú 日本");
    CHECK(support::printable("a\xE2\x80\xAE"
                             "b") == "a\\u{202E}b");
    CHECK(support::printable("\xC2\x9B"
                             "31m") == "\\u{009B}31m");
    CHECK(support::one_line("one\ntwo\n") == "one two");
    CHECK(support::one_line("ññññ", 3) == "ñ…");
}

TEST_CASE("a weight scales the points of a program, and lateness those of the whole", "[result]") {
    auto it = sample::result();
    it.programs[0].scale = {3, 6};
    it.report.score = 8;
    CHECK(it.automatic_score() == 1.5);
    CHECK(it.max_score() == 13);
    it.late = {"2026-12-05T10:00:00Z", "2026-12-04T18:00:00Z", 1, 20};
    CHECK(std::abs(it.score() - 7.6) < 1e-9);
    auto written = wire::to_json(it);
    CHECK(written["max_score"].is_number_integer());
    const auto read = wire::result_from_json(json::parse(wire::dump(written)));
    CHECK(wire::to_json(read) == written);
    CHECK(read.late->days == 1);
    written["late"]["percent"] = 0;
    written["report"]["score"] = nullptr;
    CHECK_THROWS_AS(wire::result_from_json(written), std::runtime_error);
}
