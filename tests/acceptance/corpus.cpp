#include "acceptance/corpus.hpp"

#include "acceptance/places.hpp"
#include "acceptance/report.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <set>
#include <stdexcept>

namespace acceptance {
namespace {

std::size_t occurrences(std::string_view text, std::string_view part) {
    std::size_t count = 0;
    for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1))
        ++count;
    return count;
}

std::string field(const toml::table& table, std::string_view key) {
    const auto value = table[key].value<std::string>();
    if (!value) throw std::runtime_error("has no " + std::string(key));
    return *value;
}

std::vector<replacement> patch_of(const toml::table& entry) {
    std::vector<replacement> result;
    const auto* list = entry["replace"].as_array();
    if (list == nullptr) throw std::runtime_error("has no replace");
    for (const auto& item : *list) {
        const auto* pair = item.as_table();
        if (pair == nullptr) throw std::runtime_error("has a replace that is no table");
        result.push_back({field(*pair, "from"), field(*pair, "to")});
    }
    return result;
}

// The base is a correct program of the corpus, or a file of the tree.
std::string base_text(const std::string& base) {
    const auto own = corpus_home() / base;
    return read_file(fs::exists(own) ? own : tree() / base);
}

course::dialect dialect_of(const fs::path& file) {
    const auto found = course::dialect_of(file.string());
    if (!found) throw std::runtime_error(file.string() + " is no source");
    return *found;
}

sample wrong_program(const std::string& program, const toml::table& entry) {
    sample result{program, field(entry, "id"), {}, {}, {}};
    try {
        result.what = field(entry, "what");
        const auto base = field(entry, "base");
        result.in = dialect_of(base);
        result.source = patched(base_text(base), patch_of(entry));
        result.expected = {program + "/" + field(entry, "check"), field(entry, "diagnosis"),
                           entry["at_latest"].value_or(false)};
    } catch (const std::runtime_error& problem) {
        throw std::runtime_error(result.name() + ": " + problem.what());
    }
    return result;
}

std::vector<sample> other_builds() {
    std::vector<sample> result;
    const auto document = toml::parse_file((corpus_home() / "builds.toml").string());
    for (const auto& item : *document["build"].as_array()) {
        const auto& entry = *item.as_table();
        sample built{field(entry, "program"), field(entry, "id"), {}, {}, {}};
        built.source = base_text(field(entry, "base"));
        for (const auto& flag : *entry["flags"].as_array())
            built.flags.push_back(flag.value_or(std::string()));
        result.push_back(std::move(built));
    }
    return result;
}

std::vector<fs::path> files(const fs::path& folder) {
    std::vector<fs::path> result;
    for (const auto& entry : fs::directory_iterator(folder))
        result.push_back(entry.path());
    std::sort(result.begin(), result.end());
    return result;
}

void require_distinct(const std::vector<sample>& samples) {
    std::set<std::string> names;
    for (const auto& each : samples) {
        if (!names.insert(each.name()).second)
            throw std::runtime_error(each.name() + " is there twice");
    }
}

}  // namespace

std::string patched(std::string text, const std::vector<replacement>& patch) {
    for (const auto& [from, to] : patch) {
        const auto count = occurrences(text, from);
        if (count != 1) {
            throw std::runtime_error("occurs " + std::to_string(count) +
                                     " times instead of once: " + from);
        }
        text.replace(text.find(from), from.size(), to);
    }
    return text;
}

std::vector<sample> correct_programs() {
    std::vector<sample> result;
    for (const auto& folder : files(corpus_home() / "correct")) {
        for (const auto& file : files(folder))
            result.push_back(
                {folder.filename(), file.stem(), {}, read_file(file), {}, {}, dialect_of(file)});
    }
    for (const auto& exercise : the_course().exercises) {
        for (const auto& language : course::dialects) {
            const auto source = solutions() / exercise.folder / exercise.source(language.which);
            if (!fs::exists(source)) continue;  // new exercises begin in C++
            const auto id = "solution" + std::string(language.ending);
            result.push_back({exercise.program, id, {}, read_file(source), {}, {}, language.which});
        }
    }
    for (auto& built : other_builds())
        result.push_back(std::move(built));
    require_distinct(result);
    return result;
}

std::vector<sample> wrong_programs() {
    std::vector<sample> result;
    for (const auto& file : files(corpus_home() / "wrong")) {
        const auto document = toml::parse_file(file.string());
        const auto program = file.stem().string();
        for (const auto& entry : *document["wrong"].as_array())
            result.push_back(wrong_program(program, *entry.as_table()));
    }
    require_distinct(result);
    return result;
}

}  // namespace acceptance
