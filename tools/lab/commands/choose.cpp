#include "lab/commands/commands.hpp"
#include "support/similar.hpp"

#include <algorithm>

namespace lab {
namespace {

// Exactly one program has such a name.
bool is_program(std::string_view name, const course::exercise& it) {
    return name == it.program || it.is_source(name);
}

bool is_folder(std::string_view name, const course::exercise& it) {
    const auto number = it.folder.substr(0, it.folder.find('_'));
    return name == it.folder || name == number ||
           (number.front() == '0' && name == number.substr(1));
}

std::vector<const course::exercise*> find(const course::course& from, std::string_view name) {
    // A shell that completes paths gives "exercises/01_tcp_server/" or the source's path.
    while (!name.empty() && name.back() == '/')
        name.remove_suffix(1);
    const auto last = name.substr(name.rfind('/') + 1);
    const auto* assignment = from.find_assignment(last);
    std::vector<const course::exercise*> result;
    for (const auto& it : from.exercises) {
        if (is_program(last, it)) return {&it};
        if (is_folder(last, it) || (assignment != nullptr && assignment->holds(it)))
            result.push_back(&it);
    }
    return result;
}

[[noreturn]] void unknown(const course::course& from, const std::string& name) {
    for (const auto& it : from.exercises)
        for (const auto& check : it.checks)
            if (check.id == name)
                throw problem(status::wrong_use, "is-a-check",
                              {{"word", name}, {"program", it.program}});
    std::vector<std::string> programs;
    std::string list;
    for (const auto& it : from.exercises) {
        programs.push_back(it.program);
        list.append(list.empty() ? "" : ", ").append(it.program);
    }
    const auto meant = support::similar(name, programs);
    if (meant.empty())
        throw problem(status::wrong_use, "unknown-exercise", {{"word", name}, {"list", list}});
    throw problem(status::wrong_use, "unknown-exercise-meant", {{"word", name}, {"meant", meant}});
}

}  // namespace

course::course load_course(const workspace& where) {
    try {
        auto result = course::load(where.exercises());
        if (!result.exercises.empty()) return result;
    } catch (const std::exception& error) {
        throw problem(status::own_failure, "broken-course", {{"reason", error.what()}});
    }
    throw problem(status::own_failure, "no-exercises", {{"folder", where.exercises().string()}});
}

std::vector<const course::exercise*> choose(const course::course& from,
                                            const std::vector<std::string>& names) {
    std::vector<const course::exercise*> result;
    for (const auto& name : names) {
        const auto found = find(from, name);
        if (found.empty()) unknown(from, name);
        for (const auto* it : found)
            if (std::find(result.begin(), result.end(), it) == result.end()) result.push_back(it);
    }
    if (!result.empty()) return result;
    for (const auto& it : from.exercises)
        result.push_back(&it);
    return result;
}

const course::exercise& choose_one(const course::course& from, const std::string& name) {
    const auto found = choose(from, {name});
    if (found.size() == 1) return *found.front();
    std::string list;
    for (const auto* it : found)
        list.append(list.empty() ? "" : ", ").append(it->program);
    throw problem(status::wrong_use, "several-programs", {{"word", name}, {"list", list}});
}

const course::assignment& choose_assignment(const course::course& from, const std::string& name) {
    if (const auto* found = from.find_assignment(name)) return *found;
    std::string list;
    for (const auto& it : from.assignments)
        list.append(list.empty() ? "" : ", ").append(it.name);
    throw problem(status::wrong_use, "unknown-assignment", {{"word", name}, {"list", list}});
}

}  // namespace lab
