#include "lab/experiment/program_selection.hpp"

#include "judge/build.hpp"
#include "lab/experiment/script.hpp"
#include "lab/workspace/checking.hpp"
#include "lab/workspace/problem.hpp"
#include "lab/workspace/progress.hpp"

#include <thread>

#include <unistd.h>

namespace experiment {
namespace {

namespace fs = std::filesystem;
using lab::problem;
using lab::status;

/// One program, from its source to its binary.
struct part {
    std::string name;
    fs::path source;
    fs::path binary;  ///< empty: it did not build
    std::string message;
    const course::exercise* own = nullptr;  ///< set if it is the student's own program
};

void build(part& it, const build_context& in, const fs::path& folder) {
    try {
        fs::create_directories(folder);
        const auto sources = it.own != nullptr ? lab::read_own(*it.own, it.source)
                                               : judge::read_sources(it.name, it.source);
        const auto done = judge::build(in.tools, sources, folder, in.words);
        it.binary = done.binary;
        it.message = done.message.text;
    } catch (const std::exception& reason) {
        it.message = reason.what();
    }
}

void build(std::vector<part>& parts, const build_context& in, const std::string& folder) {
    std::vector<std::thread> workers;
    for (auto& it : parts) {
        if (it.binary.empty())
            workers.emplace_back([&] { build(it, in, in.scratch / folder / it.name); });
    }
    for (auto& worker : workers)
        worker.join();
}

const part* first_failure(const std::vector<part>& parts) {
    for (const auto& it : parts) {
        if (it.binary.empty()) return &it;
    }
    return nullptr;
}

const course::exercise& exercise_of(const course::course& course, const std::string& program) {
    if (const auto* found = course.find(program)) return *found;
    throw problem(status::own_failure, "experiment-no-exercise", {{"program", program}});
}

[[noreturn]] void does_not_build(const part& it) {
    throw problem(status::check_failed, "experiment-does-not-build",
                  {{"program", it.name}, {"message", it.message.substr(0, it.message.find('\n'))}});
}

part find_in(const fs::path& folder, const std::string& name) {
    const auto program = folder / name;
    if (fs::is_regular_file(program) && ::access(program.c_str(), X_OK) == 0)
        return {name, {}, fs::absolute(program), {}};
    std::vector<fs::path> folders = {folder};
    std::error_code none;
    for (const auto& item : fs::directory_iterator(folder, none))
        if (item.is_directory()) folders.push_back(item.path());
    for (const auto& each : folders) {
        for (const auto& language : course::dialects) {
            const auto source = each / (name + std::string(language.ending));
            if (fs::is_regular_file(source)) return {name, source, {}, {}};
        }
    }
    throw problem(status::wrong_use, "experiment-not-there",
                  {{"program", name}, {"folder", folder.string()}});
}

std::vector<std::string> names_of(letter which) {
    std::vector<std::string> result;
    for (const auto& name : programs_of(which)) {
        if (!name.empty()) result.push_back(name);
    }
    return result;
}

program_selection ready(const std::vector<part>& parts, origin whose) {
    program_selection result;
    result.whose = whose;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        result.who.names[i] = parts[i].name;
        result.who.binaries[i] = parts[i].binary;
    }
    return result;
}

program_selection from_folder(letter which, const fs::path& folder, const build_context& in) {
    std::vector<part> parts;
    for (const auto& name : names_of(which))
        parts.push_back(find_in(folder, name));
    build(parts, in, "theirs");
    if (const auto* failed = first_failure(parts)) does_not_build(*failed);
    return ready(parts, origin::folder);
}

program_selection from_solutions(letter which, const lab::workspace& where,
                                 const course::course& course, const build_context& in) {
    if (!where.has_solutions()) throw problem(status::wrong_use, "no-solutions");
    std::vector<part> parts;
    for (const auto& name : names_of(which)) {
        const auto& exercise = exercise_of(course, name);
        parts.push_back({name, where.solutions() / exercise.folder / exercise.source(), {}, {}});
    }
    build(parts, in, "reference");
    if (const auto* failed = first_failure(parts)) does_not_build(*failed);
    return ready(parts, origin::reference);
}

}  // namespace

program_selection select_programs(letter which, const selection& wanted,
                                  const lab::workspace& where, const course::course& course,
                                  const build_context& in) {
    if (!wanted.folder.empty()) return from_folder(which, wanted.folder, in);
    if (wanted.reference) return from_solutions(which, where, course, in);
    std::vector<part> parts;
    for (const auto& name : names_of(which)) {
        const auto& exercise = exercise_of(course, name);
        parts.push_back({name, lab::source_of(where, exercise), {}, {}, &exercise});
    }
    build(parts, in, "own");
    const auto* failed = first_failure(parts);
    if (failed == nullptr) return ready(parts, origin::own);
    if (!where.has_solutions()) does_not_build(*failed);
    auto result = from_solutions(which, where, course, in);
    result.not_built = failed->name;
    result.message = failed->message;
    return result;
}

}  // namespace experiment
