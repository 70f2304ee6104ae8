#include "grading/export.hpp"

#include "grading/exports.hpp"
#include "grading/isolation.hpp"
#include "grading/problem.hpp"
#include "support/similar.hpp"

#include <algorithm>

namespace grading {
namespace {

struct export_kind {
    std::string name;
    exported (*make)(const export_source&);
};

const std::vector<export_kind>& export_kinds() {
    static const std::vector<export_kind> all = {
        {"autolab", export_autolab},           {"canvas", export_canvas},
        {"classroom50", export_classroom50},   {"github", export_github},
        {"gradescope", export_gradescope},     {"junit", export_junit},
        {"markdown", export_markdown},         {"moodle", export_moodle},
        {"prairielearn", export_prairielearn}, {"similarity", export_similarity},
    };
    return all;
}

[[noreturn]] void unknown_export(const std::string& name, const course::catalogue& words) {
    const auto known = export_names();
    std::string names;
    for (const auto& it : known)
        names += (names.empty() ? "" : ", ") + it;
    const auto meant = support::similar(name, known);
    const auto why = words.text("export.unknown", {{"name", name}, {"names", names}});
    throw problem(error_of_use,
                  meant.empty() ? why : why + " " + words.text("marks.meant", {{"name", meant}}));
}

void add_line(std::string& to, const std::string& text) {
    if (!text.empty()) to += text + "\n";
}

void add_labelled(std::string& to, const std::string& label, const std::string& text) {
    if (!text.empty()) to += label + ": " + text + "\n";
}

}  // namespace

std::vector<std::string> export_names() {
    std::vector<std::string> result;
    for (const auto& it : export_kinds())
        result.push_back(it.name);
    return result;
}

std::vector<std::string> read_export_names(const std::string& text,
                                           const course::catalogue& words) {
    const auto known = export_names();
    std::vector<std::string> result;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find(',', at), text.size());
        const auto name = text.substr(at, end - at);
        if (std::find(known.begin(), known.end(), name) == known.end()) unknown_export(name, words);
        result.push_back(name);
        at = end + 1;
    }
    return result;
}

exported export_as(const std::string& name, const export_source& from) {
    const auto& all = export_kinds();
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&](const export_kind& it) { return it.name == name; });
    return found == all.end() ? exported() : found->make(from);
}

void left_out::add(const std::string& reason, const std::string& name) {
    auto& names = names_[reason];
    names += (names.empty() ? "" : ", ") + name;
}

std::vector<concern> left_out::concerns(const std::string& where,
                                        const course::catalogue& words) const {
    std::vector<concern> result;
    for (const auto& [reason, names] : names_)
        result.push_back({where, wire::say(words, reason, {{"names", names}})});
    return result;
}

exported one_file_each(const export_source& from, const std::string& folder,
                       const std::string& ending,
                       const std::function<std::string(const wire::result&)>& text) {
    exported result;
    left_out without;
    for (const auto& it : from.results) {
        const auto& name = it.submission.name;
        if (has_score(it))
            result.files.push_back({folder + "/" + name + ending, text(it)});
        else
            without.add("export.no-score", name);
    }
    result.attention = without.concerns(folder, from.words);
    return result;
}

std::string explanation(const wire::check& it, const course::catalogue& words) {
    const auto& seen = it.evidence;
    std::string result;
    add_line(result, seen.did);
    add_labelled(result, words.text("feedback.expected"), seen.expected.text);
    add_labelled(result, words.text("feedback.got"), seen.got.text);
    add_line(result, it.diagnosis.text);
    for (const auto& what : seen.seen)
        add_line(result, "- " + what.text);
    if (seen.todo > 0 && !it.good())
        add_line(result, words.text("feedback.todo", {{"todo", std::to_string(seen.todo)}}));
    if (!seen.because.empty())
        add_line(result, words.text("feedback.because", {{"check", seen.because}}));
    if (!seen.by_hand.empty() && !it.good())
        add_line(result, words.text("feedback.by-hand") + " " + seen.by_hand);
    for (const auto& what : it.given)
        add_line(result, words.text("feedback.given", {{"what", what.text}}));
    if (it.corrected) add_line(result, it.corrected->by.comment);
    return result;
}

std::string overall(const wire::result& of, const course::catalogue& words) {
    std::string result;
    add_line(result, words.text("feedback.points", {{"have", csv_number(of.score())},
                                                    {"of", csv_number(of.max_score())}}));
    add_line(result, caution("feedback", of.isolation, words));
    if (of.has_open_check()) add_line(result, words.text("feedback.open"));
    if (of.provisional() && !of.report.score) add_line(result, words.text("feedback.provisional"));
    if (of.late)
        add_line(result,
                 words.text("feedback.late", {{"handed_in", of.late->handed_in},
                                              {"due", of.late->due},
                                              {"percent", std::to_string(of.late->percent)}}));
    for (const auto& program : of.programs)
        if (program.status != wire::program_status::built)
            add_labelled(result, program.name,
                         words.text("status." + std::string(wire::name(program.status))) +
                             (program.message.empty() ? "" : "\n" + program.message.text));
    for (const auto& note : of.notes)
        add_line(result, note.text);
    if (!of.report.by.comment.empty())
        add_labelled(result, words.text("feedback.comment"), of.report.by.comment);
    return result;
}

std::string check_name(const wire::check& it) {
    return it.id.empty() ? it.title : it.id + ": " + it.title;
}

}  // namespace grading
