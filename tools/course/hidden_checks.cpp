#include "course/hidden_checks.hpp"

#include "support/lines.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <cstddef>
#include <set>
#include <stdexcept>
#include <vector>

namespace course {
namespace {

toml::table parse(std::string_view text) {
    try {
        return toml::parse(text);
    } catch (const toml::parse_error& error) {
        throw std::runtime_error("line " + std::to_string(error.source().begin.line) + ": " +
                                 std::string(error.description()));
    }
}

bool is_hidden(const toml::node& check) {
    const auto* table = check.as_table();
    return table != nullptr && (*table)["hidden"].value_or(false);
}

std::size_t line_of(const toml::node& node) {
    return node.source().begin.line;
}

/// The lines of the headers `[name]` and `[[name]]` on the top level.
std::set<std::size_t> header_lines(const toml::table& exercise) {
    std::set<std::size_t> result;
    for (const auto& [key, node] : exercise) {
        if (const auto* list = node.as_array(); list != nullptr && list->is_array_of_tables()) {
            for (const auto& item : *list)
                result.insert(line_of(item));
        } else if (node.is_table()) {
            result.insert(line_of(node));
        }
    }
    return result;
}

bool is_comment(std::string_view line) {
    const auto text = support::trimmed(line);
    return !text.empty() && text.front() == '#';
}

/// The first of the comment lines that stand directly above the header in line `header`.
std::size_t with_its_comment(const std::vector<std::string_view>& lines, std::size_t header) {
    while (header > 1 && is_comment(lines[header - 2]))
        --header;
    return header;
}

std::string joined(const std::vector<std::string_view>& lines, const std::set<std::size_t>& out) {
    std::string result;
    for (std::size_t line = 1; line <= lines.size(); ++line)
        if (out.count(line) == 0) result.append(lines[line - 1]).append("\n");
    return result;
}

/// An exercise's points are the sum of its checks'.
std::string with_fewer_points(std::string_view text, const toml::table& exercise, int fewer) {
    const auto* points = exercise.get("points");
    std::string result;
    std::size_t number = 0;
    for (const auto line : support::lines(text)) {
        result.append(line).append("\n");
        if (fewer == 0 || points == nullptr || ++number != line_of(*points)) continue;
        const auto begin = points->source().begin.column - 1;
        const auto end = points->source().end.column - 1;
        const auto left = std::to_string(points->value_or(0) - fewer);
        result.replace(result.size() - line.size() - 1 + begin, end - begin, left);
    }
    return result;
}

std::vector<std::string> public_ids(const toml::table& exercise) {
    std::vector<std::string> result;
    const auto* checks = exercise.get_as<toml::array>("check");
    if (checks == nullptr) return result;
    for (const auto& check : *checks)
        if (!is_hidden(check)) result.push_back((*check.as_table())["id"].value_or(std::string()));
    return result;
}

bool has_hidden(const toml::table& exercise) {
    const auto* checks = exercise.get_as<toml::array>("check");
    return checks != nullptr && std::any_of(checks->begin(), checks->end(), is_hidden);
}

}  // namespace

std::string without_hidden_checks(std::string_view exercise_toml) {
    const auto exercise = parse(exercise_toml);
    if (!has_hidden(exercise)) return std::string(exercise_toml);
    // The line of `points` stands above all checks, so it does not move when checks are cut out.
    int fewer = 0;
    std::set<std::size_t> out;
    const auto lines = support::lines(exercise_toml);
    const auto headers = header_lines(exercise);
    for (const auto& check : *exercise.get_as<toml::array>("check")) {
        if (!is_hidden(check)) continue;
        fewer += (*check.as_table())["points"].value_or(0);
        const auto next = headers.upper_bound(line_of(check));
        const auto end = next == headers.end() ? lines.size() + 1 : with_its_comment(lines, *next);
        for (auto line = with_its_comment(lines, line_of(check)); line < end; ++line)
            out.insert(line);
    }
    const auto result = with_fewer_points(joined(lines, out), exercise, fewer);
    const auto left = parse(result);
    if (has_hidden(left) || public_ids(left) != public_ids(exercise))
        throw std::runtime_error("line " + std::to_string(*out.begin()) +
                                 ": write each check as a [[check]] of its own");
    return result;
}

}  // namespace course
