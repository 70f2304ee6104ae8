#include "sandbox/layers.hpp"

#include "sandbox/launch.hpp"
#include "sandbox/profile.hpp"
#include "support/process.hpp"

#include <nlohmann/json.hpp>

#include <csignal>
#include <cstddef>
#include <string_view>
#include <vector>

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/keyctl.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace sandbox {
namespace {

using nlohmann::json;

const limits& student_limits() {
    return find_profile("run")->each;
}

// connect(2) of a UDP socket sends nothing: it asks for a route. 192.0.2.1 is nobody's (RFC 5737).
bool finds_a_route() {
    sockaddr_in outside{};
    outside.sin_family = AF_INET;
    outside.sin_port = htons(9);
    ::inet_pton(AF_INET, "192.0.2.1", &outside.sin_addr);
    const int fd = ::socket(AF_INET, SOCK_DGRAM, 0);
    const auto* generic =
        reinterpret_cast<const sockaddr*>(&outside);  // NOLINT: what connect takes
    const bool found = fd >= 0 && ::connect(fd, generic, sizeof outside) == 0;
    if (fd >= 0) ::close(fd);
    return found;
}

bool opens_socket(int family) {
    const int fd = ::socket(family, SOCK_DGRAM, 0);
    if (fd >= 0) ::close(fd);
    return fd >= 0;
}

bool creates(const char* path) {
    const int fd = ::open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (fd >= 0) ::close(fd);
    return fd >= 0;
}

bool makes_a_large_file() {
    std::signal(SIGXFSZ, SIG_IGN);  // setrlimit(2): otherwise it ends this process
    const char* const path = "/tmp/large";
    const int fd = ::open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    const auto size = static_cast<off_t>(student_limits().file_bytes + 1);
    const bool made = fd >= 0 && ::ftruncate(fd, size) == 0;
    if (fd >= 0) ::close(fd);
    ::unlink(path);
    return made;
}

bool starts_too_many() {
    std::vector<pid_t> children;
    while (children.size() <= student_limits().processes) {
        const auto child = ::fork();
        if (child < 0) break;
        if (child == 0) ::pause();
        children.push_back(child);
    }
    for (const auto child : children)
        ::kill(child, SIGKILL);
    for (const auto child : children)
        ::waitpid(child, nullptr, 0);
    return children.size() > student_limits().processes;
}

bool call_works(long number, long first, long second = 0) {
    return ::syscall(number, first, second, 0L, 0L) != -1;
}

constexpr auto first_process = 1L;

/// One thing that must fail in the box, and that an ordinary user can do outside of it.
struct attempt {
    std::string_view layer;
    std::string_view what;
    bool (*succeeds)();
};

constexpr attempt attempts[] = {
    {"network", "a route", finds_a_route},
    {"network", "AF_UNIX", [] { return opens_socket(AF_UNIX); }},
    {"files", "/", [] { return creates("/made"); }},
    {"files", "/usr", [] { return creates("/usr/made"); }},
    {"files", "/dev", [] { return creates("/dev/made"); }},
    {"files", "/proc/self/oom_score_adj", [] { return creates("/proc/self/oom_score_adj"); }},
    {"files", "/home", [] { return ::access("/home", F_OK) == 0; }},
    {"files", "/root", [] { return ::access("/root", F_OK) == 0; }},
    {"files", "a large file", makes_a_large_file},
    {"processes", "too many", starts_too_many},
    {"processes", "ptrace(1)", [] { return call_works(SYS_ptrace, PTRACE_ATTACH, first_process); }},
    {"processes", "pidfd_open(1)", [] { return call_works(SYS_pidfd_open, first_process); }},
    {"calls", "keyctl", [] { return call_works(SYS_keyctl, KEYCTL_GET_KEYRING_ID, -3); }},
    {"calls", "personality", [] { return call_works(SYS_personality, 0xffffffff); }},
    {"calls", "inotify_init1", [] { return call_works(SYS_inotify_init1, 0); }},
    {"calls", "unshare", [] { return call_works(SYS_unshare, CLONE_NEWUSER); }},
};

constexpr std::string_view layer_names[] = {"network", "files", "processes", "calls"};

support::finished in_box(std::string_view what) {
    const std::string there = "/box/sock-box";
    support::command command;
    command.argv = {own_program(), "suite", "--", there, "run", "--", there, std::string{what}};
    return support::run(command, support::milliseconds{20'000});
}

json layer(std::string_view id, json open) {
    return {{"id", id}, {"open", std::move(open)}};
}

}  // namespace

int attack_inside(std::ostream& out) {
    json result = json::array();
    for (const auto id : layer_names) {
        json open = json::array();
        for (const auto& each : attempts)
            if (each.layer == id && each.succeeds()) open.push_back(each.what);
        result.push_back(layer(id, open));
    }
    out << result.dump() << '\n';
    return 0;
}

int take_memory() {
    // The limit of a process's data is above that of the box's memory; so shared, which it does not
    // count.
    const auto size = static_cast<std::size_t>(find_profile("run")->all.memory * 2);
    auto* const all = static_cast<char*>(
        ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
    if (all == MAP_FAILED) return 1;  // NOLINT: what mmap returns
    constexpr std::size_t page = 4096;
    for (std::size_t i = 0; i < size; i += page)
        all[i] = 1;
    return 0;
}

int try_layers(std::ostream& out) {
    const auto attacked = in_box("--attack");
    auto result = json::parse(attacked.out.text(), nullptr, false);
    if (!attacked.status.success() || !result.is_array()) return 1;
    json open = json::array();
    if (in_box("--take-memory").status.success()) open.push_back("twice its memory");
    result.push_back(layer("memory", open));
    bool held = true;
    for (const auto& each : result)
        held = held && each["open"].empty();
    out << result.dump() << '\n';
    return held ? 0 : 1;
}

}  // namespace sandbox
