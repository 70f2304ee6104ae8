#include "grading/submission.hpp"

#include "grading/listing.hpp"
#include "grading/names.hpp"
#include "unpack/digest.hpp"

#include <algorithm>
#include <cerrno>
#include <system_error>

#include <fcntl.h>

namespace grading {
namespace {

namespace fs = std::filesystem;

// A path that works even if this process may no longer enter the folders above.
fs::path path_of(int folder) {
    return "/proc/self/fd/" + std::to_string(folder) + "/.";
}

/// The archives in a folder of one student that holds no source of its own.
std::vector<std::string> lone_archives(const std::vector<listed>& items) {
    std::vector<std::string> result;
    for (const auto& item : items) {
        if (is_clutter(item.name)) continue;
        const bool archive = item.kind == file_kind::regular && is_archive_name(item.name);
        const bool source = course::dialect_of(item.name) || item.kind == file_kind::folder;
        if (source) return {};
        if (archive) result.push_back(item.name);
    }
    return result;
}

// Files that were submitted beside the archive (most often the report) belong to it, too.
void add_loose_files(unpack::submission& to, const unpack::submission& folder) {
    bool added = false;
    for (const auto& file : folder.files) {
        if (is_archive_name(file.path) || to.find(file.path) != nullptr) continue;
        to.files.push_back(file);
        added = true;
    }
    if (!added) return;
    unpack::sha256 both;
    both.add(to.sha256 + folder.sha256);
    to.sha256 = both.hex();
}

unpack::submission open_folder(candidate& from, const unpack::programs& with,
                               const course::catalogue& words) {
    const int folder = from.held.get();
    auto whole = unpack::folder(path_of(folder));
    const auto archives = lone_archives(list_folder(folder, from.file));
    if (archives.empty()) return whole;
    const auto& name = archives.back();
    for (const auto& other : archives) {
        if (other != name)
            from.notes.push_back(
                wire::say(words, "note.passed-over", {{"file", other}, {"used", name}}));
    }
    const descriptor archive(
        ::openat(folder, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!archive.open()) throw std::system_error(errno, std::generic_category(), name);
    auto result = unpack::archive(archive.get(), name, with);
    add_loose_files(result, whole);
    return result;
}

}  // namespace

std::string digest_of(const candidate& it) {
    constexpr std::size_t largest_submission = 300UL * 1024 * 1024;
    try {
        return it.is_folder ? unpack::folder(it.held.get(), it.file).sha256
                            : unpack::sha256_of(read_all(it.held.get(), largest_submission));
    } catch (const std::exception&) {
        return "";
    }
}

unpack::submission open_submission(candidate& from, const unpack::programs& with,
                                   const course::catalogue& words) {
    return from.is_folder ? open_folder(from, with, words)
                          : unpack::archive(from.held.get(), from.file, with);
}

}  // namespace grading
