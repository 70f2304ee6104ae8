#include "course/course.hpp"

#include "course/exercise_file.hpp"
#include "course/table_reader.hpp"
#include "course/toml.hpp"
#include "support/similar.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace course {
namespace {

using reader = table_reader;

std::vector<weight> read_weights(reader& from) {
    std::vector<weight> result;
    auto table = from.table("weights");
    if (!table) return result;
    for (const auto& folder : table->keys())
        result.push_back({folder, table->number_or(folder, 0, 1, 10'000)});
    table->done();
    return result;
}

std::vector<criterion> read_rubric(reader& from, int report_points) {
    std::vector<criterion> result;
    int sum = 0;
    for (auto& item : from.tables("rubric")) {
        criterion it{item.text("id"), item.number_or("points", 0, 1, 10'000), item.both("title")};
        item.done();
        for (const auto& other : result)
            if (other.id == it.id) item.fail("another criterion has the id `" + it.id + "`");
        sum += it.points;
        result.push_back(std::move(it));
    }
    if (!result.empty() && sum != report_points)
        from.fail("the criteria of `rubric` are worth " + std::to_string(sum) + " points, not " +
                  std::to_string(report_points));
    return result;
}

assignment read_assignment(reader& from) {
    assignment result;
    result.name = from.text("name");
    result.title = from.both("title");
    result.folders = from.list("exercises");
    result.report_points = from.number("report_points");
    result.report = from.text_or("report", result.report);
    // The bundle takes the report from its template by this name; any other file of exercises/ is
    // published unchanged.
    if (result.report.rfind("REPORTE", 0) != 0 || result.report.find('/') != std::string::npos)
        from.fail("`report` is not the name of a file that begins with REPORTE");
    result.due = from.time("due");
    result.section_words = from.number_or("section_words", 0, 0, 10'000);
    result.evidence = from.list("evidence");
    result.weights = read_weights(from);
    result.rubric = read_rubric(from, result.report_points);
    from.done();
    return result;
}

// Each weight is of an exercise that the assignment names and that has points.
void require_weights(const course& whole, const assignment& it, const reader& place) {
    for (const auto& weight : it.weights) {
        const bool named =
            std::find(it.folders.begin(), it.folders.end(), weight.folder) != it.folders.end();
        if (!named)
            place.fail("`weights` names `" + weight.folder + "`, which is not in `exercises`");
        if (whole.folder_points(weight.folder) == 0)
            place.fail("`" + weight.folder + "` has no points that a weight could scale");
    }
}

late_rule read_late(reader& from) {
    auto table = from.table("late");
    if (!table) return {};
    late_rule result;
    result.grace_minutes = table->number_or("grace_minutes", 0, 0, 7 * 24 * 60);
    result.percent_per_day = table->number_or("percent_per_day", 0, 0, 100);
    if (table->has("most_days")) result.most_days = table->number_or("most_days", 0, 0, 365);
    table->done();
    return result;
}

std::optional<language> read_only(reader& from) {
    const auto names = from.list("languages");
    if (names.empty()) return std::nullopt;
    for (const auto& name : names)
        if (name != code(language_of(name)))
            from.fail_at("languages", "`" + name + "` is neither `en` nor `es`");
    if (names.size() > 1) return std::nullopt;
    return language_of(names.front());
}

hidden_failure read_hidden_failures(reader& from) {
    const auto found = hidden_failure_of(from.text_or("hidden_failures", "nothing"));
    if (found) return *found;
    from.fail_at("hidden_failures", "`hidden_failures` is none of nothing, cause, full");
}

std::chrono::minutes read_time_zone(reader& from) {
    const auto offset = parse_offset(from.text_or("time_zone", "Z"));
    if (!offset) from.fail_at("time_zone", "`time_zone` is not an offset from UTC (\"-05:00\")");
    return *offset;
}

// A student may have renamed a folder: its number still says which one is meant.
void follow_renamed_folders(const course& whole, assignment& it) {
    for (auto& folder : it.folders) {
        if (!whole.in_folder(folder).empty()) continue;
        const auto before = folder;
        const auto number = folder.substr(0, folder.find('_') + 1);
        const auto found =
            std::find_if(whole.exercises.begin(), whole.exercises.end(), [&](const exercise& each) {
                return !number.empty() && each.folder.compare(0, number.size(), number) == 0;
            });
        if (found != whole.exercises.end()) folder = found->folder;
        for (auto& weight : it.weights)
            if (weight.folder == before) weight.folder = folder;
    }
}

// Each folder that an assignment names is there, and no other assignment names it.
void require_folders(const course& whole, const assignment& it, const reader& place) {
    std::vector<std::string> known;
    for (const auto& exercise : whole.exercises)
        known.push_back(exercise.folder);
    for (const auto& folder : it.folders) {
        if (whole.in_folder(folder).empty()) {
            const auto meant = support::similar(folder, known);
            place.fail("there is no exercise `" + folder + "`" +
                       (meant.empty() ? "" : "; did you mean `" + meant + "`?"));
        }
        for (const auto& other : whole.assignments)
            if (other.holds(*whole.in_folder(folder).front()))
                place.fail("`" + folder + "` is in the assignment " + other.name + ", too");
    }
}

void read_assignments(reader& from, course& into) {
    for (auto& item : from.tables("assignment")) {
        auto it = read_assignment(item);
        if (into.find_assignment(it.name) != nullptr)
            item.fail("another [[assignment]] has the name `" + it.name + "`");
        follow_renamed_folders(into, it);
        require_folders(into, it, item);
        require_weights(into, it, item);
        into.assignments.push_back(std::move(it));
    }
    if (into.assignments.empty()) from.fail("no [[assignment]] says what is handed in together");
}

std::vector<std::filesystem::path> exercise_folders(const std::filesystem::path& exercises) {
    std::vector<std::filesystem::path> result;
    for (const auto& item : std::filesystem::directory_iterator(exercises)) {
        if (std::filesystem::exists(item.path() / "exercise.toml")) result.push_back(item.path());
    }
    std::sort(result.begin(), result.end());
    return result;
}

void add_exercise(std::vector<exercise> programs, const std::filesystem::path& exercises,
                  course& into) {
    for (auto& it : programs) {
        // With a copy of a folder beside it, one of the two would be judged by chance.
        if (const auto* other = into.find(it.program)) {
            throw std::runtime_error(it.folder + " and " + other->folder +
                                     " are both the exercise " + it.program +
                                     ": move one of them out of " + exercises.string());
        }
        into.exercises.push_back(std::move(it));
    }
}

}  // namespace

bool exercise::is_source(std::string_view file) const {
    return std::any_of(dialects.begin(), dialects.end(),
                       [&](const dialect_traits& it) { return file == source(it.which); });
}

int exercise::todo_number(std::string_view name) const {
    const auto found =
        std::find_if(todos.begin(), todos.end(), [&](const todo& it) { return it.name == name; });
    return found == todos.end() ? 0 : found->number;
}

bool assignment::holds(const exercise& it) const {
    return std::find(folders.begin(), folders.end(), it.folder) != folders.end();
}

std::string_view name(hidden_failure which) {
    if (which == hidden_failure::nothing) return "nothing";
    return which == hidden_failure::cause ? "cause" : "full";
}

std::optional<hidden_failure> hidden_failure_of(std::string_view name_of_it) {
    for (const auto each : {hidden_failure::nothing, hidden_failure::cause, hidden_failure::full})
        if (name_of_it == name(each)) return each;
    return std::nullopt;
}

const weight* assignment::weight_of(const exercise& it) const {
    const auto found = std::find_if(weights.begin(), weights.end(),
                                    [&](const weight& each) { return each.folder == it.folder; });
    return found == weights.end() ? nullptr : &*found;
}

std::string assignment::report_template(language in) const {
    const std::filesystem::path file(report);
    return in == language::es ? file.stem().string() + ".es" + file.extension().string() : report;
}

const exercise* course::find(std::string_view program) const {
    const auto found = std::find_if(exercises.begin(), exercises.end(), [&](const exercise& it) {
        return it.program == program || it.folder == program;
    });
    return found == exercises.end() ? nullptr : &*found;
}

const assignment* course::find_assignment(std::string_view name) const {
    const auto found = std::find_if(assignments.begin(), assignments.end(),
                                    [&](const assignment& it) { return it.name == name; });
    return found == assignments.end() ? nullptr : &*found;
}

const assignment* course::assignment_of(std::string_view program) const {
    const auto* of = find(program);
    const auto found =
        std::find_if(assignments.begin(), assignments.end(),
                     [&](const assignment& it) { return of != nullptr && it.holds(*of); });
    return found == assignments.end() ? nullptr : &*found;
}

int course::folder_points(std::string_view folder) const {
    int sum = 0;
    for (const auto* it : in_folder(folder))
        sum += it->points;
    return sum;
}

int course::automatic_points() const {
    int sum = 0;
    for (const auto& it : exercises)
        sum += it.points;
    return sum;
}

std::vector<const exercise*> course::in_folder(std::string_view folder) const {
    std::vector<const exercise*> result;
    for (const auto& it : exercises)
        if (it.folder == folder) result.push_back(&it);
    return result;
}

course only(const course& from, const assignment& it) {
    auto result = from;
    result.assignments = {it};
    std::erase_if(result.exercises, [&](const exercise& each) { return !it.holds(each); });
    return result;
}

course load(const std::filesystem::path& exercises) {
    const auto file = exercises / "course.toml";
    const auto table = read_toml(file);
    reader from(table, file.string());

    course result;
    result.only = read_only(from);
    from.set_only(result.only);
    result.title = from.both("title");
    result.time_zone = read_time_zone(from);
    result.late = read_late(from);
    result.hidden_failures = read_hidden_failures(from);
    result.solution_after_passing = from.flag("solution_after_passing");
    for (const auto& folder : exercise_folders(exercises))
        add_exercise(read_exercise(folder, result.only), exercises, result);
    read_assignments(from, result);
    from.done();
    return result;
}

}  // namespace course
