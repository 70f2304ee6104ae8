#include "authoring/proved.hpp"

#include "files.hpp"
#include "judge/compiler.hpp"
#include "problem.hpp"

#include <nlohmann/json.hpp>

#include <utility>

namespace authoring {
namespace {

using nlohmann::ordered_json;

constexpr const char* proved_schema = "sock-lab/proved/1";

std::string key_of(const claim& it, const std::string& ground) {
    return it.exercise->program + "/" + std::to_string(static_cast<int>(it.what)) + "/" +
           std::to_string(it.todo) + "/" + lab::fingerprint(ground + it.source);
}

}  // namespace

proved_before::proved_before(std::filesystem::path file) : file_(std::move(file)) {
    if (!std::filesystem::is_regular_file(file_)) return;
    const auto json = ordered_json::parse(lab::read_file(file_), nullptr, false);
    if (!json.is_object() || json.value("schema", "") != proved_schema) return;
    try {
        for (const auto& [key, it] : json.at("proved").items())
            all_[key] = {it.at("check").get<std::string>(), it.at("diagnosis").get<std::string>()};
    } catch (const std::exception&) {
        all_.clear();
    }
}

std::optional<proof> proved_before::find(const claim& it, const std::string& ground) const {
    const auto found = all_.find(key_of(it, ground));
    if (found == all_.end()) return std::nullopt;
    return proof{std::nullopt, found->second.check, found->second.diagnosis};
}

void proved_before::add(const claim& it, const std::string& ground, const proof& came) {
    if (!came.flaw) all_[key_of(it, ground)] = {came.check, came.diagnosis};
}

void proved_before::keep() const {
    auto proved = ordered_json::object();
    for (const auto& [key, it] : all_)
        proved[key] = {{"check", it.check}, {"diagnosis", it.diagnosis}};
    const ordered_json json = {{"schema", proved_schema}, {"proved", proved}};
    try {
        lab::write_file(file_, judge::dump(json, 1) + "\n");
    } catch (const lab::problem&) {
        // It only saves time.
    }
}

std::string ground_of(const judge::tools& tools, const course::exercise& exercise) {
    std::string all = judge::find_compiler(tools);
    all += lab::read_file(tools.suite);
    all += lab::read_file(tools.include / "sock.hpp");
    all += lab::read_file(tools.exercises / exercise.folder / "exercise.toml");
    return lab::fingerprint(all);
}

}  // namespace authoring
