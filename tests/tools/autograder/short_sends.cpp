// What came whole counts only if the preloaded library was there; a stop needs no library.
#include "autograder/short_sends.hpp"

#include "support/agreed_numbers.hpp"

#include <sock_catch.hpp>

using namespace suite;

namespace {

// A shell script as the program, run without the library: it may write the recording itself.
void require_whole_of(const std::string& script, std::string_view got) {
    program_setup where;
    where.binaries["sh"] = "/bin/sh";
    timeline trace;
    const given accepted;
    context ctx{where, trace, accepted};
    program sender(where, trace, "sh", {"-c", script}, support::standard_input::empty,
                   short_sends(1));
    REQUIRE(sender.wait_exit(support::milliseconds{5000}));
    require_whole(ctx, sender, got, "hola\n", noticed::no);
    require_report(sender);
}

}  // namespace

TEST_CASE("a program whose library reported nothing has not shown that it handles short sends") {
    const auto line = R"('{"call":"send","socket":4,"arguments":"5 bytes","asked":5,"result":5}')";
    const auto reports =
        std::string("echo ") + line + " > /proc/self/fd/" + std::to_string(support::recording_fd);
    CHECK_NOTHROW(require_whole_of(reports, "hola\n"));
    CHECK_THROWS_AS(require_whole_of("true", "hola\n"), not_applicable);
    // What is missing is missing all the same.
    CHECK_THROWS_AS(require_whole_of("true", "ho"), finding);
}

TEST_CASE("the second look is taken in any case, and the first one's silence is said after it") {
    const auto nothing = [] {};
    const auto silent = [] { throw not_applicable{{"faults.silent", {}}}; };
    const auto drops = [] { throw finding{{"stream.short-write", {}}, {}, {}, {}, {}}; };
    CHECK_NOTHROW(look_twice(nothing, nothing));
    CHECK_THROWS_AS(look_twice(silent, nothing), not_applicable);
    CHECK_THROWS_AS(look_twice(silent, drops), finding);
    CHECK_THROWS_AS(look_twice(nothing, drops), finding);
}
