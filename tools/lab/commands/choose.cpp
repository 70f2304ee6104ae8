#include "support/similar.hpp"
#include "lab/commands/commands.hpp"

#include <algorithm>

namespace lab {
namespace {

bool means(std::string_view name, const course::exercise& it) {
    if (name == it.program || name == it.folder || name == it.source()) return true;
    const auto number = it.folder.substr(0, it.folder.find('_'));
    return name == number || (number.front() == '0' && name == number.substr(1));
}

const course::exercise* find(const course::course& from, std::string_view name) {
    // A shell that completes paths gives "exercises/01_tcp_server/" or the source's path.
    while (!name.empty() && name.back() == '/')
        name.remove_suffix(1);
    const auto last = name.substr(name.rfind('/') + 1);
    const auto found = std::find_if(from.exercises.begin(), from.exercises.end(),
                                    [&](const course::exercise& it) { return means(last, it); });
    return found == from.exercises.end() ? nullptr : &*found;
}

[[noreturn]] void unknown(const course::course& from, const std::string& name) {
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
        const auto* found = find(from, name);
        if (found == nullptr) unknown(from, name);
        if (std::find(result.begin(), result.end(), found) == result.end()) result.push_back(found);
    }
    if (!result.empty()) return result;
    for (const auto& it : from.exercises)
        result.push_back(&it);
    return result;
}

}  // namespace lab
