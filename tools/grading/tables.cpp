#include "grading/tables.hpp"

#include "grading/exports.hpp"
#include "grading/problem.hpp"
#include "grading/record.hpp"
#include "grading/worksheet.hpp"
#include "support/files.hpp"
#include "support/text.hpp"

namespace grading {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t largest_table = 4 * 1024 * 1024;

// A mistake in a table stops grading before anything is judged, with its line.
template <class Read>
auto in_a_table(const course::catalogue& words, const Read& read) {
    try {
        return read();
    } catch (const std::runtime_error& why) {
        throw broken_input(error_of_use, words.text("use.unread-table",
                                                    {{"why", support::one_line(why.what(), 400)}}));
    }
}

std::optional<std::string> read_file_given(const fs::path& file, const course::catalogue& words) {
    if (file.empty()) return std::nullopt;
    if (!fs::is_regular_file(file))
        throw problem(error_of_use, words.text("use.no-such-file", {{"path", file.string()}}));
    return support::read_file(file);
}

// The file that is given takes the place of the one in OUT once it has been read without a mistake.
roster read_roster(const folder& out, const std::optional<std::string>& given,
                   const context& with) {
    const std::string name(roster_file);
    const auto text = given ? given : out.read(name, largest_table);
    if (!text) return {};
    const auto shown = given ? with.asked.roster : out.shown() / name;
    auto result = in_a_table(
        with.words, [&] { return roster::read(*text, shown.generic_string(), with.course); });
    if (given) record_file(out, name, *text, with.words);
    return result;
}

// The form in OUT, which may be filled in where it is, and the one that is given.
void read_rubrics(const folder& out, const std::optional<std::string>& given, context& with) {
    const std::string name(rubric_file);
    const auto add = [&](const std::optional<std::string>& text, const fs::path& shown) {
        if (!text) return;
        auto rows = in_a_table(
            with.words, [&] { return read_rubric(*text, shown.generic_string(), with.course); });
        std::move(rows.begin(), rows.end(), std::back_inserter(with.rubric));
    };
    add(given, with.asked.rubric);
    add(out.read(name, largest_table), out.shown() / name);
}

// A platform's table is an export of its own. A mistake in it is found before anything is judged.
void read_worksheets(context& with) {
    const auto& words = with.words;
    if (const auto text = read_file_given(with.asked.moodle, words)) {
        with.moodle = in_a_table(
            words, [&] { return read_moodle(*text, with.asked.moodle.generic_string(), words); });
        with.exports.emplace_back("moodle");
    }
    if (const auto text = read_file_given(with.asked.canvas, words)) {
        with.canvas = in_a_table(words, [&] {
            return read_canvas(*text, with.asked.canvas.generic_string(), with.course,
                               with.asked.assignment, words);
        });
        with.exports.emplace_back("canvas");
    }
    for (const auto& it : with.exports)
        if (it == "canvas" && !with.canvas)
            throw problem(error_of_use, words.text("export.canvas-needs"));
}

}  // namespace

given_tables read_given(context& with) {
    read_worksheets(with);
    return {read_file_given(with.asked.rubric, with.words),
            read_file_given(with.asked.roster, with.words)};
}

void read_tables(const folder& out, const given_tables& given, context& with) {
    with.marks = mark_book::read(out, with.words);
    with.roster = read_roster(out, given.roster, with);
    read_rubrics(out, given.rubric, with);
}

void adopt_rubric(const std::vector<wire::result>& earlier, const folder& out, context& with) {
    std::vector<course::mark> marks;
    in_a_table(with.words, [&] {
        for (const auto& row : with.rubric)
            if (auto it = mark_of(row, earlier, with.course, with.words.speaks()))
                marks.push_back(std::move(*it));
        return 0;
    });
    with.marks.adopt(marks, out, with.words);
}

}  // namespace grading
