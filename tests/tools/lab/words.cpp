#include "course/words.hpp"

#include "course/course.hpp"
#include "lab/workspace/files.hpp"
#include "sock_catch.hpp"
#include "support/lines.hpp"
#include "support/text_width.hpp"

#include <algorithm>
#include <filesystem>
#include <regex>
#include <set>

namespace {

namespace fs = std::filesystem;

const fs::path source = SOCK_TREE;

course::catalogue load(course::language language) {
    return course::catalogue::load(source / "tools/lab/words", language);
}

std::set<std::string> sorted_holes(const std::string& sentence) {
    const auto names = course::holes(sentence);
    return {names.begin(), names.end()};
}

/// Checks that `spanish` has no word that the glossary forbids.
void follows_the_glossary(const std::string& where, const std::string& spanish) {
    static const auto glossary = course::read_texts(source / "docs/glossary.es.toml");
    for (const auto& [id, pattern] : glossary) {
        if (id.rfind(".never") == std::string::npos) continue;
        const std::regex forbidden(pattern);
        for (const auto line : support::lines(spanish)) {
            INFO(where << ": " << id << "\n" << line);
            CHECK_FALSE(std::regex_search(line.begin(), line.end(), forbidden));
        }
    }
}

}  // namespace

TEST_CASE("both languages have the same sentences with the same holes") {
    const auto en = load(course::language::en);
    const auto es = load(course::language::es);
    for (const auto& [id, sentence] : en.sentences()) {
        INFO(id);
        const auto other = es.sentences().find(id);
        REQUIRE(other != es.sentences().end());
        CHECK(sorted_holes(sentence) == sorted_holes(other->second));
    }
    CHECK(en.sentences().size() == es.sentences().size());
}

TEST_CASE("every sentence that the sources use exists") {
    const auto en = load(course::language::en);
    // The first argument of text, paragraph, add and count, or of a problem.
    const std::regex asked(
        R"re((?:text|paragraph|add)\((?:\d+, )?"([a-z-]+\.[a-z.-]+)"|count\("([a-z.-]+)"|problem\(status::\w+, "([a-z-]+)"|wrong\("([a-z-]+)")re");
    std::size_t found = 0;
    for (const auto& item : fs::recursive_directory_iterator(source / "tools/lab")) {
        const auto path = item.path().generic_string();
        const bool ours = path.find("/lab/judge/") == std::string::npos &&
                          path.find("/lab/grading/") == std::string::npos &&
                          path.find("/lab/tests/") == std::string::npos;
        if (!ours || item.path().extension() != ".cpp") continue;
        const auto source_text = lab::read_file(item.path());
        for (std::sregex_iterator at(source_text.begin(), source_text.end(), asked), end; at != end;
             ++at) {
            const std::smatch& match = *at;
            std::string id = match.str(1);
            if (match[2].matched) id = match.str(2) + ".many";
            if (match[3].matched) id = "problem." + match.str(3);
            if (match[4].matched) id = "problem." + match.str(4);
            INFO(path << ": " << id);
            CHECK((en.sentences().count(id) == 1 || id.back() == '.'));
            ++found;
        }
    }
    CHECK(found > 60);
}

TEST_CASE("Spanish has one term for each thing") {
    std::vector<fs::path> files;
    for (const char* folder : {"docs", "exercises", "tools", "tests/autograder"}) {
        for (const auto& item : fs::recursive_directory_iterator(source / folder)) {
            const auto name = item.path().filename().string();
            if (name == "es.toml" || name.find(".es.md") != std::string::npos)
                files.push_back(item.path());
        }
    }
    CHECK(files.size() > 10);
    for (const auto& file : files)
        follows_the_glossary(file.generic_string(), lab::read_file(file));
    for (const auto& exercise : course::load(source / "exercises").exercises) {
        for (const auto& todo : exercise.todos) {
            follows_the_glossary(exercise.folder, todo.text.es);
            if (!todo.hint) continue;
            follows_the_glossary(exercise.folder, todo.hint->question.es);
            follows_the_glossary(exercise.folder, todo.hint->idea.es);
        }
        for (const auto& check : exercise.checks)
            follows_the_glossary(exercise.folder, check.title.es + "\n" + check.does.es);
    }
}

TEST_CASE("help fits a page of 80 columns") {
    for (const auto language : {course::language::en, course::language::es}) {
        const auto words = load(language);
        for (const auto& [id, sentence] : words.sentences()) {
            if (id.rfind("help.", 0) != 0) continue;
            for (const auto& line : support::wrap(sentence, 1000)) {
                INFO(line);
                CHECK(support::width(line) <= 80);
            }
        }
    }
}
