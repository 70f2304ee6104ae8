#include "course/todo_regions.hpp"
#include "lab/commands/commands.hpp"
#include "lab/workspace/files.hpp"
#include "lab/workspace/progress.hpp"
#include "support/lines.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iostream>

namespace lab {
namespace {

struct drift {
    fs::path file;
    int line = 0;  ///< the first that differs; 0: there is no such file
};

int first_difference(std::string_view one, std::string_view other) {
    const auto a = support::lines(one);
    const auto b = support::lines(other);
    const auto [in_a, in_b] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
    return static_cast<int>(in_a - a.begin()) + 1;
}

std::string generate(const session& now, const course::exercise& exercise) {
    const auto file = now.where.solutions() / exercise.folder / exercise.source();
    try {
        return course::stub(read_file(file), exercise, course::language::en);
    } catch (const course::marker_error& error) {
        throw problem(status::own_failure, "bad-marker-in",
                      {{"file", now.where.shown(file)},
                       {"line", std::to_string(error.line)},
                       {"reason", error.what()}});
    }
}

std::vector<drift> compare(const session& now, const course::course& course, bool write) {
    std::vector<drift> result;
    for (const auto& exercise : course.exercises) {
        const auto fresh = generate(now, exercise);
        const auto file = stub_of(now.where, exercise);
        const bool there = fs::is_regular_file(file);
        const auto old = there ? read_file(file) : std::string();
        if (there && old == fresh) continue;
        result.push_back({file, there ? first_difference(old, fresh) : 0});
        if (!write) continue;
        if (there) back_up(file, now.where.memory());  // it may be a person's work
        write_file(file, fresh);
    }
    return result;
}

}  // namespace

status run(const session& now, const cli::stubs_arguments& arguments) {
    if (!now.where.has_solutions()) throw problem(status::wrong_use, "no-solutions");
    const auto course = load_course(now.where);
    const auto drifts = compare(now, course, arguments.write);
    auto list = nlohmann::ordered_json::array();
    for (const auto& it : drifts) {
        list.push_back({{"file", now.where.shown(it.file)}, {"line", it.line}});
        const auto* id = arguments.write ? "stubs.written" : "stubs.drifted";
        if (now.json) continue;
        std::cout << now.say.paragraph(
            0, id, {{"file", now.where.shown(it.file)}, {"line", std::to_string(it.line)}});
    }
    if (now.json) {
        const nlohmann::ordered_json result = {
            {"schema", "sock-lab/stubs/1"}, {"written", arguments.write}, {"drifted", list}};
        std::cout << wire::dump(result, 2) << "\n";
    } else if (drifts.empty()) {
        std::cout << now.say.paragraph(0, "stubs.same",
                                       {{"n", std::to_string(course.exercises.size())}});
    }
    return drifts.empty() || arguments.write ? status::well : status::check_failed;
}

}  // namespace lab
