#include "lab/workspace/files.hpp"

#include "lab/workspace/problem.hpp"
#include "support/files.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <ctime>
#include <fstream>
#include <system_error>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace lab {
namespace {

[[noreturn]] void unwritable(const fs::path& file, const std::error_code& why) {
    throw problem(status::own_failure, "unwritable",
                  {{"file", file.string()}, {"reason", why.message()}});
}

std::error_code last_error() {
    return {errno, std::generic_category()};
}

// "2026-11-22T10-02-31"
std::string time_for_names() {
    const auto now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    std::tm parts{};
    localtime_r(&now, &parts);
    std::array<char, 32> text{};
    const auto size = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H-%M-%S", &parts);
    return {text.data(), size};
}

}  // namespace

std::string read_file(const fs::path& file) {
    try {
        return support::read_file(file);
    } catch (const std::system_error& why) {
        throw problem(status::wrong_use, "unreadable",
                      {{"file", file.string()}, {"reason", why.code().message()}});
    }
}

void write_file(const fs::path& file, std::string_view bytes) {
    std::error_code error;
    if (file.has_parent_path()) fs::create_directories(file.parent_path(), error);
    if (error) unwritable(file, error);
    auto fresh = file;
    fresh += ".new-" + std::to_string(getpid());
    std::ofstream out(fresh, std::ios::binary);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    out.close();
    if (!out) {
        const auto why = last_error();
        fs::remove(fresh, error);
        unwritable(file, why);
    }
    fs::rename(fresh, file, error);
    if (!error) return;
    const auto why = error;
    fs::remove(fresh, error);
    unwritable(file, why);
}

void write_folder(const std::vector<support::file_entry>& entries, const fs::path& folder) {
    for (const auto& it : entries) {
        const auto target = folder / it.path;
        write_file(target, it.bytes);
        if (!it.executable) continue;
        fs::permissions(target,
                        fs::perms::owner_exec | fs::perms::group_exec | fs::perms::others_exec,
                        fs::perm_options::add);
    }
}

fs::path backup_of(const fs::path& file, const fs::path& memory) {
    const auto folder = memory / "backup";
    const auto stem = time_for_names() + "-";
    auto target = folder / (stem + file.filename().string());
    for (int n = 2; fs::exists(target); ++n)
        target = folder / (stem + std::to_string(n) + "-" + file.filename().string());
    return target;
}

fs::path back_up(const fs::path& file, const fs::path& memory) {
    const auto target = backup_of(file, memory);
    std::error_code error;
    fs::create_directories(target.parent_path(), error);
    if (error) unwritable(target.parent_path(), error);
    fs::rename(file, target, error);
    if (!error) return target;
    // Another file system: rename(2) cannot go there.
    fs::copy(file, target, fs::copy_options::recursive, error);
    if (error) {
        std::error_code ignored;
        fs::remove_all(target, ignored);
        unwritable(target, error);
    }
    fs::remove_all(file, error);
    return target;
}

scratch_folder::scratch_folder() {
    try {
        folder_.emplace("sock-lab-");
    } catch (const std::system_error& error) {
        std::error_code none;
        unwritable(fs::temp_directory_path(none) / "sock-lab-XXXXXX", error.code());
    }
    cleanup_.emplace(path());
}

folder_lock::folder_lock(const fs::path& folder) {
    std::error_code ignored;
    fs::create_directories(folder, ignored);
    file_ = ::open((folder / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    while (file_ >= 0 && ::flock(file_, LOCK_EX) != 0 && errno == EINTR) {
    }
}

folder_lock::~folder_lock() {
    if (file_ >= 0) ::close(file_);
}

}  // namespace lab
