#include "grading/csv.hpp"
#include "grading/exports.hpp"
#include "grading/isolation.hpp"
#include "grading/marks.hpp"

#include <algorithm>

namespace grading {
namespace {

std::string sandbox_field(const wire::result& of) {
    switch (trust_in(of.isolation)) {
    case trust::boxed:
        return "yes";
    case trust::users:
        return "users";
    case trust::none:
        break;
    }
    return "no";
}

const wire::program* find(const wire::result& of, const std::string& name) {
    const auto found = std::find_if(of.programs.begin(), of.programs.end(),
                                    [&](const wire::program& it) { return it.name == name; });
    return found == of.programs.end() ? nullptr : &*found;
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

bool waits_for_attention(const wire::result& of) {
    return !unsettled(of).empty();
}

std::string overrides(const wire::result& of) {
    std::string result;
    for (const auto& program : of.programs)
        for (const auto& check : program.checks)
            if (check.corrected) result += (result.empty() ? "" : " | ") + check.id;
    return result;
}

std::vector<std::string> fields_of(const student& who) {
    return {csv_text(who.id), csv_text(who.name), csv_text(who.email), csv_text(who.group)};
}

std::string late_field(const wire::result& of) {
    return of.late ? std::to_string(of.late->percent) : "";
}

std::string table_row(const wire::result& of, const std::vector<std::string>& programs,
                      const course::catalogue& words, const roster& students) {
    std::vector<std::string> fields = {csv_text(of.submission.name), csv_text(of.submission.file)};
    fields.push_back(has_score(of) ? csv_number(of.score()) : "");
    fields.push_back(csv_number(of.max_score()));
    fields.push_back(csv_text(grade_state(of)));
    for (const auto& name : programs) {
        const auto* program = find(of, name);
        const bool judged = program != nullptr && !program->has_internal_error();
        fields.push_back(judged ? csv_number(program->scaled(program->score())) : "");
    }
    fields.push_back(csv_text(wire::name(of.report.status)));
    fields.push_back(of.report.score ? csv_number(*of.report.score) : "");
    fields.push_back(csv_text(summary(of, words)));
    fields.push_back(csv_text(joined(of.notes)));
    fields.push_back(csv_text(of.submission.sha256));
    fields.push_back(csv_text(of.report.by.comment));
    fields.push_back(csv_text(overrides(of)));
    const auto* who = students.find(of.submission.student);
    for (auto& field : fields_of(who == nullptr ? student() : *who))
        fields.push_back(std::move(field));
    fields.push_back(late_field(of));
    fields.push_back(csv_text(sandbox_field(of)));
    return csv_row(fields);
}

}  // namespace

bool has_score(const wire::result& of) {
    const bool judged =
        std::any_of(of.programs.begin(), of.programs.end(), [](const wire::program& it) {
            return it.status != wire::program_status::missing;
        });
    return !of.has_internal_error() && (judged || !waits_for_attention(of));
}

std::string grade_state(const wire::result& of) {
    if (of.has_internal_error()) return "grade-again";
    if (waits_for_attention(of)) return "attention";
    return of.provisional() ? "provisional" : "final";
}

std::string grades_table(const std::vector<wire::result>& all, const course::catalogue& words,
                         const roster& students) {
    std::vector<std::string> header = {"submission", "file", "score", "max_score", "state"};
    const auto programs = program_names(all);
    header.insert(header.end(), programs.begin(), programs.end());
    header.insert(header.end(),
                  {"report", "report_score", "remark", "notes", "sha256", "comment", "overrides",
                   "student", "name", "email", "group", "late_percent", "sandbox"});
    auto result = csv_row(header);
    for (const auto& it : all)
        result += table_row(it, programs, words, students);
    return result;
}

}  // namespace grading
