// A folder as a submission. Its author may have put anything into it and may still be writing to
// it. So every name is opened relative to its own folder, no link is followed, and the opened file
// is checked again.
#include "support/unique_fd.hpp"
#include "unpack/digest.hpp"
#include "unpack/intake.hpp"
#include "unpack/junk.hpp"
#include "unpack/limits.hpp"
#include "unpack/unpack.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>

#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace unpack {
namespace {

using support::descriptor;

// openat2(2), which has no function in the C library. Links, "..", mounts and magic links cannot
// lead out of `folder`.
descriptor open_beneath(int folder, const std::string& name, std::uint64_t flags) {
    open_how how{};
    how.flags = flags | O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
    return descriptor{
        static_cast<int>(::syscall(SYS_openat2, folder, name.c_str(), &how, sizeof how))};
}

std::vector<std::string> names_in(descriptor folder) {
    const std::unique_ptr<DIR, int (*)(DIR*)> listing{::fdopendir(folder.get()), ::closedir};
    std::vector<std::string> made;
    if (!listing) return made;
    (void)folder.release();
    while (const dirent* each = ::readdir(listing.get())) {
        const std::string name = each->d_name;
        if (name != "." && name != "..") made.push_back(name);
        if (made.size() > limits::entries) break;
    }
    std::sort(made.begin(), made.end());
    return made;
}

entry_kind kind_of(const struct stat& about) {
    if (S_ISREG(about.st_mode)) return entry_kind::file;
    if (S_ISDIR(about.st_mode)) return entry_kind::folder;
    if (S_ISLNK(about.st_mode)) return entry_kind::symbolic_link;
    return entry_kind::device;
}

// At most one byte more than is allowed: the file may grow while it is read.
std::optional<std::string> read_all(int from) {
    std::string bytes;
    std::array<char, 65536> some;
    while (bytes.size() <= limits::file_bytes) {
        const auto size = ::read(from, some.data(), some.size());
        if (size < 0 && errno == EINTR) continue;
        if (size < 0) return {};
        if (size == 0) break;
        bytes.append(some.data(), static_cast<std::size_t>(size));
    }
    return bytes;
}

class walk {
  public:
    explicit walk(intake& into) : into_(into) {}

    // `prefix` is the path of `folder` in the submission: "" or "a/b/".
    void enter(descriptor folder, const std::string& prefix) {
        const int number = ::dup(folder.get());
        if (number < 0) throw failure(printable(prefix) + ": " + std::strerror(errno));
        for (const auto& name : names_in(std::move(folder)))
            look_at(number, name, prefix + name);
        ::close(number);
    }

  private:
    void look_at(int folder, const std::string& name, const std::string& whole) {
        struct stat about {};
        if (::fstatat(folder, name.c_str(), &about, AT_SYMLINK_NOFOLLOW) != 0) return;
        const auto kind = kind_of(about);
        if (kind == entry_kind::symbolic_link) return skip("left-out-link", whole);
        if (kind == entry_kind::device) return skip("left-out-special", whole);
        const auto size = kind == entry_kind::file ? static_cast<std::uint64_t>(about.st_size) : 0;
        const auto where = into_.consider({whole, origin::other, kind, size});
        if (kind == entry_kind::folder) return enter_folder(folder, name, whole);
        if (where) read_file(folder, name, *where, whole);
    }

    void enter_folder(int folder, const std::string& name, const std::string& whole) {
        if (!folder_junk(checked_path(decode(whole, origin::other).text)).empty()) return;
        auto inner = open_beneath(folder, name, O_DIRECTORY);
        if (inner.get() < 0) return skip("left-out-unreadable", whole);
        enter(std::move(inner), whole + "/");
    }

    void read_file(int folder, const std::string& name, const path& where,
                   const std::string& whole) {
        const auto from = open_beneath(folder, name, 0);
        struct stat about {};
        const bool file =
            from.get() >= 0 && ::fstat(from.get(), &about) == 0 && S_ISREG(about.st_mode);
        auto bytes = file ? read_all(from.get()) : std::nullopt;
        if (!bytes) return skip("left-out-unreadable", whole);
        into_.take(where, std::move(*bytes));
    }

    void skip(std::string_view id, const std::string& whole) {
        into_.leave_out(id, printable(whole));
    }

    intake& into_;
};

std::string digest_of(const std::vector<file>& files) {
    sha256 digest;
    for (const auto& each : files) {
        // With lengths, so that "a" + "bc" differs from "ab" + "c".
        digest.add(std::to_string(each.path.size()) + ":" + each.path +
                   std::to_string(each.bytes.size()) + ":");
        digest.add(each.bytes);
    }
    return digest.hex();
}

submission read_folder(descriptor top, std::string_view name) {
    submission made;
    made.file = printable(name);
    intake into{0};
    try {
        walk{into}.enter(std::move(top), "");
        auto found = into.finish();
        made.files = std::move(found.files);
        made.notes = std::move(found.notes);
    } catch (refusal& refused) {
        made.notes = into.notes();
        made.refused = std::move(refused.why);
    }
    made.sha256 = digest_of(made.files);
    return made;
}

constexpr int for_reading = O_RDONLY | O_CLOEXEC | O_DIRECTORY;

}  // namespace

submission folder(const std::filesystem::path& given) {
    // "class/ada/" and "." need a name, too.
    const auto full = std::filesystem::absolute(given).lexically_normal();
    const auto name = (full.has_filename() ? full : full.parent_path()).filename().string();
    descriptor top{::open(given.c_str(), for_reading)};
    if (top.get() < 0) throw failure(printable(given.string()) + ": " + std::strerror(errno));
    return read_folder(std::move(top), name);
}

submission folder(int descriptor_of_it, std::string_view name) {
    // Opened again, because reading a folder moves the position that a shared descriptor has.
    descriptor top{::openat(descriptor_of_it, ".", for_reading)};
    if (top.get() < 0) throw failure(printable(name) + ": " + std::strerror(errno));
    return read_folder(std::move(top), name);
}

}  // namespace unpack
