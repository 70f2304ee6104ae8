#include "acceptance/corpus.hpp"

#include "acceptance/places.hpp"
#include "acceptance/report.hpp"
#include "course/toml.hpp"

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

std::vector<replacement> patch_of(course::table_reader& entry) {
    std::vector<replacement> result;
    for (auto& pair : entry.tables("replace")) {
        result.push_back({pair.text("from"), pair.text("to")});
        pair.done();
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

sample wrong_program(const std::string& program, course::table_reader& entry) {
    sample result{program, entry.text("id"), entry.text("what"), {}, {}};
    result.in = dialect_of(entry.text("base"));
    result.way = entry.text("way");
    result.expected = {program + "/" + entry.text("check"), entry.text("diagnosis"),
                       entry.flag("at_latest")};
    try {
        result.source = patched_source(entry);
    } catch (const std::runtime_error& problem) {
        throw std::runtime_error(result.name() + ": " + problem.what());
    }
    entry.done();
    return result;
}

std::vector<sample> other_builds() {
    std::vector<sample> result;
    const auto file = (corpus_home() / "builds.toml").string();
    const auto document = course::read_toml(file);
    course::table_reader reader(document, file);
    for (auto& entry : reader.tables("build")) {
        sample built{entry.text("program"), entry.text("id"), {}, {}, {}};
        built.source = base_text(entry.text("base"));
        built.flags = entry.list("flags");
        entry.done();
        result.push_back(std::move(built));
    }
    reader.done();
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

std::string patched_source(course::table_reader& entry) {
    return patched(base_text(entry.text("base")), patch_of(entry));
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
        const auto document = course::read_toml(file);
        course::table_reader reader(document, file.string());
        for (auto& entry : reader.tables("wrong"))
            result.push_back(wrong_program(file.stem().string(), entry));
        reader.done();
    }
    require_distinct(result);
    return result;
}

}  // namespace acceptance
