#include "grading/output_folder.hpp"

#include "grading/listing.hpp"
#include "grading/problem.hpp"

#include <cerrno>
#include <system_error>

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

namespace grading {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const char* id, const fs::path& path, const std::string& why,
                       const course::catalogue& words) {
    throw problem(error_of_use, words.text(id, {{"path", path.string()}, {"why", why}}));
}

void make(const fs::path& path, const course::catalogue& words) {
    std::error_code failed;
    fs::create_directories(path, failed);
    if (failed) fail("out.not-made", path, failed.message(), words);
}

std::string owner_of(const folder& out) {
    struct stat it {};
    if (::fstat(out.get(), &it) != 0) return "?";
    const passwd* entry = ::getpwuid(it.st_uid);
    return entry != nullptr ? entry->pw_name : std::to_string(it.st_uid);
}

}  // namespace

folder open_out(const fs::path& path, const std::optional<user>& owner,
                const course::catalogue& words) {
    make(path, words);
    try {
        auto out = folder::open(path);
        const bool ours = owner && list_folder(out.get(), path).empty();
        if (ours && ::fchown(out.get(), owner->uid, owner->gid) != 0)
            fail("out.not-made", path, reason(errno), words);
        return out;
    } catch (const std::system_error& failed) {
        fail("out.not-made", path, reason(failed.code().value()), words);
    }
}

void check_out(const folder& out, const course::catalogue& words) {
    if (out.writable()) return;
    const passwd* entry = ::getpwuid(::geteuid());
    const std::string user = entry != nullptr ? entry->pw_name : "?";
    throw problem(error_of_use, words.text("out.not-ours", {{"path", out.shown().string()},
                                                            {"owner", owner_of(out)},
                                                            {"user", user}}));
}

}  // namespace grading
