// The texts: two languages with the same content, for every diagnosis of the suite.
#include "course/words.hpp"

#include "support/process.hpp"
#include "tools/autograder/contents.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>

#include <sock_catch.hpp>

namespace {

const std::filesystem::path folder = SOCK_TREE "/tests/autograder";
const std::filesystem::path guide = SOCK_TREE "/docs/guide";

std::set<std::string> names(const std::string& sentence) {
    const auto list = course::holes(sentence);
    return {list.begin(), list.end()};
}

course::catalogue words(course::language which) {
    return course::catalogue::load(folder / "words", which);
}

// "listen.wrong-port" of `listen.wrong-port.guide`.
std::set<std::string> diagnoses() {
    std::set<std::string> result;
    for (const auto& [id, text] : course::read_texts(folder / "words" / "diagnoses.toml")) {
        result.insert(id.substr(0, id.rfind('.')));
    }
    return result;
}

}  // namespace

TEST_CASE("both languages have the same sentences with the same parameters") {
    const auto english = words(course::language::en).sentences();
    const auto spanish = words(course::language::es).sentences();
    REQUIRE(english.size() > 100);
    CHECK(english.size() == spanish.size());
    for (const auto& [id, sentence] : english) {
        CAPTURE(id);
        REQUIRE(spanish.count(id) == 1);
        CHECK(names(sentence) == names(spanish.at(id)));
        const bool is_prose = sentence.size() > 40;
        if (is_prose) CHECK(sentence != spanish.at(id));
    }
}

TEST_CASE("every diagnosis has a text, and every text is used") {
    const std::set<std::string> frames{"given", "label", "expected", "got", "seen", "step"};
    const auto known = diagnoses();
    const auto english = words(course::language::en).sentences();
    for (const auto& id : known)
        CHECK(english.count(id) == 1);
    for (const auto& [id, sentence] : english) {
        CAPTURE(id);
        CHECK((frames.count(id.substr(0, id.find('.'))) == 1 || known.count(id) == 1));
    }
}

TEST_CASE("every id in the source has a text") {
    const auto english = words(course::language::en).sentences();
    std::set<std::string> groups;
    for (const auto& [id, sentence] : english)
        groups.insert(id.substr(0, id.find('.')));

    const std::regex literal("\"([a-z-]+)\\.([a-z0-9-]+)\"");
    std::size_t seen = 0;
    for (const auto& item : std::filesystem::recursive_directory_iterator(folder)) {
        if (item.path().extension() != ".cpp" || item.path().parent_path() == folder / "test")
            continue;
        const auto source = contents(item.path());
        const std::sregex_iterator none;
        for (std::sregex_iterator at(source.begin(), source.end(), literal); at != none; ++at) {
            const auto group = at->str(1);
            const auto name = at->str(2);
            if (groups.count(group) == 0 || name == "hpp") continue;
            const auto id = group + "." + name;
            CAPTURE(item.path().string(), id);
            CHECK(english.count(id) == 1);
            ++seen;
        }
    }
    CHECK(seen > 100);
}

TEST_CASE("the texts of one exercise exist in both languages, and their links lead somewhere") {
    for (const auto& exercise : std::filesystem::directory_iterator(SOCK_TREE "/exercises")) {
        const auto own = exercise.path() / "words";
        if (!std::filesystem::exists(own)) continue;
        CAPTURE(own.string());
        const auto english = course::catalogue::load(own, course::language::en).sentences();
        const auto spanish = course::catalogue::load(own, course::language::es).sentences();
        CHECK(english.size() == spanish.size());
        for (const auto& [id, sentence] : english) {
            CAPTURE(id);
            REQUIRE(spanish.count(id) == 1);
            CHECK(names(sentence) == names(spanish.at(id)));
        }
        for (const auto& [id, anchor] : course::read_texts(own / "diagnoses.toml")) {
            CAPTURE(id, anchor);
            CHECK(english.count(id.substr(0, id.rfind('.'))) == 1);
            if (id.substr(id.rfind('.')) != ".guide") continue;
            CHECK(contents(guide / "guide.en.md").find("<a id=\"" + anchor + "\"></a>") !=
                  std::string::npos);
        }
    }
}

TEST_CASE("every diagnosis leads to a place in the guide, in each language") {
    for (const auto* file : {"guide.en.md", "guide.es.md"}) {
        const auto text = contents(guide / file);
        for (const auto& [id, anchor] : course::read_texts(folder / "words" / "diagnoses.toml")) {
            if (id.substr(id.rfind('.')) != ".guide") continue;
            CAPTURE(file, id, anchor);
            CHECK(text.find("<a id=\"" + anchor + "\"></a>") != std::string::npos);
        }
    }
}

// Typed in the folder of the lab, where the student's programs are not: `./lab run` starts them.
TEST_CASE("every command to see it by hand can be typed as it stands") {
    std::vector<std::filesystem::path> files = {folder / "words/diagnoses.toml"};
    for (const auto& exercise : std::filesystem::directory_iterator(SOCK_TREE "/exercises"))
        if (const auto own = exercise.path() / "words/diagnoses.toml"; std::filesystem::exists(own))
            files.push_back(own);
    std::size_t commands = 0;
    for (const auto& file : files) {
        for (const auto& [id, text] : course::read_texts(file)) {
            if (id.substr(id.rfind('.')) != ".by_hand") continue;
            CAPTURE(id, text);
            const auto line = course::fill(
                text, {{"program", "udp_server"}, {"port", "5001"}, {"check", "udp_server/echo"}});
            for (auto at = line.find("./"); at != std::string::npos; at = line.find("./", at + 1)) {
                const bool of_a_path = at > 0 && (line[at - 1] == '.' || line[at - 1] == '/');
                CHECK((of_a_path || line.compare(at, 6, "./lab ") == 0));
            }
            support::command shell;
            shell.argv = {"sh", "-n", "-c", line};
            CHECK(support::run(shell, std::chrono::milliseconds(10'000)).status.success());
            ++commands;
        }
    }
    CHECK(commands > 100);
}
