#include "grading/discover.hpp"

#include "grading/listing.hpp"
#include "grading/manifest.hpp"
#include "grading/names.hpp"
#include "grading/problem.hpp"
#include "judge/files.hpp"
#include "judge/text.hpp"

#include <algorithm>
#include <cerrno>
#include <map>
#include <system_error>

#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

namespace grading {
namespace {

namespace fs = std::filesystem;

std::string reason(int number) {
    return std::generic_category().message(number);
}

std::string our_name() {
    const passwd* entry = ::getpwuid(::geteuid());
    return entry != nullptr ? entry->pw_name : std::to_string(::geteuid());
}

bool wanted_name(const std::string& name) {
    return is_archive_name(name) || from_platform(name).has_value();
}

bool same_file(int one, int other) {
    struct stat a {};
    struct stat b {};
    return one >= 0 && other >= 0 && ::fstat(one, &a) == 0 && ::fstat(other, &b) == 0 &&
           a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

[[noreturn]] void unreadable(const fs::path& path, int number, const course::catalogue& words) {
    const char* id = number == ENOENT   ? "use.no-such-file"
                     : number == EMFILE ? "use.too-many-files"
                                        : "use.unreadable";
    throw problem(error_of_use, words.text(id, {{"path", judge::one_line(path.string())},
                                                {"why", reason(number)},
                                                {"user", our_name()}}));
}

// O_NONBLOCK: to open a FIFO must not hang. A symbolic link is followed only where a person typed
// it.
descriptor open_file(int in, const std::string& name, int flags) {
    return descriptor(::openat(in, name.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | flags));
}

void read_entries(argument& into, const course::catalogue& words) {
    for (const auto& item : list_folder(into.held.get(), into.shown)) {
        if (is_clutter(item.name)) continue;
        const bool folder = item.kind == file_kind::folder;
        if (!folder && !(item.kind == file_kind::regular && wanted_name(item.name))) {
            into.others.push_back(item.name);
            continue;
        }
        auto held = open_file(into.held.get(), item.name, O_NOFOLLOW | (folder ? O_DIRECTORY : 0));
        if (!held.open()) unreadable(into.shown / item.name, errno, words);
        into.entries.push_back({item.name, std::move(held), folder});
    }
}

std::string last_part(const fs::path& path) {
    // "class/", "." and ".." have to be called something, too.
    const auto whole = fs::absolute(path).lexically_normal();
    const auto name = whole.filename().empty() ? whole.parent_path().filename() : whole.filename();
    return name.empty() ? "submission" : name.string();
}

enum class looks { archive, empty_archive, nothing, other };

looks look_at(int file) {
    unsigned char bytes[512] = {};
    const auto n = ::pread(file, bytes, sizeof bytes, 0);
    const std::string_view text(reinterpret_cast<const char*>(bytes),
                                n > 0 ? static_cast<std::size_t>(n) : 0);
    using namespace std::string_view_literals;
    if (n == 0) return looks::nothing;
    if (text.starts_with("PK\x05\x06"sv)) return looks::empty_archive;
    for (const auto magic : {"PK\x03\x04"sv, "\x1f\x8b"sv, "7z\xbc\xaf\x27\x1c"sv, "Rar!"sv,
                             "\xfd"
                             "7zXZ"sv,
                             "BZh"sv, "\x28\xb5\x2f\xfd"sv})
        if (text.starts_with(magic)) return looks::archive;
    return text.size() > 262 && text.substr(257, 5) == "ustar" ? looks::archive : looks::other;
}

void check_archive(const argument& it, const course::catalogue& words) {
    const auto seen = look_at(it.held.get());
    const course::parameters path = {{"path", judge::one_line(it.shown.string())}};
    if (seen == looks::other) throw problem(error_of_use, words.text("use.no-archive", path));
    if (seen == looks::nothing) throw problem(error_of_use, words.text("use.empty-file", path));
    if (seen == looks::empty_archive)
        throw problem(error_of_use, words.text("use.empty-archive", path));
}

argument open_argument(const fs::path& path, const course::catalogue& words) {
    argument result;
    result.shown = path;
    result.name = last_part(path);
    result.held = open_file(AT_FDCWD, path.string(), 0);
    if (!result.held.open()) unreadable(path, errno, words);
    struct stat it {};
    if (::fstat(result.held.get(), &it) != 0) unreadable(path, errno, words);
    result.is_folder = S_ISDIR(it.st_mode);
    if (!result.is_folder && !S_ISREG(it.st_mode))
        throw problem(error_of_use, words.text("use.no-archive", {{"path", path.string()}}));
    if (!result.is_folder) {
        check_archive(result, words);
        return result;
    }
    read_entries(result, words);
    if (result.entries.empty() && result.others.empty())
        throw problem(error_of_use, words.text("use.empty-folder", {{"path", path.string()}}));
    return result;
}

// As deep as the unpacker looks, and some more: what lies deeper is refused there.
constexpr int deepest = 16;

void check_folder(int folder, const fs::path& shown, int depth, const course::catalogue& words) {
    if (::faccessat(folder, ".", R_OK | X_OK, AT_EACCESS) != 0) unreadable(shown, errno, words);
    for (const auto& item : list_folder(folder, shown)) {
        if (is_clutter(item.name) || item.kind == file_kind::other) continue;
        const bool readable = ::faccessat(folder, item.name.c_str(), R_OK, AT_EACCESS) == 0;
        if (!readable) unreadable(shown / item.name, errno, words);
        if (item.kind != file_kind::folder || depth == deepest) continue;
        const auto inside = open_file(folder, item.name, O_DIRECTORY | O_NOFOLLOW);
        if (inside.open()) check_folder(inside.get(), shown / item.name, depth + 1, words);
    }
}

bool part_of_submission(const std::string& folder, const course::course& course) {
    const auto name = lower(folder);
    for (const char* usual : {"src", "exercises", "solutions", "include"})
        if (name == usual) return true;
    return course.find(folder) != nullptr;
}

bool program_or_report(const std::string& file, const course::course& course) {
    if (lower(file) == "reporte.md") return true;
    const auto likely = likely_program(file);
    return !likely.empty() &&
           std::any_of(course.exercises.begin(), course.exercises.end(),
                       [&](const auto& it) { return likely_program(it.source()) == likely; });
}

/// A student's loose files, which a platform has put beside everybody else's under names that say
/// whose they are, in a folder of their own again.
candidate gather(const std::vector<entry*>& files, const fs::path& work) {
    const auto first = *from_platform(files.front()->name);
    const auto folder = work / ("loose-" + safe_name(first.person) + "-" + first.id);
    fs::create_directories(folder);
    for (const auto* file : files) {
        const auto name = safe_name(from_platform(file->name)->file);
        judge::write_file(folder / name, read_all(file->held.get(), 8 * 1024 * 1024));
    }
    return {first.person,
            files.front()->name,
            open_file(AT_FDCWD, folder.string(), O_DIRECTORY),
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
                words.text("note.passed-over", {{"file", file->name}, {"used", last->name}}));
    }
    return result;
}

candidate from_group(const std::vector<entry*>& group, const fs::path& work,
                     const course::catalogue& words) {
    std::vector<entry*> archives;
    std::copy_if(group.begin(), group.end(), std::back_inserter(archives),
                 [](const entry* it) { return is_archive_name(it->name); });
    auto result = archives.empty() ? gather(group, work) : last_archive(archives, words);
    if (from_platform(group.front()->name)->late) result.notes.push_back(words.text("note.late"));
    return result;
}

std::vector<candidate> class_in(argument& from, const fs::path& work,
                                const course::catalogue& words) {
    std::vector<candidate> result;
    std::map<std::string, std::vector<entry*>> groups;
    for (auto& item : from.entries) {
        const auto named = from_platform(item.name);
        if (named && !item.is_folder) {
            groups[named->person + "\n" + named->id].push_back(&item);
            continue;
        }
        const auto name = named ? named->person : item.is_folder ? item.name : stem(item.name);
        result.push_back({name, item.name, std::move(item.held), item.is_folder, {}});
    }
    for (const auto& [person, group] : groups)
        result.push_back(from_group(group, work, words));
    return result;
}

}  // namespace

std::vector<argument> open_arguments(const std::vector<fs::path>& paths,
                                     const course::catalogue& words) {
    std::vector<argument> result;
    for (const auto& path : paths)
        result.push_back(open_argument(path, words));
    return result;
}

void leave_out(std::vector<argument>& arguments, int out) {
    for (auto& it : arguments) {
        it.entries.erase(
            std::remove_if(it.entries.begin(), it.entries.end(),
                           [&](const entry& item) { return same_file(item.held.get(), out); }),
            it.entries.end());
    }
}

void check_readable(const std::vector<candidate>& all, const course::catalogue& words) {
    for (const auto& it : all)
        if (it.is_folder) check_folder(it.held.get(), it.file, 0, words);
}

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
    // A folder in a folder is how many people zip; one person's, not a class of one.
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
