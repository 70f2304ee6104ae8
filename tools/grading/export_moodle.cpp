#include "grading/exports.hpp"
#include "grading/names.hpp"
#include "grading/worksheet.hpp"
#include "support/zip.hpp"

#include <algorithm>

namespace grading {
namespace {

constexpr const char* worksheet_file = "moodle-worksheet.csv";
constexpr const char* feedback_zip = "moodle-feedback.zip";

struct moodle_columns {
    std::size_t number, name, grade, maximum, modified;
    std::size_t changeable;  ///< header.size(): none
};

// Moodle finds its columns by their titles in its language, so these are its own.
moodle_columns moodle_columns_of(const csv_table& table, const std::string& file,
                                 const course::catalogue& words) {
    const auto find = [&](const std::vector<std::string>& names) {
        return worksheet_column(table, names, file, words);
    };
    moodle_columns result{};
    result.number = find({"Identifier", "Identificador"});
    result.grade = find({"Grade", "Calificación"});
    result.maximum = find({"Maximum grade", "Maximum Grade", "Calificación máxima"});
    result.modified = find({"Last modified (grade)", "Última modificación (calificación)"});
    const auto name = std::min(table.column("Full name"), table.column("Nombre completo"));
    result.name = name < table.header.size() ? name : result.number;  // blind marking
    // In Spanish it has had several titles; it is the last column before the dates.
    const auto locked =
        std::find_if(table.header.begin(), table.header.end(), [](const std::string& it) {
            return it == "Grade can be changed" || it.find("calificación puede") != it.npos;
        });
    result.changeable = static_cast<std::size_t>(locked - table.header.begin());
    return result;
}

// "Participant 4711", "Participante4711": Moodle takes the digits at the end.
std::string moodle_number(const std::string& cell) {
    const auto last = cell.find_last_not_of("0123456789");
    return last == std::string::npos ? cell : cell.substr(last + 1);
}

void fill_moodle(const export_source& from, exported& into) {
    auto table = *from.moodle;
    const auto at = moodle_columns_of(table, worksheet_file, from.words);
    std::vector<worksheet_row> rows;
    for (auto& it : table.rows) {
        const auto cell = [&](std::size_t which) {
            return which < it.fields.size() ? it.fields[which] : std::string();
        };
        rows.push_back({moodle_number(cell(at.number)), cell(at.name), cell(at.maximum),
                        cell(at.changeable) == "No" ? "export.locked" : "", &it.fields[at.grade]});
    }
    left_out without;
    fill_in(rows, platform::moodle, from, without);
    into.files.push_back({worksheet_file, table_text(table)});
    into.attention = without.concerns(worksheet_file, from.words);
}

// The folder that Moodle's importer recognises: NAME_NUMBER_assignsubmission_file_.
std::string moodle_folder(const wire::result& of, const std::string& number,
                          const export_source& from) {
    const auto named = from_platform(of.submission.file);
    const auto* who = from.students.find(of.submission.student);
    std::string name = of.submission.name;
    if (named && named->number.empty())
        name = named->person;
    else if (who != nullptr)
        name = who->name;
    std::replace_if(
        name.begin(), name.end(), [](char c) { return c == '_' || c == '/' || c == '\\'; }, ' ');
    return name + "_" + number + "_assignsubmission_file_";
}

// A page that is uploaded alone has no guide to link to.
void zip_feedback(const export_source& from, exported& into) {
    std::map<std::string, std::vector<const wire::result*>> by_number;
    left_out without;
    for (const auto& it : from.results) {
        const auto number = platform_number(it, platform::moodle, from);
        if (number.empty())
            without.add("export.no-number", it.submission.name);
        else if (!has_score(it))
            without.add("export.no-score", it.submission.name);
        else
            by_number[number].push_back(&it);
    }
    std::vector<support::file_entry> entries;
    for (const auto& [number, all] : by_number) {
        if (all.size() > 1)
            without.add("export.two", all.front()->submission.name);
        else
            entries.push_back({moodle_folder(*all.front(), number, from) + "/feedback.html",
                               feedback_page(*all.front(), from.words)});
    }
    if (!entries.empty()) into.files.push_back({feedback_zip, support::zip(std::move(entries))});
    for (auto& it : without.concerns(feedback_zip, from.words))
        into.attention.push_back(std::move(it));
}

}  // namespace

csv_table read_moodle(std::string_view text, const std::string& file,
                      const course::catalogue& words) {
    auto result = read_csv(text, file);
    static_cast<void>(moodle_columns_of(result, file, words));
    return result;
}

exported export_moodle(const export_source& from) {
    exported result;
    if (from.moodle != nullptr) fill_moodle(from, result);
    zip_feedback(from, result);
    return result;
}

}  // namespace grading
