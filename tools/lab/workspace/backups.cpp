#include "lab/workspace/backups.hpp"

#include "lab/workspace/files.hpp"
#include "lab/workspace/problem.hpp"
#include "lab/workspace/progress.hpp"

#include <algorithm>
#include <string>
#include <tuple>

namespace lab {
namespace {

bool is_stub(const workspace& where, const course::exercise& exercise, std::string_view text) {
    const auto stubs = pristine_stubs(where, exercise);
    return std::find(stubs.begin(), stubs.end(), text) != stubs.end();
}

fs::path last_of(const workspace& where, const fs::path& source) {
    return where.memory() / "last" / source.filename();
}

/// A file in .lab/backup: "2026-11-22T10-02-31-tcp_server.cpp", or "…-31-2-tcp_server.cpp" for the
/// second of that moment.
struct backup {
    fs::path file;
    std::string source;  ///< its name in its place: "tcp_server.cpp"
    std::string time;
    int number = 1;
};

constexpr std::size_t time_length = 19;

bool digits(const std::string& text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return '0' <= c && c <= '9'; }) &&
           !text.empty() && text.size() < 6;
}

std::optional<backup> read_name(const fs::path& file, const std::string& source) {
    const auto name = file.filename().string();
    const auto ending = "-" + source;
    if (name.size() < time_length + ending.size()) return std::nullopt;
    const auto middle = name.substr(time_length, name.size() - time_length - ending.size());
    if (name.substr(name.size() - ending.size()) != ending) return std::nullopt;
    const auto time = name.substr(0, time_length);
    if (middle.empty()) return backup{file, source, time, 1};
    if (middle.front() != '-' || !digits(middle.substr(1))) return std::nullopt;
    return backup{file, source, time, std::stoi(middle.substr(1))};
}

std::optional<backup> newest_backup(const workspace& where, const course::exercise& exercise) {
    std::error_code none;
    std::optional<backup> newest;
    for (const auto& item : fs::directory_iterator(where.memory() / "backup", none)) {
        for (const auto& language : course::dialects) {
            auto it = read_name(item.path(), exercise.source(language.which));
            if (!it) continue;
            if (!newest || std::tie(newest->time, newest->number) < std::tie(it->time, it->number))
                newest = std::move(it);
        }
    }
    return newest;
}

// Called before anything else is written there. A stub needs no backup.
fs::path back_up_current(const workspace& where, const course::exercise& exercise,
                         const fs::path& source) {
    if (!fs::exists(fs::symlink_status(source))) return {};
    if (fs::is_regular_file(source) && is_stub(where, exercise, read_file(source))) return {};
    return back_up(source, where.memory());
}

// Writes it, and removes the student's source in another language, which would be a second one.
fs::path put(const workspace& where, const course::exercise& exercise, const fs::path& target,
             const std::string& text) {
    const auto source = source_of(where, exercise);
    auto kept = back_up_current(where, exercise, source);
    write_file(target, text);
    if (source != target) fs::remove(source);
    return kept;
}

}  // namespace

void keep_version(const workspace& where, const course::exercise& exercise, std::string_view text) {
    if (text.empty() || is_stub(where, exercise, text)) return;
    const auto file = last_of(where, source_of(where, exercise));
    if (fs::is_regular_file(file) && read_file(file) == text) return;
    write_file(file, text);
}

fs::path last_version(const workspace& where, const course::exercise& exercise) {
    std::error_code none;
    fs::path newest;
    for (const auto& language : course::dialects) {
        const auto file = last_of(where, exercise.source(language.which));
        if (!fs::is_regular_file(file)) continue;
        if (newest.empty() || fs::last_write_time(newest, none) < fs::last_write_time(file, none))
            newest = file;
    }
    return newest;
}

replaced put_stub_back(const workspace& where, const course::exercise& exercise) {
    const folder_lock alone(where.memory());
    const auto stub = stub_of(where, exercise);
    const auto stubs = pristine_stubs(where, exercise);
    if (stubs.empty()) throw problem(status::wrong_use, "no-stub", {{"program", exercise.program}});
    if (fs::is_regular_file(stub) && is_stub(where, exercise, read_file(stub))) return {};
    return {true, put(where, exercise, stub, stubs.front()), {}};
}

replaced undo(const workspace& where, const course::exercise& exercise) {
    const folder_lock alone(where.memory());
    const bool gone = sources_of(where, exercise).empty();
    const auto newest = newest_backup(where, exercise);
    const auto from = newest ? newest->file : gone ? last_version(where, exercise) : fs::path();
    if (from.empty())
        throw problem(status::wrong_use, "nothing-to-undo", {{"program", exercise.program}});
    const auto name = newest ? fs::path(newest->source) : from.filename();
    const auto target = where.exercises() / exercise.folder / name;
    const auto text = read_file(from);
    replaced result{true, {}, from};
    if (fs::is_regular_file(target) && read_file(target) == text) {
        result.changed = false;
    } else {
        result.kept = put(where, exercise, target, text);
    }
    std::error_code ignored;
    if (newest) fs::remove(from, ignored);  // it is back in its place
    return result;
}

}  // namespace lab
