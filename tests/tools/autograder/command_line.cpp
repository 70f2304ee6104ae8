#include "autograder/command_line.hpp"

#include <sock_catch.hpp>

namespace {

std::optional<suite::request> parsed_with(std::vector<std::string> more) {
    more.insert(more.begin(),
                {"--course", "c", "--words", "w", "--program", "tcp_server=/bin/a=b"});
    return suite::parse(std::move(more));
}

std::string complaint_about(std::vector<std::string> more) {
    try {
        parsed_with(std::move(more));
    } catch (const suite::wrong_use& problem) {
        return problem.what();
    }
    return "none";
}

}  // namespace

TEST_CASE("the suite's options become a request") {
    const auto asked = parsed_with({"--only", "tcp_server/echo", "--only=tcp_server/idle", "--seed",
                                    "7", "--launcher", "box", "--launcher", "--ro", "--reader",
                                    "tools", "--lang", "es"});
    REQUIRE(asked);
    CHECK(asked->course_folder == "c");
    CHECK(asked->words_folder == "w");
    CHECK(asked->where.binaries.at("tcp_server") == "/bin/a=b");
    CHECK(asked->only == std::vector<std::string>{"tcp_server/echo", "tcp_server/idle"});
    CHECK(asked->seed == 7U);
    CHECK(asked->where.launcher == std::vector<std::string>{"box", "--ro"});
    CHECK(asked->where.reader == std::vector<std::string>{"tools"});
    CHECK(asked->language == course::language::es);
    CHECK(asked->channel == -1);
    CHECK(asked->at_once >= 2U);
}

TEST_CASE("--help works without the required arguments") {
    CHECK_FALSE(suite::parse({"--help"}));
    CHECK(suite::help().find("--program NAME=BINARY") != std::string::npos);
}

TEST_CASE("an invalid argument of the suite is named") {
    CHECK(complaint_about({"--colour"}) == "no such option: --colour");
    CHECK(complaint_about({"--seed"}) == "--seed takes a value");
    CHECK(complaint_about({"--at-once", "0"}) == "--at-once takes a number from 1, not 0");
    CHECK(complaint_about({"--seed", "7x"}) == "--seed takes a number from 0, not 7x");
    CHECK(complaint_about({"--seed", "-7"}) == "--seed takes a number from 0, not -7");
    CHECK(complaint_about({"--program", "tcp_server"}) ==
          "--program takes NAME=BINARY, not tcp_server");
    CHECK(complaint_about({"echo"}) == "what is this for? echo");
    CHECK_THROWS_WITH(suite::parse({"--course", "c"}), "--words FOLDER is missing");
}
