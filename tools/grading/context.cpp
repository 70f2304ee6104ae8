#include "grading/context.hpp"

#include "grading/export.hpp"
#include "grading/problem.hpp"
#include "support/files.hpp"
#include "support/text.hpp"

#include <algorithm>

namespace grading {
namespace {

namespace fs = std::filesystem;

std::vector<graded_assignment> read_assignments(const context& with) {
    std::vector<graded_assignment> result;
    std::string names;
    for (const auto& it : with.course.assignments) {
        names.append(names.empty() ? "" : ", ").append(it.name);
        if (!with.asked.assignment.empty() && it.name != with.asked.assignment) continue;
        result.push_back({course::only(with.course, it), {}});
        for (const auto in : {course::language::en, course::language::es}) {
            const auto given = with.asked.tools.exercises / it.report_template(in);
            if (fs::exists(given))
                result.back().report_templates.push_back(support::read_file(given));
        }
    }
    if (result.empty())
        throw problem(error_of_use,
                      with.words.text("use.no-assignment",
                                      {{"name", with.asked.assignment}, {"names", names}}));
    return result;
}

// The tools that are copied for another user have no sources.
std::map<std::string, std::string> read_stubs(const fs::path& exercises,
                                              const course::course& course) {
    std::map<std::string, std::string> result;
    for (const auto& it : course.exercises)
        if (const auto stub = exercises / it.folder / it.source(); fs::is_regular_file(stub))
            result[it.program] = support::read_file(stub);
    return result;
}

}  // namespace

context read_context(const options& asked) {
    context result;
    result.asked = asked;
    try {
        result.course = course::load(asked.tools.exercises);
    } catch (const std::runtime_error& why) {
        throw broken_input(own_failure, support::one_line(why.what(), 500));
    }
    const auto language = result.course.only.value_or(asked.language);
    result.words = course::catalogue::load(asked.words, language);
    const auto tools = asked.words / "../..";
    for (const auto& more :
         {tools / "judge/words", tools / "unpack/words", asked.tools.suite_words})
        result.words.add(more);
    for (const auto& exercise : result.course.exercises)
        result.words.add(asked.tools.exercises / exercise.folder / "words");
    result.exports = read_export_names(asked.exports, result.words);
    if (std::count(result.exports.begin(), result.exports.end(), "classroom50") > 0)
        require_classroom50(result.words);
    if (std::count(result.exports.begin(), result.exports.end(), "similarity") > 0)
        result.stubs = read_stubs(asked.tools.exercises, result.course);
    result.guide = read_guide(asked.guide, language);
    result.assignments = read_assignments(result);
    return result;
}

}  // namespace grading
