#include "grading/exports.hpp"
#include "grading/worksheet.hpp"
#include "unpack/names.hpp"

#include <algorithm>
#include <stdexcept>

namespace grading {
namespace {

constexpr const char* gradebook_file = "canvas-gradebook.csv";

// "Echo (1234)": Canvas finds its assignment by the number.
bool is_canvas_assignment(const std::string& header) {
    const auto open = header.rfind(" (");
    return open != std::string::npos && header.ends_with(")") &&
           header.find_first_not_of("0123456789", open + 2) == header.size() - 1 &&
           header.size() > open + 3;
}

std::string canvas_title(const std::string& header) {
    return unpack::clash_key(header.substr(0, header.rfind(" (")));
}

std::vector<std::string> wanted_titles(const course::course& course,
                                       const std::string& assignment) {
    std::vector<std::string> result;
    for (const auto& it : course.assignments) {
        if (!assignment.empty() && it.name != assignment) continue;
        for (const auto& title : {it.name, it.title.en, it.title.es})
            result.push_back(unpack::clash_key(title));
    }
    return result;
}

// The one with the course's title; the only one, whatever its title.
std::size_t canvas_column(const csv_table& table, const std::string& file,
                          const course::course& course, const std::string& assignment,
                          const course::catalogue& words) {
    const auto wanted = wanted_titles(course, assignment);
    std::vector<std::size_t> all;
    std::vector<std::size_t> fitting;
    for (std::size_t i = 0; i < table.header.size(); ++i) {
        if (!is_canvas_assignment(table.header[i])) continue;
        all.push_back(i);
        const auto title = canvas_title(table.header[i]);
        if (std::find(wanted.begin(), wanted.end(), title) != wanted.end()) fitting.push_back(i);
    }
    if (fitting.size() == 1) return fitting.front();
    if (all.size() == 1) return all.front();
    throw std::runtime_error(words.text("export.canvas-column", {{"file", file}}));
}

std::string trimmed_cell(const std::string& text) {
    const auto first = text.find_first_not_of(' ');
    return first == std::string::npos ? "" : text.substr(first);
}

// Of the rows above the students, which have no ID.
std::string canvas_maximum(const csv_table& table, std::size_t student) {
    for (const auto& it : table.rows)
        if (trimmed_cell(it.fields[student]).starts_with("Points Possible"))
            return it.fields.back();
    return "";
}

}  // namespace

csv_table read_canvas(std::string_view text, const std::string& file, const course::course& course,
                      const std::string& assignment, const course::catalogue& words) {
    const auto whole = read_csv(text, file);
    for (const char* name : {"Student", "ID", "Section"})
        static_cast<void>(worksheet_column(whole, {name}, file, words));
    const auto column = canvas_column(whole, file, course, assignment, words);
    // Canvas writes the student first and the section last; a person may have moved them.
    const auto last =
        std::max({whole.column("Student"), whole.column("ID"), whole.column("Section")});
    const auto kept = [&](const std::vector<std::string>& fields) {
        std::vector<std::string> result;
        for (std::size_t i = 0; i <= last; ++i)
            if (!is_canvas_assignment(whole.header[i])) result.push_back(fields[i]);
        result.push_back(fields[column]);
        return result;
    };
    csv_table result{kept(whole.header), {}, whole.separator};
    for (const auto& it : whole.rows)
        result.rows.push_back({it.line, kept(it.fields)});
    return result;
}

exported export_canvas(const export_source& from) {
    if (from.canvas == nullptr) return {};
    auto table = *from.canvas;
    const auto student = table.column("Student");
    const auto id = table.column("ID");
    const auto maximum = canvas_maximum(table, student);
    std::vector<worksheet_row> rows;
    for (auto& it : table.rows) {
        if (it.fields[id].empty()) continue;
        const bool excused = unpack::lower(it.fields.back()) == "ex";
        rows.push_back({it.fields[id], it.fields[student], maximum, excused ? "export.excused" : "",
                        &it.fields.back()});
    }
    left_out without;
    fill_in(rows, platform::canvas, from, without);
    return {{{gradebook_file, table_text(table)}}, without.concerns(gradebook_file, from.words)};
}

}  // namespace grading
