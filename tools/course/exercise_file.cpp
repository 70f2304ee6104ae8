#include "course/exercise_file.hpp"

#include "course/table_reader.hpp"
#include "course/toml.hpp"

#include <set>
#include <utility>

namespace course {
namespace {

using reader = table_reader;

std::optional<hint> read_hint(reader& todo) {
    auto from = todo.table("hint");
    if (!from) return std::nullopt;
    hint result{from->both("question"), from->both("idea"), from->text("guide"),
                from->text("nearly")};
    from->done();
    return result;
}

todo read_todo(reader& from, int number) {
    todo result{number,
                from.text("name"),
                from.both("text"),
                from.text_or("man", ""),
                from.text_or("code", ""),
                read_hint(from)};
    from.done();
    return result;
}

check read_check(reader& from, const exercise& of) {
    check result;
    result.id = of.program + "/" + from.text("id");
    result.points = from.number("points");
    const auto todo = from.text_or("todo", "");
    result.todo = of.todo_number(todo);
    if (result.todo == 0 && !todo.empty()) from.fail("no [[todo]] has the name `" + todo + "`");
    for (const auto& id : from.list("after"))
        result.after.push_back(of.program + "/" + id);
    result.hidden = from.flag("hidden");
    result.sanitized = from.flag("sanitized");
    result.title = from.both("title");
    result.does = from.both("does");
    from.done();
    return result;
}

other_terminal read_other_terminal(reader& from) {
    other_terminal result{from.number("port_argument"), from.text("default_port"),
                          from.list("commands")};
    from.done();
    return result;
}

/// The programs of one exercise.toml, while it is read.
class programs {
  public:
    programs(const std::vector<std::string>& names, const exercise& common) {
        for (const auto& name : names) {
            all_.push_back(common);
            all_.back().program = name;
        }
    }

    /// The program of a table. An exercise with several programs names one in each table.
    exercise& of(reader& table) {
        if (all_.size() == 1) return all_.front();
        const auto name = table.text("program");
        for (auto& it : all_)
            if (it.program == name) return it;
        table.fail("no program of this exercise has the name `" + name + "`");
    }

    [[nodiscard]] std::vector<exercise>& all() { return all_; }

  private:
    std::vector<exercise> all_;
};

// What the suite and the grader rely on without looking again.
void verify(const exercise& it, const reader& place) {
    std::set<std::string> before;
    std::set<std::string> hidden;
    for (const auto& check : it.checks) {
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
}

void require_sum(const std::vector<exercise>& programs, int points, const reader& place) {
    int sum = 0;
    for (const auto& it : programs)
        sum += it.points;
    if (sum == points) return;
    place.fail("its checks are worth " + std::to_string(sum) + " points, not " +
               std::to_string(points));
}

std::vector<std::string> program_names(reader& from) {
    if (!from.has("programs")) return {from.text("program")};
    auto result = from.list("programs");
    if (result.empty()) from.fail("`programs` is empty");
    return result;
}

void read_todos(reader& from, programs& into) {
    for (auto& item : from.tables("todo")) {
        auto& program = into.of(item);
        auto read = read_todo(item, static_cast<int>(program.todos.size()) + 1);
        if (program.todo_number(read.name) != 0)
            item.fail("another [[todo]] has the name `" + read.name + "`");
        program.todos.push_back(std::move(read));
    }
}

void read_checks(reader& from, programs& into) {
    for (auto& item : from.tables("check")) {
        auto& program = into.of(item);
        program.checks.push_back(read_check(item, program));
        program.points += program.checks.back().points;
    }
}

void read_other_terminals(reader& from, programs& into) {
    if (into.all().size() > 1) {
        for (auto& item : from.tables("other_terminal")) {
            // First the program: the right side of an assignment is evaluated first, and its reader
            // would find the key `program` unknown.
            auto& program = into.of(item);
            program.other_terminal = read_other_terminal(item);
        }
    } else if (auto table = from.table("other_terminal")) {
        into.all().front().other_terminal = read_other_terminal(*table);
    }
}

}  // namespace

std::vector<exercise> read_exercise(const std::filesystem::path& folder,
                                    std::optional<language> only) {
    const auto file = folder / "exercise.toml";
    const auto table = read_toml(file);
    reader from(table, file.string());
    from.set_only(only);

    exercise common;
    common.folder = folder.filename().string();
    const auto names = program_names(from);
    const auto points = from.number("points");
    common.title = from.both("title");
    common.files = from.list("files");
    common.many_clients = from.flag("many_clients");
    programs result(names, common);
    read_todos(from, result);
    read_checks(from, result);
    read_other_terminals(from, result);
    from.done();
    require_sum(result.all(), points, from);
    for (const auto& it : result.all())
        verify(it, from);
    return std::move(result.all());
}

}  // namespace course
