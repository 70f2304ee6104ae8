#include "grading/staging.hpp"

#include "judge/build.hpp"

#include <cerrno>
#include <system_error>

#include <sys/stat.h>
#include <unistd.h>

namespace grading {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& path) {
    const int reason = errno;
    throw std::system_error(reason, std::generic_category(), path.string());
}

void make_folder(const fs::path& path) {
    if (::mkdir(path.c_str(), 0755) != 0) fail(path);
    if (::chmod(path.c_str(), 0755) != 0) fail(path);  // whatever the umask is
}

fs::path copy_file(const fs::path& from, const fs::path& to, mode_t mode) {
    fs::copy_file(from, to);
    if (::chmod(to.c_str(), mode) != 0) fail(to);
    return to;
}

// The course's data is in a few small files, the headers that exercises give among them. Other
// files beside them (a built program, an editor's backup) are not needed.
bool is_data(const fs::path& file) {
    return file.extension() == ".toml" || file.extension() == ".md" ||
           judge::is_part(file.filename().string(), course::dialect::cpp);
}

fs::path copy_data(const fs::path& from, const fs::path& to) {
    make_folder(to);
    for (const auto& item : fs::directory_iterator(from)) {
        const auto target = to / item.path().filename();
        if (item.is_directory()) copy_data(item.path(), target);
        if (item.is_regular_file() && is_data(item.path())) copy_file(item.path(), target, 0644);
    }
    return to;
}

// Safe as root: this process has just made all of it, where no other user can write.
void give_away(const fs::path& folder, const user& owner) {
    for (const auto& item : fs::recursive_directory_iterator(folder))
        if (::lchown(item.path().c_str(), owner.uid, owner.gid) != 0) fail(item.path());
    if (::lchown(folder.c_str(), owner.uid, owner.gid) != 0) fail(folder);
}

}  // namespace

staging::staging(const judge::tools& tools, const fs::path& unpacker,
                 const std::optional<user>& owner)
    : folder_("sock-lab-"), tools_(tools), unpacker_(unpacker) {
    if (::chmod(folder_.path().c_str(), 0755) != 0) fail(folder_.path());
    make_folder(work());
    if (!owner) return;
    copy_tools(tools, unpacker);
    give_away(folder_.path(), *owner);
}

void staging::guard() {
    support::sweep_temporary_folders("sock-lab-");
    guard_.emplace(folder_.path());
}

void staging::close_to_others() const {
    for (const auto& path : {tools_.suite, tools_.exercises, tools_.suite_words})
        if (::chmod(path.c_str(), 0750) != 0) fail(path);
    // Its name is of no use to those who cannot list it.
    if (::chmod(folder_.path().c_str(), 0711) != 0) fail(folder_.path());
}

void staging::copy_tools(const judge::tools& from, const fs::path& unpacker) {
    make_folder(folder_.path() / "bin");
    const auto program = [&](const fs::path& file) {
        return file.empty() ? file
                            : copy_file(file, folder_.path() / "bin" / file.filename(), 0755);
    };
    tools_.suite = program(from.suite);
    tools_.box = program(from.box);
    tools_.preload = program(from.preload);
    unpacker_ = program(unpacker);
    program(unpacker.parent_path() / "sock-bulk");
    tools_.include = copy_data(from.include, folder_.path() / "include");
    tools_.exercises = copy_data(from.exercises, folder_.path() / "exercises");
    tools_.suite_words = copy_data(from.suite_words, folder_.path() / "words");
    tools_.precompiled.clear();
}

}  // namespace grading
