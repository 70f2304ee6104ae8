#include "autograder/shared_folder.hpp"

#include "autograder/bytes.hpp"
#include "support/acting_as.hpp"
#include "support/files.hpp"
#include "support/unique_fd.hpp"

#include <algorithm>
#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace suite {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t mark_size = 16;
// No check expects more in a file.
constexpr std::size_t longest_read = 32 * mebibyte;

// A mark differs from every other one, so that a piece in the wrong place shows.
std::string mark(std::uint64_t at) {
    auto text = "<" + std::to_string(at / mebibyte) + ">";
    text.resize(mark_size, '#');
    return text;
}

[[noreturn]] void fail(const fs::path& path) {
    throw std::system_error(errno, std::generic_category(), path.string());
}

}  // namespace

void shared_folder::make_folder(const std::string& name) const {
    fs::create_directory(*this / name);
}

void shared_folder::write(const std::string& name, std::string_view bytes) const {
    support::write_file(*this / name, bytes);
}

void shared_folder::write_large(const std::string& name, std::uint64_t bytes) const {
    const auto file = *this / name;
    support::write_file(file, "");
    fs::resize_file(file, bytes);
    const support::descriptor out(::open(file.c_str(), O_WRONLY | O_CLOEXEC));
    if (out.get() < 0) fail(file);
    for (std::uint64_t at = 0; at + mark_size <= bytes; at += mebibyte) {
        const auto text = mark(at);
        if (::pwrite(out.get(), text.data(), text.size(), static_cast<off_t>(at)) < 0) fail(file);
    }
}

std::string large_part(std::uint64_t at, std::size_t count) {
    std::string result(count, '\0');
    for (auto start = at / mebibyte * mebibyte; start < at + count; start += mebibyte) {
        const auto text = mark(start);
        for (std::size_t i = 0; i < text.size(); ++i) {
            const auto here = start + i;
            if (here >= at && here < at + count) result[here - at] = text[i];
        }
    }
    return result;
}

std::optional<std::string> shared_folder::read(const std::string& name) const {
    // Where the sandbox is a user, the file is that user's.
    const support::acting_as its_user{(*this / name).string()};
    // A FIFO must not hold us up.
    const support::descriptor in(
        ::open((*this / name).c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    struct stat status {};
    if (in.get() < 0 || ::fstat(in.get(), &status) != 0 || !S_ISREG(status.st_mode))
        return std::nullopt;
    std::string result;
    std::string block(256 * 1024, '\0');
    while (result.size() < longest_read) {
        const auto count = ::read(in.get(), block.data(), block.size());
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) break;
        result.append(block, 0, static_cast<std::size_t>(count));
    }
    return result;
}

std::vector<std::string> shared_folder::names(const std::string& folder) const {
    std::vector<std::string> result;
    for (const auto& entry : fs::directory_iterator(*this / folder))
        result.push_back(entry.path().filename().string());
    std::sort(result.begin(), result.end());
    return result;
}

}  // namespace suite
