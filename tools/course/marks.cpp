#include "course/marks.hpp"

#include "course/table_reader.hpp"
#include "course/toml.hpp"
#include "support/text.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <locale>
#include <sstream>

namespace course {
namespace {

// With fewer digits, two reports could be confused by chance.
constexpr std::size_t fewest_digits = 6;

constexpr double too_many_points = 1e6;

double points_in(table_reader& from) {
    const auto points = from.decimal("points");
    if (!points) from.fail("`points` is missing");
    return *points;
}

mark read_mark(table_reader& from) {
    mark result;
    result.submission = from.text("submission");
    result.report = from.text("report");
    if (result.report.size() < fewest_digits)
        from.fail("`report` is too short: at least " + std::to_string(fewest_digits) + " digits");
    result.points = from.decimal("points");
    if (result.points && !(*result.points >= 0)) from.fail("`points` is below zero");
    if (result.points && *result.points >= too_many_points) from.fail("`points` is too large");
    result.comment = from.text_or("comment", "");
    result.author = from.text_or("author", "");
    result.date = from.date_or_text("date");
    result.where = from.where();
    from.done();
    return result;
}

override_points read_override(table_reader& from) {
    override_points result;
    result.submission = from.text("submission");
    result.check = from.text("check");
    const auto points = points_in(from);
    if (!(points >= 0 && points < too_many_points) || points != std::floor(points))
        from.fail("`points` of a check is a whole number");
    result.points = static_cast<int>(points);
    result.comment = from.text_or("comment", "");
    result.author = from.text_or("author", "");
    result.date = from.date_or_text("date");
    result.where = from.where();
    from.done();
    return result;
}

extension read_extension(table_reader& from) {
    const auto until = from.time("until");
    if (!until) from.fail("`until` is missing");
    extension result{from.text("submission"), *until, from.text_or("comment", ""), from.where()};
    from.done();
    return result;
}

// toml++ chooses between the two kinds of quotes; a person fills these in. What is read again is
// the same: a comment that came back changed would be taken for a new mark.
std::string quoted(const std::string& text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string result = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7f) {
            result.append("\\u00").append({digits[byte / 16], digits[byte % 16]});
            continue;
        }
        if (c == '"' || c == '\\') result += '\\';
        result += c;
    }
    return result + "\"";
}

}  // namespace

// std::from_chars for double is not in every standard library; strtod depends on the locale.
std::optional<double> read_points(std::string_view written) {
    std::string text(written);
    std::replace(text.begin(), text.end(), ',', '.');
    std::istringstream from(text);
    from.imbue(std::locale::classic());
    double value = 0;
    if (!(from >> value) || !(from >> std::ws).eof()) return std::nullopt;
    return value;
}

marks read_marks(std::string_view text, const std::string& file) {
    const auto table = parse_toml(text, file);
    table_reader from(table, file);
    marks result;
    for (auto& item : from.tables("mark"))
        result.reports.push_back(read_mark(item));
    for (auto& item : from.tables("override"))
        result.overrides.push_back(read_override(item));
    for (auto& item : from.tables("extension"))
        result.extensions.push_back(read_extension(item));
    const auto author = from.text_or("author", "");
    from.done();
    for (auto& it : result.reports)
        if (it.author.empty()) it.author = author;
    for (auto& it : result.overrides)
        if (it.author.empty()) it.author = author;
    return result;
}

std::string to_toml(const mark& it, const std::string& remark) {
    std::ostringstream points;
    points.imbue(std::locale::classic());
    points.precision(std::numeric_limits<double>::digits10);
    if (it.points) points << *it.points;
    return "\n[[mark]]\nsubmission = " + quoted(it.submission) + "\nreport = " + quoted(it.report) +
           "\npoints = " + quoted(points.str()) + "  # " + support::one_line(remark, 1000) +
           "\ncomment = " + quoted(it.comment) +
           (it.author.empty() ? "" : "\nauthor = " + quoted(it.author)) +
           "\ndate = " + quoted(it.date) + "\n";
}

}  // namespace course
