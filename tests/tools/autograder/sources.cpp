// Rules for the suite's own sources.
#include "tools/autograder/contents.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <string>
#include <vector>

#include <sock_catch.hpp>

namespace {

namespace fs = std::filesystem;

const fs::path suite_folder = SOCK_TREE "/tests/autograder";

std::vector<fs::path> sources() {
    std::vector<fs::path> result;
    for (const auto& folder : {suite_folder, fs::path(SOCK_TREE "/tools/support")}) {
        for (const auto& item : fs::recursive_directory_iterator(folder)) {
            const auto ending = item.path().extension();
            if (ending == ".cpp" || ending == ".hpp") result.push_back(item.path());
        }
    }
    return result;
}

bool sleeps(const std::string& source) {
    static const std::regex sleep(R"(sleep_for|sleep_until|nanosleep|\busleep\b|\bsleep\s*\()");
    return std::regex_search(source, sleep);
}

// A poll(2) without descriptors is a sleep, too.
bool polls_nothing(const std::string& text) {
    return text.find("poll(nullptr") != std::string::npos;
}

}  // namespace

TEST_CASE("the rule detects every form of sleep") {
    CHECK(sleeps("std::this_thread::sleep_for(1s);"));
    CHECK(sleeps("::sleep (1);"));
    CHECK(sleeps("usleep(10);"));
    CHECK_FALSE(sleeps("the program sleeps"));
    CHECK(polls_nothing("::poll(nullptr, 0, 20);"));
}

TEST_CASE("the suite never sleeps: each wait watches what it waits for") {
    const auto all = sources();
    REQUIRE(all.size() > 40);
    for (const auto& file : all) {
        CAPTURE(file.string());
        CHECK_FALSE(sleeps(contents(file)));
        // Only support::await may poll until its deadline.
        if (file.filename() != "deadline.cpp") CHECK_FALSE(polls_nothing(contents(file)));
    }
}

TEST_CASE("the suite has no name of a program of the corpus") {
    std::vector<std::string> styles;
    for (const auto& folder : fs::directory_iterator(suite_folder / "../acceptance/correct")) {
        for (const auto& file : fs::directory_iterator(folder))
            styles.push_back(file.path().filename().string());
    }
    REQUIRE(styles.size() > 30);
    for (const auto& file : sources()) {
        const auto text = contents(file);
        for (const auto& style : styles) {
            CAPTURE(file.string(), style);
            CHECK(text.find("/" + style) == std::string::npos);
        }
        CHECK(text.find("acceptance/") == std::string::npos);
    }
}
