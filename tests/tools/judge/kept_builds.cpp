// What is built once and used again: sock.hpp, precompiled, and the programs.
#include "judge/kept_builds.hpp"

#include "judge/build.hpp"
#include "judge/compiler.hpp"
#include "sock_catch.hpp"
#include "support/files.hpp"
#include "tools/judge/judge_words.hpp"
#include "tools/judge/workplace.hpp"

namespace {

namespace fs = std::filesystem;
using workplace::program;
using workplace::tools;

}  // namespace

TEST_CASE("sock.hpp is precompiled once, and not again", "[build]") {
    const scratch place;
    auto with = tools(place);
    const auto made = judge::precompile(with, place.path() / "cache");
    if (made.empty()) {
        WARN("SKIPPED: this compiler has no precompiled headers of the kind that we use");
        return;
    }
    CHECK(fs::exists(made / "sock.hpp.gch"));
    // The compiler would take the one for sanitizers in an ordinary build, too.
    with.precompiled = made;
    const auto sanitized = judge::include_folder(with, judge::instruments::sanitizers);
    CHECK(fs::exists(sanitized / "sock.hpp.gch"));
    CHECK(sanitized != judge::include_folder(with, judge::instruments::none));
    CHECK(judge::precompile(with, place.path() / "cache") == made);
    support::write_file(with.include / "sock.hpp", "#pragma once\nint other();\n");
    CHECK(judge::precompile(with, place.path() / "cache") != made);
    with.include = place.path() / "nowhere";
    CHECK(judge::precompile(with, place.path() / "cache").empty());
}

TEST_CASE("a message names include/sock.hpp, not the copy that was precompiled", "[build]") {
    const scratch place;
    auto with = tools(place);
    with.precompiled = judge::precompile(with, place.path() / "cache");
    for (const bool precompiled : {true, false}) {
        if (!precompiled) with.precompiled.clear();
        const auto result =
            judge::build(with, program("#include <sock.hpp>\nint main() { return ours(1); }\n"),
                         place.path() / "work", words());
        CHECK(result.status == wire::program_status::build_failed);
        CHECK(result.message.text.find("include/sock.hpp:2") != std::string::npos);
        CHECK(result.message.text.find(place.path().string()) == std::string::npos);
    }
}

TEST_CASE("the same program is built once, a changed one again", "[build]") {
    const scratch place;
    auto with = tools(place);
    with.precompiled = judge::precompile(with, place.path() / "cache");
    if (with.precompiled.empty()) {
        WARN("SKIPPED: this compiler has no precompiled headers of the kind that we use");
        return;
    }
    int count = 0;
    const auto build_of = [&](const std::string& text, judge::instruments built_in) {
        const auto folder = place.path() / ("build-" + std::to_string(++count));
        return judge::build(with, program(text), folder, words(), {}, built_in);
    };
    const std::string warns = "int main() { int unused; }\n";
    const auto first = build_of(warns, judge::instruments::none);
    const auto again = build_of(warns, judge::instruments::none);
    REQUIRE(first.status == wire::program_status::built);
    REQUIRE(again.status == wire::program_status::built);
    CHECK(first.cpu.count() > 0);
    CHECK(again.cpu.count() == 0);
    CHECK(again.warnings == first.warnings);
    CHECK(again.warnings.find("unused") != std::string::npos);
    CHECK(build_of(warns, judge::instruments::sanitizers).cpu.count() > 0);
    CHECK(build_of("int main() { return 1; }\n", judge::instruments::none).cpu.count() > 0);
    with.box = "/usr/bin/false";  // builds of submissions are not cached
    CHECK(build_of(warns, judge::instruments::none).status != wire::program_status::built);
}

TEST_CASE("the oldest of the cached programs is removed first", "[build]") {
    const scratch place;
    auto with = tools(place);
    with.precompiled = place.path() / "precompiled";
    judge::built made;
    made.status = wire::program_status::built;
    made.binary = place.path() / "binary";
    support::write_file(made.binary, "as if built");
    const auto place_of = [&](int number) {
        return judge::kept_binary(with, program(std::to_string(number)), judge::instruments::none);
    };
    constexpr int many = 100;
    for (int number = 0; number < many; ++number)
        judge::keep(place_of(number), made);
    judge::built found;
    CHECK_FALSE(judge::fetch_kept(place_of(0), found));
    REQUIRE(judge::fetch_kept(place_of(many - 1), found));
    CHECK(support::read_file(found.binary) == "as if built");
    const auto left = fs::directory_iterator(with.precompiled / "programs");
    CHECK(std::distance(begin(left), end(left)) < many / 2);
}
