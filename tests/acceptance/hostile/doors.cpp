// The doors of doors.toml: shut in the boxes of submissions, and open outside of them.
#include "acceptance/hostile/cases.hpp"
#include "sock_catch.hpp"
#include "tools/sandbox/fixture.hpp"

#include <algorithm>
#include <map>
#include <sstream>

using namespace test_box;

namespace {

constexpr const char* boxes[] = {"run", "build", "run-script"};

// "CVE-2026-31431 shut", a line for each.
std::map<std::string, std::string> doors_of(const support::finished& ran) {
    INFO(ran.err.text());
    CHECK_FALSE(ran.timed_out);
    CHECK(ran.status.success());
    std::map<std::string, std::string> result;
    std::istringstream lines{ran.out.text()};
    for (std::string name, state; lines >> name >> state;)
        result[name] = state;
    return result;
}

bool is_in(const std::string& one, const std::vector<std::string>& all) {
    return std::find(all.begin(), all.end(), one) != all.end();
}

}  // namespace

TEST_CASE("each door is shut in the boxes of submissions", "[doors]") {
    if (!possible()) return;
    const auto doors = hostile::read_doors(HOSTILE_CASES);
    for (const std::string box : boxes) {
        const auto found = doors_of(in_box({box, "--", box_guest()}));
        CHECK(found.size() == doors.size());
        for (const auto& door : doors) {
            CAPTURE(box, door.name, door.what);
            REQUIRE(found.contains(door.name));
            CHECK(found.at(door.name) == (is_in(box, door.allowed) ? "open" : "shut"));
        }
    }
}

TEST_CASE("outside of a box each door is open, so that the attempts are real", "[doors]") {
    if (!possible()) return;
    auto outside = box_command({});
    outside.argv.back() = box_guest();
    const auto found = doors_of(support::run(outside, support::milliseconds{60'000}));
    for (const auto& door : hostile::read_doors(HOSTILE_CASES)) {
        CAPTURE(door.name, door.what);
        REQUIRE(found.contains(door.name));
        if (door.setting.empty()) CHECK(found.at(door.name) == "open");
    }
}
