#include "course/course.hpp"

#include "course/toml.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>
#include <utility>

namespace course {
namespace {

/// One TOML table and the file it stands in, for messages that say where.
class reader {
  public:
    reader(const toml::table& table, std::string place) : table_(table), place_(std::move(place)) {}

    [[noreturn]] void fail(const std::string& what) const {
        throw std::runtime_error(place_ + ": " + what);
    }

    [[nodiscard]] std::string text(std::string_view key) const {
        const auto value = table_[key].value<std::string>();
        if (!value) fail("`" + std::string(key) + "` is missing, or is not a text");
        return *value;
    }

    [[nodiscard]] std::string text_or_empty(std::string_view key) const {
        return table_[key].value_or(std::string());
    }

    [[nodiscard]] int number(std::string_view key) const {
        const auto value = table_[key].value<int>();
        if (!value) fail("`" + std::string(key) + "` is missing, or is not a number");
        return *value;
    }

    [[nodiscard]] bool flag(std::string_view key) const { return table_[key].value_or(false); }

    [[nodiscard]] localized both(std::string_view key) const {
        const auto* pair = table_[key].as_table();
        if (pair == nullptr) fail("`" + std::string(key) + ".en` and `.es` are missing");
        const reader words(*pair, place_ + ", " + std::string(key));
        return {words.text("en"), words.text("es")};
    }

    [[nodiscard]] std::vector<std::string> list(std::string_view key) const {
        std::vector<std::string> result;
        const auto* items = table_[key].as_array();
        if (items == nullptr) return result;
        for (const auto& item : *items)
            result.push_back(item.value_or(std::string()));
        return result;
    }

    [[nodiscard]] std::optional<reader> table(std::string_view key) const {
        const auto* table = table_[key].as_table();
        if (table == nullptr) return std::nullopt;
        return reader(*table, place_ + ", " + std::string(key));
    }

    [[nodiscard]] std::vector<reader> tables(std::string_view key) const {
        std::vector<reader> result;
        const auto* items = table_[key].as_array();
        if (items == nullptr) return result;
        for (const auto& item : *items) {
            const auto where = place_ + ":" + std::to_string(item.source().begin.line);
            if (const auto* table = item.as_table()) result.emplace_back(*table, where);
        }
        return result;
    }

  private:
    const toml::table& table_;
    std::string place_;
};

std::optional<hint> read_hint(const reader& todo) {
    const auto from = todo.table("hint");
    if (!from) return std::nullopt;
    return hint{from->both("question"), from->both("idea"), from->text("guide"),
                from->text("nearly")};
}

todo read_todo(const reader& from, int number) {
    return {number,
            from.text("name"),
            from.both("text"),
            from.text_or_empty("man"),
            from.text_or_empty("code"),
            read_hint(from)};
}

other_terminal read_other_terminal(const reader& exercise) {
    const auto from = exercise.table("other_terminal");
    if (!from) return {};
    return {from->number("port_argument"), from->text("default_port"), from->list("commands")};
}

check read_check(const reader& from, const exercise& of) {
    const auto& program = of.program;
    check result;
    result.id = program + "/" + from.text("id");
    result.points = from.number("points");
    const auto todo = from.text("todo");
    result.todo = of.todo_number(todo);
    if (result.todo == 0) from.fail("no [[todo]] has the name `" + todo + "`");
    for (const auto& id : from.list("after"))
        result.after.push_back(program + "/" + id);
    result.hidden = from.flag("hidden");
    result.sanitized = from.flag("sanitized");
    result.title = from.both("title");
    result.does = from.both("does");
    return result;
}

// What the suite and the grader rely on without looking again.
void verify(const exercise& it, const reader& place) {
    int sum = 0;
    std::set<std::string> before;
    std::set<std::string> hidden;
    for (const auto& check : it.checks) {
        sum += check.points;
        for (const auto& earlier : check.after) {
            if (before.count(earlier) == 0)
                place.fail(check.id + " comes after " + earlier + ", which is not above it");
            if (!check.hidden && hidden.count(earlier) != 0)
                place.fail(check.id + " comes after " + earlier +
                           ", which is hidden: students do not have it");
        }
        if (check.hidden) hidden.insert(check.id);
        if (!before.insert(check.id).second) place.fail(check.id + " stands there twice");
    }
    if (sum != it.points) {
        place.fail("its checks are worth " + std::to_string(sum) + " points, not " +
                   std::to_string(it.points));
    }
}

exercise read_exercise(const std::filesystem::path& folder) {
    const auto file = folder / "exercise.toml";
    const auto table = read_toml(file);
    const reader from(table, file.string());

    exercise result;
    result.folder = folder.filename().string();
    result.program = from.text("program");
    result.points = from.number("points");
    result.title = from.both("title");
    int number = 0;
    for (const auto& item : from.tables("todo")) {
        auto read = read_todo(item, ++number);
        if (result.todo_number(read.name) != 0)
            item.fail("another [[todo]] has the name `" + read.name + "`");
        result.todos.push_back(std::move(read));
    }
    for (const auto& item : from.tables("check"))
        result.checks.push_back(read_check(item, result));
    result.other_terminal = read_other_terminal(from);
    verify(result, from);
    return result;
}

}  // namespace

int exercise::todo_number(std::string_view name) const {
    const auto found =
        std::find_if(todos.begin(), todos.end(), [&](const todo& it) { return it.name == name; });
    return found == todos.end() ? 0 : found->number;
}

const exercise* course::find(std::string_view program) const {
    const auto found = std::find_if(exercises.begin(), exercises.end(), [&](const exercise& it) {
        return it.program == program || it.folder == program;
    });
    return found == exercises.end() ? nullptr : &*found;
}

int course::automatic_points() const {
    int sum = 0;
    for (const auto& it : exercises)
        sum += it.points;
    return sum;
}

course load(const std::filesystem::path& exercises) {
    const auto file = exercises / "course.toml";
    const auto table = read_toml(file);
    const reader from(table, file.string());

    course result;
    result.title = from.both("title");
    result.report_points = from.number("report_points");
    result.solution_after_passing = from.flag("solution_after_passing");
    std::vector<std::filesystem::path> folders;
    for (const auto& item : std::filesystem::directory_iterator(exercises)) {
        if (std::filesystem::exists(item.path() / "exercise.toml")) folders.push_back(item.path());
    }
    std::sort(folders.begin(), folders.end());
    for (const auto& folder : folders) {
        auto exercise = read_exercise(folder);
        // With a copy of a folder beside it, one of the two would be judged by chance.
        if (const auto* other = result.find(exercise.program)) {
            throw std::runtime_error(exercise.folder + " and " + other->folder +
                                     " are both the exercise " + exercise.program +
                                     ": move one of them out of " + exercises.string());
        }
        result.exercises.push_back(std::move(exercise));
    }
    return result;
}

}  // namespace course
