#include "grading/conclude.hpp"
#include "grading/context.hpp"
#include "grading/interrupt.hpp"
#include "grading/listing.hpp"
#include "grading/moves.hpp"
#include "grading/names.hpp"
#include "grading/output_folder.hpp"
#include "grading/problem.hpp"
#include "grading/record.hpp"
#include "grading/run.hpp"
#include "grading/shard.hpp"
#include "grading/tables.hpp"
#include "support/deadline.hpp"
#include "support/text.hpp"

#include <algorithm>
#include <cerrno>
#include <map>
#include <set>

namespace grading {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t largest_file = 64 * 1024 * 1024;
constexpr const char* result_file = "result.json";

/// A folder that a shard wrote; without a record it is not complete.
struct part {
    folder in;
    std::optional<shard_record> record;
};

/// Where a result lies.
struct source {
    const folder* in;
    std::string key;

    [[nodiscard]] std::string shown() const {
        return (in->shown() / key / result_file).generic_string();
    }
};

std::vector<folder> open_parts(const context& with) {
    std::vector<folder> result;
    for (const auto& path : with.asked.submissions) {
        if (path.filename() == secret_file) continue;  // `shards/*` names it, too
        if (!fs::is_directory(path))
            throw problem(error_of_use,
                          with.words.text("use.no-such-file", {{"path", path.generic_string()}}));
        result.push_back(folder::open(path));
    }
    return result;
}

std::vector<part> read_parts(std::vector<folder> from, const context& with) {
    const std::string name(shard_file);
    std::vector<part> result;
    for (auto& it : from) {
        const auto text = it.read(name, largest_file);
        std::optional<shard_record> record;
        try {
            if (text) record = read_shard_record(*text);
        } catch (const std::exception& why) {
            throw broken_input(
                error_of_use,
                with.words.text("merge.unreadable", {{"file", (it.shown() / name).generic_string()},
                                                     {"why", support::one_line(why.what())}}));
        }
        result.push_back({std::move(it), std::move(record)});
    }
    return result;
}

// Returns the first complete one, with which all others agree.
const shard_record& agreed(const std::vector<part>& parts, const context& with) {
    const part* first = nullptr;
    for (const auto& it : parts) {
        if (!it.record) continue;
        if (first == nullptr) first = &it;
        const auto& one = *first->record;
        const auto& other = *it.record;
        const bool same_class = one.of_class == other.of_class && one.part.of == other.part.of &&
                                one.assignment == other.assignment;
        if (same_class && one.engine == other.engine) continue;
        throw broken_input(error_of_use,
                           with.words.text(same_class ? "merge.other-tools" : "merge.other-class",
                                           {{"one", first->in.shown().generic_string()},
                                            {"other", it.in.shown().generic_string()}}));
    }
    if (first == nullptr) throw problem(error_of_use, with.words.text("merge.none"));
    return *first->record;
}

std::vector<unsigned> missing_of(const std::vector<part>& parts, unsigned of) {
    std::set<unsigned> there;
    for (const auto& it : parts)
        if (it.record) there.insert(it.record->part.index);
    std::vector<unsigned> result;
    for (unsigned i = 0; i < of; ++i)
        if (!there.contains(i)) result.push_back(i);
    return result;
}

// By the submission's name; several where shards overlap.
std::map<std::string, std::vector<source>> sources_of(const std::vector<part>& parts) {
    std::map<std::string, std::vector<source>> result;
    for (const auto& it : parts) {
        if (!it.record) continue;
        for (const auto& each : it.record->submissions)
            result[each.name].push_back({&it.in, each.key});
    }
    return result;
}

class merging {
  public:
    merging(const folder& out, const context& with) : out_(out), with_(with) {}

    void bring_in(const std::string& name, const std::vector<source>& from) const {
        const source* chosen = nullptr;
        std::optional<wire::result> result;
        for (const auto& it : from) {
            auto found = read(name, it);
            if (!found) continue;
            if (result && !agree(*result, *found)) refuse(name, chosen->shown(), it.shown());
            if (result && !result->has_internal_error()) continue;
            chosen = &it;
            result = std::move(found);
        }
        if (chosen == nullptr) lost(name, from.front(), with_.words.text("merge.gone"));
        const auto there = recorded(out_, name);
        if (there.result && result_key(*there.result) == chosen->key) {
            const auto shown = (out_.shown() / name / result_file).generic_string();
            if (!agree(*there.result, *result)) refuse(name, chosen->shown(), shown);
            if (!there.result->has_internal_error()) return;
        }
        if (!there.unreadable.empty()) static_cast<void>(put_aside(out_, name, with_.words));
        in_words(with_.words, [&] { copy(*chosen->in->existing(chosen->key), out_.sub(name)); });
    }

  private:
    // What could not be judged contradicts nothing.
    static bool agree(const wire::result& one, const wire::result& other) {
        return one.has_internal_error() || other.has_internal_error() || judged_alike(one, other);
    }

    // Nothing if its folder is gone: another shard may hold it, too.
    [[nodiscard]] std::optional<wire::result> read(const std::string& name,
                                                   const source& from) const {
        const bool one_part = from.key.find('/') == std::string::npos && safe_name(name) == name;
        if (!one_part) lost(name, from, with_.words.text("merge.other-result"));
        if (!from.in->existing(from.key)) return std::nullopt;
        auto found = recorded(*from.in, from.key);
        if (!found.unreadable.empty()) lost(name, from, support::one_line(found.unreadable));
        if (!found.result) return std::nullopt;
        if (result_key(*found.result) != from.key || found.result->submission.name != name)
            lost(name, from, with_.words.text("merge.other-result"));
        return std::move(found.result);
    }

    [[noreturn]] void refuse(const std::string& name, const std::string& one,
                             const std::string& other) const {
        throw broken_input(
            error_of_use,
            with_.words.text("merge.two", {{"name", name}, {"one", one}, {"other", other}}));
    }

    [[noreturn]] void lost(const std::string& name, const source& from,
                           const std::string& why) const {
        throw broken_input(
            error_of_use,
            with_.words.text("merge.lost",
                             {{"name", support::one_line(name)},
                              {"file", from.shown()},
                              {"folder", (from.in->shown() / from.key).generic_string()},
                              {"why", why}}));
    }

    // result.json comes last: where it is, the rest is, too.
    static void copy(const folder& from, const folder& to) {
        to.remove(result_file);
        for (const auto& it : list_folder(to.get(), to.shown()))
            if (it.name != unreadable_result) to.remove_all(it.name);
        for (const auto& it : list_folder(from.get(), from.shown())) {
            if (it.kind == file_kind::folder) copy(*from.existing(it.name), to.sub(it.name));
            if (it.kind == file_kind::regular && it.name != result_file)
                copy_file(from, to, it.name);
        }
        if (from.has(result_file)) copy_file(from, to, result_file);
    }

    static void copy_file(const folder& from, const folder& to, const std::string& name) {
        if (const auto bytes = from.read(name, largest_file)) return to.write(name, *bytes);
        throw std::system_error(EFBIG, std::generic_category(), (from.shown() / name).string());
    }

    const folder& out_;
    const context& with_;
};

std::string spelled(const std::vector<unsigned>& numbers) {
    std::string result;
    for (const auto it : numbers)
        result += (result.empty() ? "" : ", ") + std::to_string(it);
    return result;
}

int finish(const ending& end, unsigned of, const context& with, const progress& notify) {
    if (notify.ended) notify.ended(end);
    if (!end.missing.empty())
        throw problem(
            own_failure,
            with.words.text("merge.missing", {{"shards", spelled(end.missing)},
                                              {"of", std::to_string(of)},
                                              {"example", name(shard{end.missing.front(), of})}}));
    return end.internal_errors == 0 ? 0 : own_failure;
}

int merge_parts(context with, const progress& notify) {
    const auto start = support::clock::now();
    const auto owner = is_root() ? std::optional<user>(ordinary_user(with.words)) : std::nullopt;
    auto folders = open_parts(with);
    const auto secret = folders.empty() ? std::nullopt : secret_of_shards(folders.front());
    const auto given = read_given(with);
    const auto out = open_out(with.asked.out, owner, with.words);
    if (owner) become(*owner, with.words);
    check_out(out, with.words);
    if (out.has(std::string(shard_file)))
        throw problem(error_of_use,
                      with.words.text("shard.in-the-way", {{"path", out.shown().string()}}));
    const auto parts = read_parts(std::move(folders), with);
    const auto& record = agreed(parts, with);
    with.asked.assignment = record.assignment;
    std::erase_if(with.assignments, [&](const graded_assignment& it) {
        const auto& name = it.course.assignments.front().name;
        return !record.assignment.empty() && name != record.assignment;
    });
    if (secret) keep_secret(*secret, out, with.words);
    read_tables(out, given, with);
    with.marks.adopt_typed(all_recorded(out), out, with.words);
    const auto sources = sources_of(parts);
    std::size_t done = 0;
    for (const auto& [name, from] : sources) {
        check_not_interrupted(done++, sources.size(), with);
        merging(out, with).bring_in(name, from);
    }
    adopt_rubric(all_recorded(out), out, with);
    const auto missing = missing_of(parts, record.part.of);
    auto end = conclude({}, out, with, missing.empty());
    end.missing = missing;
    end.merged = sources.size();
    end.others -= std::min(end.others, end.merged);
    end.seconds = std::chrono::duration<double>(support::clock::now() - start).count();
    return finish(end, record.part.of, with, notify);
}

}  // namespace

int merge(const options& what, const progress& notify) {
    return in_a_run(true, notify, [&] { return merge_parts(read_context(what), notify); });
}

}  // namespace grading
