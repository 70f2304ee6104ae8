#include "lab/workspace/last_checks.hpp"

#include "lab/workspace/files.hpp"
#include "lab/workspace/notes.hpp"
#include "lab/workspace/problem.hpp"

#include <nlohmann/json.hpp>

#include <stdexcept>

namespace lab {
namespace {

using nlohmann::ordered_json;

notes progress_notes(const workspace& where) {
    return {where.memory() / "progress.json", "sock-lab/progress/1", "programs"};
}

remembered read_one(const std::string& name, const ordered_json& from) {
    remembered result;
    result.source = from.at("source").get<std::string>();
    result.program.name = name;
    const auto status = wire::program_status_of(from.at("status").get<std::string>());
    if (!status) throw std::runtime_error("status");
    result.program.status = *status;
    result.program.message = wire::sentence_from_json(from.at("message"));
    for (const auto& check : from.at("checks"))
        result.program.checks.push_back(wire::check_from_json(check));
    return result;
}

ordered_json write_one(const remembered& from) {
    auto checks = ordered_json::array();
    for (const auto& check : from.program.checks)
        checks.push_back(wire::to_json(check));
    return {{"source", from.source},
            {"status", wire::name(from.program.status)},
            {"message", wire::to_json(from.program.message)},
            {"checks", checks}};
}

}  // namespace

memory recall(const workspace& where) {
    memory result;
    const auto programs = read_notes(progress_notes(where));
    try {
        for (const auto& [name, item] : programs.items())
            result.emplace(name, read_one(name, item));
    } catch (const std::exception&) {
        return {};
    }
    return result;
}

void remember(const workspace& where, const memory& what) {
    const folder_lock alone(where.memory());
    auto all = recall(where);
    for (const auto& [name, item] : what)
        all.insert_or_assign(name, item);
    auto programs = ordered_json::object();
    for (const auto& [name, item] : all)
        programs[name] = write_one(item);
    write_notes(progress_notes(where), programs);
}

}  // namespace lab
