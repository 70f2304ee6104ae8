#include "course/marks.hpp"

#include "sock_catch.hpp"

#include <stdexcept>

namespace {

course::mark written_and_read(const course::mark& it) {
    const auto all = course::read_marks(course::to_toml(it, it.where), "marks.toml");
    REQUIRE(all.reports.size() == 1);
    return all.reports[0];
}

std::string complaint(const std::string& text) {
    try {
        static_cast<void>(course::read_marks(text, "m.toml"));
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    return {};
}

}  // namespace

// Otherwise it would be taken for a new one, and added again each time.
TEST_CASE("a mark that is written is read as the same one") {
    const course::mark it{
        "ada",     "3f2a9c1b77aa", 7.123456789, "Two\nlines,\ta \"quote\" \\ and \x7f",
        "Grace\r", "2026-12-04",   "a\nb.csv:2"};
    const auto read = written_and_read(it);
    CHECK(read.points == it.points);
    CHECK(read.comment == it.comment);
    CHECK(read.author == it.author);
    CHECK(read.date == it.date);
}

TEST_CASE("more points than any course has are refused, with the line") {
    const auto why = [](const std::string& points) {
        return complaint("[[mark]]\nsubmission = 'a'\nreport = '3f2a9c1b77aa'\npoints = " + points);
    };
    CHECK(why("inf") == "m.toml:1: [[mark]]: `points` is too large");
    CHECK(why("'1e300'") == "m.toml:1: [[mark]]: `points` is too large");
    CHECK(why("-1") == "m.toml:1: [[mark]]: `points` is below zero");
    CHECK(why("8.5").empty());
}

TEST_CASE("a key of thousands of parts is refused, with the line") {
    std::string key;
    for (int i = 0; i < 200'000; ++i)
        key += "a.";
    CHECK(complaint("\n" + key + "a = 1\n") ==
          "m.toml:2: has too many dots in one line: no key has so many parts");
    CHECK(complaint("x = \"\\\"" + std::string(2000, '.') + "\"\n").find("too many") ==
          std::string::npos);
}
