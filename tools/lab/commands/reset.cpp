#include "lab/commands/commands.hpp"
#include "lab/workspace/backups.hpp"
#include "lab/workspace/progress.hpp"
#include "wire/result.hpp"

#include <nlohmann/json.hpp>

#include <iostream>

namespace lab {
namespace {

std::string sentence(bool undone, const replaced& it) {
    if (!it.changed) return undone ? "reset.same" : "reset.stub-already";
    return undone ? "reset.undone" : "reset.done";
}

nlohmann::ordered_json path_or_null(const workspace& where, const fs::path& path) {
    if (path.empty()) return nullptr;
    return where.shown(path);
}

void print_json(const session& now, const std::string& source, bool undone, const replaced& it) {
    const nlohmann::ordered_json result = {{"schema", "sock-lab/reset/1"},
                                           {"source", source},
                                           {"undo", undone},
                                           {"changed", it.changed},
                                           {"backup", path_or_null(now.where, it.kept)},
                                           {"from", path_or_null(now.where, it.from)}};
    std::cout << wire::dump(result, 2) << "\n";
}

}  // namespace

status run(const session& now, const cli::reset_arguments& arguments) {
    const auto course = load_course(now.where);
    const auto& exercise = choose_one(course, arguments.exercise);
    const auto it = arguments.undo ? undo(now.where, exercise) : put_stub_back(now.where, exercise);
    const auto source = now.where.shown(source_of(now.where, exercise));
    if (now.json) {
        print_json(now, source, arguments.undo, it);
        return status::well;
    }
    std::cout << now.say.paragraph(0, sentence(arguments.undo, it), {{"file", source}});
    if (it.kept.empty()) return status::well;
    std::cout << now.say.paragraph(
        0, "reset.kept", {{"file", now.where.shown(it.kept)}, {"program", exercise.program}});
    return status::well;
}

}  // namespace lab
