#include "grading/roster.hpp"

#include "grading/csv.hpp"
#include "grading/names.hpp"
#include "support/similar.hpp"
#include "support/text.hpp"

#include <algorithm>
#include <cctype>
#include <set>
#include <stdexcept>

namespace grading {
namespace {

const std::vector<std::string>& roster_columns() {
    static const std::vector<std::string> all = {"id",     "name",   "email",      "group",
                                                 "moodle", "canvas", "assignment", "handed_in"};
    return all;
}

[[noreturn]] void fail_in_roster(const std::string& where, const std::string& what) {
    throw std::runtime_error(where + ": " + what);
}

void require_columns(const csv_table& table, const std::string& file) {
    std::set<std::string> seen;
    for (const auto& name : table.header) {
        const auto& known = roster_columns();
        if (std::find(known.begin(), known.end(), name) == known.end()) {
            const auto meant = support::similar(name, known);
            fail_in_roster(file + ":1",
                           "unknown column `" + support::one_line(name) + "`" +
                               (meant.empty() ? "" : "; did you mean `" + meant + "`?"));
        }
        if (!seen.insert(name).second)
            fail_in_roster(file + ":1", "two columns are `" + name + "`");
    }
    for (const char* needed : {"id", "name"})
        if (!seen.contains(needed))
            fail_in_roster(file + ":1", "the column `" + std::string(needed) + "` is missing");
}

student student_of(const csv_record& row, const csv_table& table, const std::string& file,
                   const course::course& course) {
    const auto field = [&](std::string_view column) {
        const auto at = table.column(column);
        return at < row.fields.size() ? row.fields[at] : std::string();
    };
    student it{field("id"),     field("name"),   field("email"),     field("group"),
               field("moodle"), field("canvas"), field("assignment")};
    it.where = file + ":" + std::to_string(row.line);
    if (it.id.empty()) fail_in_roster(it.where, "`id` is empty");
    if (it.name.empty()) fail_in_roster(it.where, "`name` is empty");
    if (!it.assignment.empty() && course.find_assignment(it.assignment) == nullptr)
        fail_in_roster(it.where, "there is no assignment `" + it.assignment + "`");
    const auto when = field("handed_in");
    it.handed_in = course::parse_moment(when);
    if (!when.empty() && !it.handed_in)
        fail_in_roster(it.where, "`handed_in` is not a time (2026-12-04T18:00:00-05:00)");
    return it;
}

/// The words of a name without regard to case, in any language: "ada", "lovelace".
std::set<std::string> name_parts(std::string_view name) {
    std::set<std::string> result;
    std::string word;
    for (const char c : unpack::clash_key(name) + " ") {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x80 || std::isalnum(byte) != 0) {
            word += c;
        } else if (!word.empty()) {
            result.insert(word);
            word.clear();
        }
    }
    return result;
}

// "lovelaceada": Canvas joins the parts of a sortable name.
bool joins(std::string text, const std::set<std::string>& parts) {
    std::size_t length = 0;
    for (const auto& part : parts) {
        if (text.find(part) == std::string::npos) return false;
        length += part.size();
    }
    return length == text.size();
}

bool named_in(const std::string& file, const student& it) {
    const auto words = name_parts(file);
    const auto parts = name_parts(it.name);
    if (parts.empty()) return false;
    const bool all = std::includes(words.begin(), words.end(), parts.begin(), parts.end());
    return all || std::any_of(words.begin(), words.end(),
                              [&](const auto& word) { return joins(word, parts); });
}

bool holds_all_parts(const std::string& file, const std::string& text) {
    const auto words = name_parts(file);
    const auto parts = name_parts(text);
    return !parts.empty() && std::includes(words.begin(), words.end(), parts.begin(), parts.end());
}

bool about_assignment(const student& it, std::string_view assignment) {
    return it.assignment.empty() || assignment.empty() || it.assignment == assignment;
}

}  // namespace

roster roster::read(std::string_view text, const std::string& file, const course::course& course) {
    const auto table = read_csv(text, file);
    require_columns(table, file);
    roster result;
    std::set<std::pair<std::string, std::string>> seen;
    for (const auto& row : table.rows) {
        auto it = student_of(row, table, file, course);
        if (!seen.insert({it.id, it.assignment}).second)
            fail_in_roster(it.where, "another line has the id `" + it.id + "`");
        result.all_.push_back(std::move(it));
    }
    return result;
}

const student* roster::owner(const wire::submission& of, std::string_view assignment) const {
    const auto only = [&](const auto& fits) -> const student* {
        const student* found = nullptr;
        for (const auto& it : all_) {
            if (!about_assignment(it, assignment) || !fits(it)) continue;
            if (found != nullptr) return nullptr;
            found = &it;
        }
        return found;
    };
    const auto platform = from_platform(of.file);
    if (platform) {
        const bool of_canvas = !platform->number.empty();
        const auto* found = only(
            [&](const student& it) { return (of_canvas ? it.canvas : it.moodle) == platform->id; });
        if (found != nullptr) return found;
    }
    const auto who = platform ? platform->person : stem(of.file);
    if (const auto* found = only([&](const student& it) { return holds_all_parts(who, it.id); }))
        return found;
    if (const auto* found = only([&](const student& it) { return holds_all_parts(who, it.email); }))
        return found;
    return only([&](const student& it) { return named_in(who, it); });
}

std::vector<const student*> roster::missing(const std::vector<wire::result>& all,
                                            const course::course& course,
                                            std::string_view assignment) const {
    std::set<std::string> there;
    for (const auto& it : all) {
        const auto* of =
            it.programs.empty() ? nullptr : course.assignment_of(it.programs.front().name);
        if (of == nullptr || of->name != assignment) continue;
        if (const auto* who = owner(it.submission, assignment)) there.insert(who->id);
    }
    std::vector<const student*> result;
    for (const auto& it : all_)
        if (about_assignment(it, assignment) && there.insert(it.id).second) result.push_back(&it);
    return result;
}

const student* roster::find(std::string_view id) const {
    const auto found =
        std::find_if(all_.begin(), all_.end(), [&](const student& it) { return it.id == id; });
    return found == all_.end() ? nullptr : &*found;
}

}  // namespace grading
