#include "lab/authoring/proved.hpp"

#include "judge/compiler.hpp"
#include "lab/workspace/files.hpp"
#include "lab/workspace/notes.hpp"
#include "lab/workspace/problem.hpp"
#include "support/files.hpp"

#include <nlohmann/json.hpp>

#include <utility>

namespace authoring {
namespace {

using nlohmann::ordered_json;

lab::notes notes_in(const std::filesystem::path& file) {
    return {file, "sock-lab/proved/1", "proved"};
}

// The words and the guide's pages in a folder, in the order of their names.
std::string texts_in(const std::filesystem::path& folder) {
    std::map<std::string, std::string> texts;
    std::error_code none;
    for (const auto& item : std::filesystem::directory_iterator(folder, none)) {
        const auto ending = item.path().extension();
        if (item.is_regular_file() && (ending == ".toml" || ending == ".md"))
            texts[item.path().filename().string()] = lab::read_file(item.path());
    }
    std::string result;
    for (const auto& [name, text] : texts)
        result += name + "\n" + text;
    return result;
}

std::string key_of(const claim& it, const std::string& ground) {
    return it.exercise->program + "/" + std::to_string(static_cast<int>(it.what)) + "/" +
           std::to_string(it.todo) + "/" + support::fingerprint(ground + it.source);
}

}  // namespace

proved_before::proved_before(std::filesystem::path file) : file_(std::move(file)) {
    const auto proved = lab::read_notes(notes_in(file_));
    try {
        for (const auto& [key, it] : proved.items())
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
    try {
        lab::write_notes(notes_in(file_), proved);
    } catch (const lab::problem&) {
        // It only saves time.
    }
}

std::string ground_of(const judge::tools& tools, const course::exercise& exercise,
                      const std::filesystem::path& guide) {
    std::string all = judge::find_compiler(tools);
    all += lab::read_file(tools.suite);
    all += lab::read_file(tools.include / "sock.hpp");
    all += lab::read_file(tools.exercises / exercise.folder / "exercise.toml");
    for (const auto& folder :
         {tools.suite_words, tools.exercises / exercise.folder / "words", guide})
        all += texts_in(folder);
    for (const auto& name : exercise.files)
        if (std::filesystem::is_regular_file(tools.exercises / exercise.folder / name))
            all += lab::read_file(tools.exercises / exercise.folder / name);
    return support::fingerprint(all);
}

}  // namespace authoring
