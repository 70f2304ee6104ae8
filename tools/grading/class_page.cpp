#include "grading/csv.hpp"
#include "grading/exports.hpp"
#include "grading/html.hpp"

#include <algorithm>
#include <map>

namespace grading {
namespace {

using wire::verdict;

const wire::program* find(const wire::result& of, const std::string& name) {
    const auto found = std::find_if(of.programs.begin(), of.programs.end(),
                                    [&](const wire::program& it) { return it.name == name; });
    return found == of.programs.end() ? nullptr : &*found;
}

// Empty where the submission is of another assignment.
std::string program_score(const wire::result& of, const std::string& name) {
    const auto* program = find(of, name);
    return program == nullptr ? "" : csv_number(program->score());
}

// The columns: all programs of all results, in the order in which they come.
std::vector<std::string> program_names(const std::vector<wire::result>& all) {
    std::vector<std::string> result;
    for (const auto& it : all)
        for (const auto& program : it.programs)
            if (std::find(result.begin(), result.end(), program.name) == result.end())
                result.push_back(program.name);
    return result;
}

std::string joined(const std::vector<wire::sentence>& notes) {
    std::string result;
    for (const auto& note : notes)
        result += (result.empty() ? "" : " | ") + note.text;
    return result;
}

std::string table_row(const wire::result& of, const std::vector<std::string>& programs,
                      const course::catalogue& words) {
    std::vector<std::string> fields = {csv_text(of.submission.name), csv_text(of.submission.file)};
    const bool known = !of.has_internal_error();
    fields.push_back(known ? csv_number(of.score()) : "");
    fields.push_back(csv_number(of.max_score()));
    fields.push_back(csv_text(known ? of.provisional() ? "provisional" : "final" : "grade-again"));
    for (const auto& name : programs) {
        const auto* program = find(of, name);
        const bool judged = program != nullptr && !program->has_internal_error();
        fields.push_back(judged ? csv_number(program->score()) : "");
    }
    fields.push_back(csv_text(wire::name(of.report.status)));
    fields.push_back(of.report.score ? csv_number(*of.report.score) : "");
    fields.push_back(csv_text(summary(of, words)));
    fields.push_back(csv_text(joined(of.notes)));
    fields.push_back(csv_text(of.submission.sha256));
    return csv_row(fields);
}

std::string class_row(const wire::result& of, const std::vector<std::string>& programs,
                      const course::catalogue& words) {
    const auto& name = of.submission.name;
    auto result = "<tr><th scope=\"row\"><a href=\"" + html(url_path(name)) + "/feedback.html\">" +
                  html(name) + "</a></th>" + element("td class=\"number\"", csv_number(of.score()));
    for (const auto& program : programs)
        result += element("td class=\"number\"", program_score(of, program));
    result += element("td", words.text("report." + std::string(wire::name(of.report.status))));
    return result + element("td", summary(of, words)) + "</tr>\n";
}

std::string class_table(const std::vector<wire::result>& all, const course::catalogue& words) {
    const auto column = [&](const std::string& name, bool number) {
        return element(number ? "th scope=\"col\" class=\"number\"" : "th scope=\"col\"", name);
    };
    auto result = "<table>\n" + element("caption", words.text("class.caption")) + "<tr>" +
                  column(words.text("class.submission"), false) +
                  column(words.text("feedback.score"), true);
    const auto programs = program_names(all);
    for (const auto& name : programs)
        result += column(name, true);
    result += column("REPORTE.md", false) + column(words.text("class.remark"), false) + "</tr>\n";
    for (const auto& it : all)
        result += class_row(it, programs, words);
    return result + "</table>\n";
}

struct tally {
    std::string title;
    int failed = 0;
    int judged = 0;
    std::map<std::string, int> diagnoses;
};

void count(const wire::check& it, tally& into) {
    into.title = it.title;
    if (it.verdict == verdict::failed || it.good()) ++into.judged;
    if (it.verdict != verdict::failed) return;
    ++into.failed;
    if (!it.diagnosis.empty()) ++into.diagnoses[it.diagnosis.id];
}

std::string most_common(const std::map<std::string, int>& diagnoses) {
    const auto most = std::max_element(
        diagnoses.begin(), diagnoses.end(),
        [](const auto& one, const auto& other) { return one.second < other.second; });
    return most == diagnoses.end() ? "" : most->first;
}

// Topics for the next lesson: the checks that most students failed.
std::string hard_checks(const std::vector<wire::result>& all, const course::catalogue& words) {
    std::map<std::string, tally> tallies;
    for (const auto& result : all)
        for (const auto& program : result.programs)
            for (const auto& check : program.checks)
                count(check, tallies[check.id]);
    std::vector<std::pair<std::string, tally>> sorted(tallies.begin(), tallies.end());
    std::stable_sort(sorted.begin(), sorted.end(), [](const auto& one, const auto& other) {
        return one.second.failed > other.second.failed;
    });
    std::string rows;
    for (const auto& [id, it] : sorted) {
        if (it.failed == 0) break;
        rows += "<tr>" + element("th scope=\"row\"", it.title + " (" + id + ")") +
                element("td class=\"number\"",
                        words.text("class.of", {{"failed", std::to_string(it.failed)},
                                                {"judged", std::to_string(it.judged)}})) +
                element("td", most_common(it.diagnoses)) + "</tr>\n";
    }
    if (rows.empty()) return "";
    return element("h2", words.text("class.hard")) + "<table>\n" +
           element("caption", words.text("class.hard-caption")) + "<tr>" +
           element("th scope=\"col\"", words.text("class.check")) +
           element("th scope=\"col\" class=\"number\"", words.text("class.failed")) +
           element("th scope=\"col\"", words.text("class.diagnosis")) + "</tr>\n" + rows +
           "</table>\n";
}

// The results of one assignment: those whose programs are its own.
std::vector<wire::result> of_assignment(const std::vector<wire::result>& all,
                                        const course::course& course,
                                        const course::assignment& assignment) {
    std::vector<wire::result> result;
    for (const auto& it : all) {
        const auto* exercise =
            it.programs.empty() ? nullptr : course.find(it.programs.front().name);
        if (exercise != nullptr && assignment.holds(*exercise)) result.push_back(it);
    }
    return result;
}

// A table for each assignment that has submissions.
std::string class_tables(const std::vector<wire::result>& all, const course::course& course,
                         const course::catalogue& words) {
    if (course.assignments.size() < 2) return class_table(all, words);
    std::string result;
    for (const auto& it : course.assignments) {
        const auto own = of_assignment(all, course, it);
        if (own.empty()) continue;
        result +=
            element("h2", words.text("class.assignment", {{"name", it.name},
                                                          {"title", it.title.in(words.speaks())},
                                                          {"count", std::to_string(own.size())}}));
        result += class_table(own, words);
    }
    return result;
}

}  // namespace

std::string grades_table(const std::vector<wire::result>& all, const course::catalogue& words) {
    std::vector<std::string> header = {"submission", "file", "score", "max_score", "state"};
    const auto programs = program_names(all);
    header.insert(header.end(), programs.begin(), programs.end());
    header.insert(header.end(), {"report", "report_score", "remark", "notes", "sha256"});
    auto result = csv_row(header);
    for (const auto& it : all)
        result += table_row(it, programs, words);
    return result;
}

std::string class_page(const std::vector<wire::result>& all, const course::course& course,
                       const course::catalogue& words) {
    const auto title = words.text("class.title");
    auto body = element("h1", title) +
                element("p", words.text("class.count", {{"count", std::to_string(all.size())}}));
    return page(title, body + class_tables(all, course, words) + hard_checks(all, words),
                words.speaks());
}

}  // namespace grading
