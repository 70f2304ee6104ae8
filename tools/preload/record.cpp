#include "preload/record.hpp"

#include "preload/callers.hpp"

#include <atomic>
#include <charconv>
#include <cstdlib>
#include <cstring>

#include <limits.h>
#include <unistd.h>

namespace [[gnu::visibility("hidden")]] preload {
namespace {

/// A path that still names the same file after the program changes its directory.
struct target {
    char path[PATH_MAX] = "";

    [[nodiscard]] bool wanted() const { return path[0] != '\0'; }
    void read(const char* variable);
};

// A program that calls without a pause would fill the file, and the memory that it is in.
constexpr int most_calls = 20'000;

target events;
target calls;
std::atomic<int> calls_left{most_calls};
std::atomic<std::int64_t> beginning{0};

void target::read(const char* variable) {
    const char* const given = std::getenv(variable);
    if (given == nullptr || *given == '\0') return;
    std::string_view name(given);
    std::size_t length = 0;
    if (name.front() != '/' && ::getcwd(path, sizeof path - 1) != nullptr) {
        length = std::string_view(path).size();
        path[length++] = '/';
    }
    if (length + name.size() >= sizeof path) {
        path[0] = '\0';
        return;
    }
    std::memcpy(path + length, name.data(), name.size());
    path[length + name.size()] = '\0';
}

line& add_time(line& to, std::int64_t at) {
    std::int64_t none = 0;
    beginning.compare_exchange_strong(none, at);
    const auto since = at - beginning.load();
    const auto passed = static_cast<std::uint64_t>(since > 0 ? since : 0);
    to << "{\"t\":";
    to.digits(passed / 1'000'000, 1) << ".";
    return to.digits(passed % 1'000'000, 6);
}

void add_text(line& to, std::string_view key, std::string_view value) {
    if (!value.empty()) to << ",\"" << key << "\":\"" << value << "\"";
}

template <typename Number>
void add_number(line& to, std::string_view key, Number value) {
    to << ",\"" << key << "\":" << value;
}

void finish(line& it, const target& where) {
    it << "}\n";
    append_to(where.path, it.text());
}

}  // namespace

void read_files() {
    events.read("SOCK_EVENTS_FILE");
    calls.read("SOCK_CALLS_FILE");
    if (calls.wanted()) find_program();
    // Not strtoll(3): with a new C library that is a symbol that an older one lacks, and the
    // library is for every system.
    if (const char* const start = std::getenv("SOCK_EVENTS_START")) {
        std::int64_t at = 0;
        std::from_chars(start, start + std::strlen(start), at);
        beginning = at;
    }
}

void note_call(const call& it, const line& arguments, std::int64_t result, int error,
               const line* address) {
    if (!calls.wanted() || calls_left.fetch_sub(1) <= 0) return;
    const errno_kept errno_stays;
    line out;
    add_time(out, it.began);
    add_text(out, "call", it.name);
    add_number(out, "socket", it.fd);
    add_text(out, "arguments", arguments.text());
    if (address != nullptr) add_text(out, "address", address->text());
    if (it.transfers) add_number(out, "asked", it.asked);
    add_number(out, "result", result);
    if (error != 0) add_text(out, "error", error_name(error).text());
    if (it.injected) out << ",\"injected\":true";
    add_text(out, "callers", callers().text());
    finish(out, calls);
}

void note_event(int fd, kind what, const event& it) {
    if (!events.wanted() || what == kind::other) return;
    const errno_kept errno_stays;
    line out;
    add_time(out, it.at);
    add_text(out, "event", it.name);
    add_number(out, "socket", fd);
    add_text(out, "kind", what == kind::tcp ? "tcp" : "udp");
    add_text(out, "local", (it.local != nullptr ? *it.local : local_address(fd)).text());
    add_text(out, "peer", (it.peer != nullptr ? *it.peer : peer_address(fd)).text());
    if (it.bytes >= 0) add_number(out, "bytes", it.bytes);
    add_text(out, "call", it.failed_call);
    if (it.error != 0) add_text(out, "error", error_name(it.error).text());
    if (it.bytes >= 0 && it.transfer != nullptr) add_number(out, "asked", it.transfer->asked);
    finish(out, events);
}

}  // namespace preload
