// Makes the pages of grading from recorded results, in both languages, as grade() does: for the
// test in a browser. sample_pages RESULTS OUT: RESULTS holds result.json of some submissions, each
// as NAME.json.
#include "grading/exports.hpp"
#include "grading/guide_copy.hpp"
#include "support/files.hpp"
#include "wire/worded.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <exception>
#include <filesystem>
#include <iostream>

namespace {

namespace fs = std::filesystem;
const fs::path tree = SOCK_TREE;

course::catalogue words_in(course::language language, const course::course& course) {
    auto words = course::catalogue::load(tree / "tools/grading/words", language);
    for (const char* more : {"tools/judge/words", "tools/unpack/words", "tests/autograder/words"})
        words.add(tree / more);
    for (const auto& exercise : course.exercises)
        words.add(tree / "exercises" / exercise.folder / "words");
    return words;
}

std::vector<wire::result> results_in(const fs::path& folder) {
    std::vector<fs::path> files;
    for (const auto& item : fs::directory_iterator(folder))
        files.push_back(item.path());
    std::sort(files.begin(), files.end());
    std::vector<wire::result> result;
    for (const auto& file : files)
        result.push_back(
            wire::result_from_json(nlohmann::ordered_json::parse(support::read_file(file))));
    result.back().submission.name = std::string(80, 'W');  // as long as a name can be
    return result;
}

void write(const fs::path& file, const std::string& text) {
    fs::create_directories(file.parent_path());
    support::write_file(file, text);
}

void write_pages(const fs::path& results, const fs::path& out, course::language language) {
    const auto course = course::load(tree / "exercises");
    const auto words = words_in(language, course);
    const auto guide = grading::read_guide(tree / "docs/guide", language);
    std::vector<wire::result> all;
    for (auto& it : results_in(results)) {
        all.push_back(wire::worded(std::move(it), course, words));
        write(out / all.back().submission.name / "feedback.html",
              grading::feedback_page(all.back(), words, guide.links));
    }
    write(out / grading::class_file, grading::class_page(all, course, words, guide.links));
    for (const auto& [name, bytes] : guide.files)
        write(out / name, bytes);
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 3) return 2;
    try {
        for (const auto language : {course::language::en, course::language::es})
            write_pages(arguments[1], fs::path(arguments[2]) / course::code(language), language);
        return 0;
    } catch (const std::exception& error) {
        std::cerr << "sample_pages: " << error.what() << "\n";
        return 1;
    }
}
