#include "grading/csv.hpp"
#include "grading/exports.hpp"
#include "grading/html.hpp"

#include <algorithm>
#include <map>

namespace grading {
namespace {

using wire::verdict;

std::string program_score(const wire::result& of, std::size_t index) {
    return index < of.programs.size() ? csv_number(of.programs[index].score()) : "";
}

// All results of a batch come from one course, so the first result gives the columns.
std::vector<std::string> program_names(const std::vector<wire::result>& all) {
    std::vector<std::string> result;
    if (all.empty()) return result;
    for (const auto& program : all.front().programs)
        result.push_back(program.name);
    return result;
}

std::string joined(const std::vector<wire::sentence>& notes) {
    std::string result;
    for (const auto& note : notes)
        result += (result.empty() ? "" : " | ") + note.text;
    return result;
}

std::string table_row(const wire::result& of, const course::catalogue& words) {
    std::vector<std::string> fields = {csv_text(of.submission.name), csv_text(of.submission.file)};
    const bool known = !of.has_internal_error();
    fields.push_back(known ? csv_number(of.score()) : "");
    fields.push_back(csv_number(of.max_score()));
    fields.push_back(csv_text(known ? of.provisional() ? "provisional" : "final" : "grade-again"));
    for (std::size_t i = 0; i < of.programs.size(); ++i)
        fields.push_back(of.programs[i].has_internal_error() ? "" : program_score(of, i));
    fields.push_back(csv_text(wire::name(of.report.status)));
    fields.push_back(of.report.score ? csv_number(*of.report.score) : "");
    fields.push_back(csv_text(summary(of, words)));
    fields.push_back(csv_text(joined(of.notes)));
    fields.push_back(csv_text(of.submission.sha256));
    return csv_row(fields);
}

std::string class_row(const wire::result& of, const course::catalogue& words) {
    const auto& name = of.submission.name;
    auto result = "<tr><th scope=\"row\"><a href=\"" + html(url_path(name)) + "/feedback.html\">" +
                  html(name) + "</a></th>" + element("td class=\"number\"", csv_number(of.score()));
    for (std::size_t i = 0; i < of.programs.size(); ++i)
        result += element("td class=\"number\"", program_score(of, i));
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
    for (const auto& name : program_names(all))
        result += column(name, true);
    result += column("REPORTE.md", false) + column(words.text("class.remark"), false) + "</tr>\n";
    for (const auto& it : all)
        result += class_row(it, words);
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

}  // namespace

std::string grades_table(const std::vector<wire::result>& all, const course::catalogue& words) {
    std::vector<std::string> header = {"submission", "file", "score", "max_score", "state"};
    for (const auto& name : program_names(all))
        header.push_back(name);
    header.insert(header.end(), {"report", "report_score", "remark", "notes", "sha256"});
    auto result = csv_row(header);
    for (const auto& it : all)
        result += table_row(it, words);
    return result;
}

std::string class_page(const std::vector<wire::result>& all, const course::catalogue& words) {
    const auto title = words.text("class.title");
    auto body = element("h1", title) +
                element("p", words.text("class.count", {{"count", std::to_string(all.size())}}));
    return page(title, body + class_table(all, words) + hard_checks(all, words), words.speaks());
}

}  // namespace grading
