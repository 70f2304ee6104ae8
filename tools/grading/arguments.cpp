#include "grading/discover.hpp"
#include "grading/listing.hpp"
#include "grading/names.hpp"
#include "grading/problem.hpp"
#include "support/text.hpp"

#include <algorithm>
#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

namespace grading {
namespace {

namespace fs = std::filesystem;

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
    throw problem(error_of_use, words.text(id, {{"path", support::one_line(path.string())},
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
    // "class/", "." and ".." need a name, too.
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
    const course::parameters path = {{"path", support::one_line(it.shown.string())}};
    if (seen == looks::other) throw broken_input(error_of_use, words.text("use.no-archive", path));
    if (seen == looks::nothing)
        throw broken_input(error_of_use, words.text("use.empty-file", path));
    if (seen == looks::empty_archive)
        throw broken_input(error_of_use, words.text("use.empty-archive", path));
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
        throw broken_input(error_of_use, words.text("use.no-archive", {{"path", path.string()}}));
    if (!result.is_folder) {
        check_archive(result, words);
        return result;
    }
    read_entries(result, words);
    if (result.entries.empty() && result.others.empty())
        throw broken_input(error_of_use, words.text("use.empty-folder", {{"path", path.string()}}));
    return result;
}

// Deeper than the unpacker's limit, which refuses anything below it.
constexpr int deepest_folder = 16;

void check_folder(int folder, const fs::path& shown, int depth, const course::catalogue& words) {
    if (::faccessat(folder, ".", R_OK | X_OK, AT_EACCESS) != 0) unreadable(shown, errno, words);
    for (const auto& item : list_folder(folder, shown)) {
        if (is_clutter(item.name) || item.kind == file_kind::other) continue;
        const bool readable = ::faccessat(folder, item.name.c_str(), R_OK, AT_EACCESS) == 0;
        if (!readable) unreadable(shown / item.name, errno, words);
        if (item.kind != file_kind::folder || depth == deepest_folder) continue;
        const auto inside = open_file(folder, item.name, O_DIRECTORY | O_NOFOLLOW);
        if (inside.open()) check_folder(inside.get(), shown / item.name, depth + 1, words);
    }
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

}  // namespace grading
