// Every note and every reason about a submission has a text in both languages.
#include "sock_catch.hpp"
#include "unpack/unpack.hpp"

#include <fstream>
#include <iterator>
#include <regex>
#include <set>

namespace {

std::string text_of(const std::string& name) {
    std::ifstream file{std::string{SOCK_TREE "/tools/unpack"} + "/" + name};
    REQUIRE(file);
    return {std::istreambuf_iterator<char>{file}, {}};
}

std::set<std::string> found(const std::string& text, const std::string& pattern) {
    const std::regex form(pattern);
    std::set<std::string> made;
    const std::sregex_iterator none;
    for (std::sregex_iterator at(text.begin(), text.end(), form); at != none; ++at)
        made.insert(at->str(1));
    return made;
}

}  // namespace

TEST_CASE("each reason and each note in the sources has a text") {
    std::string sources;
    for (const auto* name : {"names.cpp", "intake.cpp", "junk.cpp", "zip_directory.cpp",
                             "zip_records.cpp", "reader.cpp", "archive.cpp", "folder.cpp"}) {
        sources += text_of(name);
    }
    auto ids = std::set<std::string>{};
    for (const auto& id : found(sources, "refused?\\(\\s*\"([a-z-]+)\""))
        ids.insert("refused." + id);
    for (const auto& id : found(sources, "\"(left-out-[a-z-]+)\""))
        ids.insert("note." + id);
    for (const auto& id : found(sources, "note\\{\"([a-z-]+)\""))
        ids.insert("note." + id);
    CHECK(ids.size() > 35);
    for (const auto language : {course::language::en, course::language::es}) {
        const auto words =
            course::catalogue::load(std::string{SOCK_TREE "/tools/unpack"} + "/words", language);
        for (const auto& id : ids) {
            CAPTURE(id);
            CHECK(words.sentences().count(id) == 1);
        }
        CHECK(words.sentences().size() == ids.size());
    }
}

TEST_CASE("both languages have the same sentences with the same holes") {
    const std::string folder = std::string{SOCK_TREE "/tools/unpack"} + "/words";
    const auto english = course::catalogue::load(folder, course::language::en);
    const auto spanish = course::catalogue::load(folder, course::language::es);
    for (const auto& [id, text] : english.sentences()) {
        CAPTURE(id);
        REQUIRE(spanish.sentences().count(id) == 1);
        auto here = course::holes(text);
        auto there = course::holes(spanish.sentences().at(id));
        CHECK(std::multiset<std::string>(here.begin(), here.end()) ==
              std::multiset<std::string>(there.begin(), there.end()));
    }
}
