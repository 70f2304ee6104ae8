#include "course/todo_regions.hpp"

#include "support/lines.hpp"
#include "support/text_width.hpp"

#include <algorithm>
#include <cctype>
#include <optional>

namespace course {
namespace {

constexpr std::string_view opening = "//[todo ";
constexpr std::string_view closing = "//[/todo]";
constexpr int stub_columns = 96;

// What an opening marker says: "    //[todo accept]" is "accept", "//[todo 3]" is "3".
std::optional<std::string> opened(std::string_view line) {
    const auto text = support::trimmed(line);
    if (text.substr(0, opening.size()) != opening || text.back() != ']') return std::nullopt;
    const auto label = text.substr(opening.size(), text.size() - opening.size() - 1);
    const bool word =
        !label.empty() && std::all_of(label.begin(), label.end(), [](unsigned char c) {
            return std::isalnum(c) != 0 || c == '-' || c == '_';
        });
    if (!word) return std::nullopt;
    return std::string(label);
}

bool is_number(const std::string& label) {
    return std::isdigit(static_cast<unsigned char>(label.front())) != 0;
}

// The solution and exercise.toml list the same TODOs in the same order.
void require_name(const region& gap, const todo& described) {
    if (is_number(gap.label) || gap.label == described.name) return;
    throw marker_error(gap.line, "the TODO `" + gap.label +
                                     "` is marked here, but [[todo]] number " +
                                     std::to_string(described.number) + " of exercise.toml is `" +
                                     described.name + "`");
}

bool closed(std::string_view line) {
    return support::trimmed(line) == closing;
}

// A marker that was mistyped would otherwise show the answer to the students.
bool mistyped(std::string_view line) {
    const auto text = support::trimmed(line);
    return text.find("//[") != std::string_view::npos &&
           text.find("todo") != std::string_view::npos;
}

std::string todo_comment(const todo& todo, const std::string& indentation, language in) {
    const auto first = indentation + "// TODO " + std::to_string(todo.number) + ": ";
    auto rest = indentation + "//";
    rest.append(first.size() - rest.size(), ' ');
    std::string result = support::paragraph(first, rest, todo.text.in(in), stub_columns);
    if (todo.man.empty()) return result;
    const auto* pages = in == language::es ? "// Páginas de manual: " : "// Man pages: ";
    return result + indentation + pages + todo.man + "\n";
}

std::string placeholder(const todo& todo, const std::string& indentation) {
    std::string result;
    if (todo.code.empty()) return result;
    for (const auto line : support::lines(todo.code))
        result.append(line.empty() ? "" : indentation).append(line).append("\n");
    return result;
}

}  // namespace

marker_error::marker_error(int line_number, const std::string& why)
    : std::runtime_error(why), line(line_number) {}

std::vector<region> regions(std::string_view solution) {
    std::vector<region> result;
    bool inside = false;
    int number = 0;
    for (const auto line : support::lines(solution)) {
        ++number;
        if (const auto todo = opened(line)) {
            if (inside) throw marker_error(number, "a TODO begins inside another one");
            const auto next = static_cast<int>(result.size()) + 1;
            if (is_number(*todo) && *todo != std::to_string(next))
                throw marker_error(number, "TODOs are numbered 1, 2, 3… as they come");
            result.push_back(
                {next, number, std::string(line.substr(0, line.find('/'))), {}, *todo});
            inside = true;
        } else if (closed(line)) {
            if (!inside) throw marker_error(number, "a TODO ends that has not begun");
            inside = false;
        } else if (mistyped(line)) {
            throw marker_error(number, "neither //[todo NAME] nor //[/todo]");
        } else if (inside) {
            result.back().lines.emplace_back(line);
        }
    }
    if (inside) throw marker_error(result.back().line, "this TODO does not end");
    return result;
}

std::string stub(std::string_view solution, const exercise& exercise, language in) {
    const auto gaps = regions(solution);
    if (gaps.size() != exercise.todos.size()) {
        throw marker_error(1, std::to_string(gaps.size()) + " TODOs are marked here, but " +
                                  exercise.folder + "/exercise.toml describes " +
                                  std::to_string(exercise.todos.size()));
    }
    for (std::size_t i = 0; i < gaps.size(); ++i)
        require_name(gaps[i], exercise.todos[i]);
    std::string result;
    bool inside = false;
    std::size_t next = 0;
    for (const auto line : support::lines(solution)) {
        if (opened(line)) {
            const auto index = next++;
            result += todo_comment(exercise.todos[index], gaps[index].indentation, in);
            result += placeholder(exercise.todos[index], gaps[index].indentation);
            inside = true;
        } else if (closed(line)) {
            inside = false;
        } else if (!inside) {
            result.append(line).append("\n");
        }
    }
    return result;
}

std::string with_todo_back(std::string_view solution, const todo& todo) {
    std::string result;
    bool inside = false;
    int number = 0;
    for (const auto line : support::lines(solution)) {
        const bool opens = opened(line).has_value();
        if (opens && ++number == todo.number) {
            inside = true;
            const auto indentation = std::string(line.substr(0, line.find('/')));
            result += placeholder(todo, indentation);
        }
        if (closed(line)) {
            inside = false;
        } else if (!inside && !opens) {
            result.append(line).append("\n");
        }
    }
    return result;
}

std::string without_markers(std::string_view solution) {
    std::string result;
    for (const auto line : support::lines(solution)) {
        if (!opened(line) && !closed(line)) result.append(line).append("\n");
    }
    return result;
}

int todo_line(std::string_view source, int todo) {
    const auto wanted = "TODO " + std::to_string(todo);
    int number = 0;
    for (const auto line : support::lines(source)) {
        ++number;
        const auto comment = line.find("//");
        if (comment == std::string_view::npos) continue;
        const auto at = line.find(wanted, comment);
        if (at == std::string_view::npos) continue;
        const auto after = line.substr(at + wanted.size());
        if (after.empty() || std::isdigit(static_cast<unsigned char>(after.front())) == 0)
            return number;
    }
    return 0;
}

}  // namespace course
