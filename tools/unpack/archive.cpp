// The trusted side: starts the unpacker and validates all of its output.
#include "support/agreed_numbers.hpp"
#include "support/process.hpp"
#include "support/unique_fd.hpp"
#include "unpack/digest.hpp"
#include "unpack/frames.hpp"
#include "unpack/limits.hpp"
#include "unpack/unpack.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace unpack {
namespace {

constexpr support::milliseconds time_limit{30000};

using support::descriptor;

[[noreturn]] void fail(std::string_view name, int number) {
    throw failure(printable(name) + ": " + std::strerror(number));
}

struct packed {
    std::string bytes;  ///< the first ones: one more than the limit, at most
    std::string digest;
};

packed read_packed(int from, std::string_view name) {
    ::lseek(from, 0, SEEK_SET);
    packed made;
    sha256 digest;
    std::array<char, 65536> some;
    for (;;) {
        const auto size = ::read(from, some.data(), some.size());
        if (size < 0 && errno == EINTR) continue;
        if (size < 0) fail(name, errno);
        if (size == 0) break;
        const std::string_view fresh{some.data(), static_cast<std::size_t>(size)};
        digest.add(fresh);
        made.bytes += fresh.substr(0, limits::archive_bytes + 1 - made.bytes.size());
    }
    made.digest = digest.hex();
    return made;
}

support::command unpacker(const programs& with) {
    support::command what;
    what.argv = box_line(with.box, with.users);
    what.argv.push_back(with.unpacker.string());
    if (with.box.empty()) what.environment = {"PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8"};
    what.directory = "/";
    // All that it may write, and one byte that shows that it wrote more.
    what.keep_head = limits::total_bytes + limits::mib;
    what.keep_tail = 1;
    return what;
}

outcome refused(std::string id, course::parameters params = {}) {
    return {{}, note{std::move(id), std::move(params)}};
}

outcome unpacked(std::string_view bytes, const programs& with) {
    const auto ran = support::run(unpacker(with), time_limit, bytes);
    if (ran.timed_out) return refused("takes-too-long");
    if (ran.status.code == support::box_failed && !with.box.empty()) {
        throw failure("the unpacker's box did not start: " + printable(ran.err.text(), 400));
    }
    // The archive has crashed the unpacker. An honest archive does not do that, but a person has to
    // decide.
    if (!ran.status.success()) {
        const auto how = ran.status.signal != 0 ? "signal " + std::to_string(ran.status.signal)
                                                : "exit " + std::to_string(ran.status.code);
        return refused("unpacker-died", {{"detail", how}});
    }
    try {
        if (!ran.out.complete()) throw std::runtime_error("too much in all");
        return read_frames(ran.out.head + ran.out.tail);
    } catch (const std::runtime_error& problem) {
        return refused("unpacker-lied", {{"detail", problem.what()}});
    }
}

}  // namespace

std::vector<std::string> box_line(const std::filesystem::path& box, unsigned users) {
    if (box.empty()) return {};
    if (users == 0) return {box.string(), "unpack", "--"};
    return {box.string(), "unpack", "--users", std::to_string(users), "--"};
}

const file* submission::find(std::string_view path) const {
    const auto found = std::find_if(files.begin(), files.end(),
                                    [&](const unpack::file& each) { return each.path == path; });
    return found == files.end() ? nullptr : &*found;
}

submission archive(int from, std::string_view name, const programs& with) {
    struct stat about {};
    if (::fstat(from, &about) != 0) fail(name, errno);
    if (!S_ISREG(about.st_mode)) throw failure(printable(name) + ": not a file");
    const auto input = read_packed(from, name);
    auto result = input.bytes.size() > limits::archive_bytes
                      ? refused("archive-too-large",
                                {{"limit", std::to_string(limits::archive_bytes / limits::mib)}})
                      : unpacked(input.bytes, with);
    submission made;
    made.file = printable(name);
    made.sha256 = input.digest;
    made.files = std::move(result.what.files);
    made.notes = std::move(result.what.notes);
    made.refused = std::move(result.refused);
    return made;
}

submission archive(const std::filesystem::path& path, const programs& with) {
    const auto name = path.filename().string();
    // Without O_NONBLOCK, opening a FIFO of that name would block until it has a writer.
    const descriptor from{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)};
    if (from.get() < 0) fail(path.string(), errno);
    return archive(from.get(), name, with);
}

}  // namespace unpack
