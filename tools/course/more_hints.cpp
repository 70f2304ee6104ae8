#include "course/more_hints.hpp"

#include "course/table_reader.hpp"
#include "course/toml.hpp"

#include <algorithm>

namespace course {

bool check_hint::is_about(std::string_view check) const {
    const auto name = check.substr(check.find('/') + 1);
    return std::any_of(checks.begin(), checks.end(),
                       [&](const std::string& it) { return it == check || it == name; });
}

more_hints read_hints(const std::filesystem::path& file) {
    more_hints result;
    if (!std::filesystem::is_regular_file(file)) return result;
    const auto table = read_toml(file);
    table_reader from(table, file.string());
    for (auto& it : from.tables("hint")) {
        result.of_checks.push_back(
            {it.list("checks"),
             {it.both("question"), it.both("idea"), it.text("guide"), it.text("nearly")},
             it.text("posix")});
        it.done();
    }
    for (auto& it : from.tables("posix")) {
        const auto idea = it.has("idea") ? std::optional(it.both("idea")) : std::nullopt;
        result.of_todos.push_back({it.text("program"), it.text("todo"), idea, it.text("nearly")});
        it.done();
    }
    from.done();
    return result;
}

}  // namespace course
