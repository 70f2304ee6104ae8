#include "grading/discover.hpp"

#include "grading/listing.hpp"
#include "grading/manifest.hpp"
#include "grading/names.hpp"
#include "support/files.hpp"

#include <algorithm>
#include <map>

#include <fcntl.h>
#include <pwd.h>

namespace grading {
namespace {

namespace fs = std::filesystem;

bool part_of_submission(const std::string& folder, const course::course& course) {
    const auto name = lower(folder);
    for (const char* usual : {"src", "exercises", "solutions", "include", "python"})
        if (name == usual) return true;
    return course.find(folder) != nullptr;
}

bool program_or_report(const std::string& file, const course::course& course) {
    if (lower(file) == "reporte.md") return true;
    return std::any_of(course.exercises.begin(), course.exercises.end(),
                       [&](const auto& it) { return likely_source(file, it); });
}

/// Puts a student's loose files into one folder. The platform stores the files of all students side
/// by side, with the student's name in each file name.
candidate gather(const std::vector<entry*>& files, const fs::path& work) {
    const auto first = *from_platform(files.front()->name);
    const auto folder = work / ("loose-" + safe_name(first.person) + "-" + first.id);
    fs::create_directories(folder);
    for (const auto* file : files) {
        const auto name = safe_name(from_platform(file->name)->file);
        support::write_file(folder / name, read_all(file->held.get(), 8 * 1024 * 1024));
    }
    return {first.person,
            files.front()->name,
            descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)),
            true,
            {}};
}

/// Of several archives of one person the last one counts: Canvas gives later attachments higher
/// numbers, and Moodle has only one.
candidate last_archive(const std::vector<entry*>& files, const course::catalogue& words) {
    auto* last =
        *std::max_element(files.begin(), files.end(), [](const auto* one, const auto* two) {
            const auto number = [](const entry* it) {
                const auto text = from_platform(it->name)->number;
                return std::make_pair(text.size(), text);
            };
            return number(one) < number(two);
        });
    candidate result{
        from_platform(last->name)->person, last->name, std::move(last->held), false, {}};
    for (const auto* file : files) {
        if (file != last)
            result.notes.push_back(
                wire::say(words, "note.passed-over", {{"file", file->name}, {"used", last->name}}));
    }
    return result;
}

candidate from_group(const std::vector<entry*>& group, const fs::path& work,
                     const course::catalogue& words) {
    std::vector<entry*> archives;
    std::copy_if(group.begin(), group.end(), std::back_inserter(archives),
                 [](const entry* it) { return is_archive_name(it->name); });
    auto result = archives.empty() ? gather(group, work) : last_archive(archives, words);
    if (from_platform(group.front()->name)->late)
        result.notes.push_back(wire::say(words, "note.late"));
    return result;
}

// A text that was typed on the platform is part of what its author handed in, not a second
// submission.
void add_typed(entry& text, std::vector<candidate>& to, const course::catalogue& words) {
    const auto note = wire::say(words, "note.typed", {{"file", text.name}});
    for (auto& it : to) {
        if (owner_of(it.file) != owner_of(text.name)) continue;
        it.notes.push_back(note);
        return;
    }
    to.push_back({from_platform(text.name)->person,
                  text.name,
                  std::move(text.held),
                  text.is_folder,
                  {note}});
}

// Where marking is blind, the platform calls all of them "Participant".
void tell_apart(std::vector<candidate>& all) {
    std::map<std::string, int> count;
    for (const auto& it : all)
        ++count[unpack::clash_key(safe_name(it.name))];
    for (auto& it : all) {
        const auto named = from_platform(it.file);
        if (named && count[unpack::clash_key(safe_name(it.name))] > 1) it.name += " " + named->id;
    }
}

std::vector<candidate> class_in(argument& from, const fs::path& work,
                                const course::catalogue& words) {
    std::vector<candidate> result;
    std::map<std::string, std::vector<entry*>> groups;
    std::vector<entry*> typed;
    for (auto& item : from.entries) {
        const auto named = from_platform(item.name);
        if (named && named->typed) {
            typed.push_back(&item);
            continue;
        }
        if (named && !item.is_folder) {
            groups[owner_of(item.name)].push_back(&item);
            continue;
        }
        const auto name = named ? named->person : item.is_folder ? item.name : stem(item.name);
        result.push_back({name, item.name, std::move(item.held), item.is_folder, {}});
    }
    for (const auto& [person, group] : groups)
        result.push_back(from_group(group, work, words));
    for (auto* text : typed)
        add_typed(*text, result, words);
    tell_apart(result);
    return result;
}

}  // namespace

bool is_class(const argument& from, const course::course& course) {
    const auto& entries = from.entries;
    const bool platform = std::any_of(entries.begin(), entries.end(), [](const entry& it) {
        return from_platform(it.name).has_value();
    });
    if (platform) return true;
    const bool own_files = std::any_of(from.others.begin(), from.others.end(), [&](const auto& it) {
        return program_or_report(it, course);
    });
    const bool own_folders = std::any_of(entries.begin(), entries.end(), [&](const entry& it) {
        return it.is_folder && part_of_submission(it.name, course);
    });
    if (own_files || own_folders || entries.empty()) return false;
    // Many people zip a folder in a folder: that is one submission, not a class of one.
    return entries.size() > 1 || !entries.front().is_folder;
}

std::vector<candidate> candidates_in(argument from, const course::course& course,
                                     const fs::path& work, const course::catalogue& words) {
    if (from.is_folder && is_class(from, course)) return class_in(from, work, words);
    const auto named = from_platform(from.name);
    const auto name = named ? named->person : from.is_folder ? from.name : stem(from.name);
    std::vector<candidate> result;
    result.push_back({name, from.name, std::move(from.held), from.is_folder, {}});
    return result;
}

}  // namespace grading
