#include "support/process_table.hpp"

#include "support/acting_as.hpp"
#include "support/unique_fd.hpp"

#include <algorithm>
#include <atomic>
#include <cctype>
#include <cerrno>
#include <charconv>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include <fcntl.h>
#include <unistd.h>

namespace support {
namespace {

std::atomic<bool> ignored{false};

// Plain system calls instead of a stream: one run of the suite reads this thousands of times.
std::string contents(const std::string& path) {
    const descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    std::string result;
    char block[4096];
    for (ssize_t n = 1; file.get() >= 0 && n > 0;) {
        n = ::read(file.get(), block, sizeof block);
        if (n > 0) result.append(block, static_cast<std::size_t>(n));
    }
    return result;
}

std::string_view next_word(std::string_view& text) {
    text.remove_prefix(std::min(text.find_first_not_of(" \n"), text.size()));
    const auto word = text.substr(0, text.find_first_of(" \n"));
    text.remove_prefix(word.size());
    return word;
}

template <typename Number>
Number next_number(std::string_view& text) {
    Number value = 0;
    const auto word = next_word(text);
    std::from_chars(word.data(), word.data() + word.size(), value);
    return value;
}

void skip_words(std::string_view& text, int count) {
    for (int i = 0; i < count; ++i)
        next_word(text);
}

std::string_view word_after(std::string_view name, std::string_view text) {
    const auto at = text.find(name);
    if (at == std::string_view::npos) return {};
    text.remove_prefix(at + name.size());
    text.remove_prefix(std::min(text.find_first_not_of('\t'), text.size()));
    return next_word(text);
}

// `pid (comm) state ppid pgrp session …`. A program may choose a name with spaces and brackets, so
// the other fields start after the last bracket.
std::optional<entry> look_up(pid_t pid) {
    const auto line = contents("/proc/" + std::to_string(pid) + "/stat");
    const auto name_end = line.rfind(')');
    if (name_end == std::string::npos) return std::nullopt;  // it has ended meanwhile
    auto fields = std::string_view(line).substr(name_end + 1);
    const auto state = next_word(fields);
    if (state.empty()) return std::nullopt;

    entry result;
    result.pid = pid;
    result.state = state.front();
    result.parent = next_number<pid_t>(fields);
    skip_words(fields, 1);
    result.session = next_number<pid_t>(fields);
    skip_words(fields, 7);
    result.ticks = next_number<std::uint64_t>(fields);
    result.ticks += next_number<std::uint64_t>(fields);
    skip_words(fields, 8);
    const auto pages = next_number<std::int64_t>(fields);
    result.resident = static_cast<std::uint64_t>(std::max<std::int64_t>(pages, 0)) *
                      static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    return result;
}

// A process that was forked and has not called exec since (PF_FORKNOEXEC of the kernel's sched.h).
bool is_still_a_copy(const std::string& folder) {
    const auto line = contents(folder + "/stat");
    auto fields = std::string_view(line).substr(std::min(line.rfind(')'), line.size()));
    skip_words(fields, 7);
    return (next_number<std::uint64_t>(fields) & 0x40) != 0;
}

// A sandbox's own process, where a sandbox is a user; no student's program has any.
bool holds_rights(std::string_view status) {
    return word_after("\nCapPrm:", status).find_first_not_of('0') != std::string_view::npos;
}

// Its number in the innermost namespace, the last of the line.
pid_t innermost_number(std::string_view status) {
    const std::string_view name = "\nNSpid:";
    const auto at = status.find(name);
    if (at == std::string_view::npos) return 0;
    auto line = status.substr(at + name.size());
    line = line.substr(0, line.find('\n'));
    line.remove_prefix(line.find_last_of(" \t") + 1);
    return next_number<pid_t>(line);
}

std::vector<pid_t> numbers_in(const std::string& folder) {
    std::vector<pid_t> result;
    std::error_code gone;
    // `increment` and not a range-for: a process may end during the loop, and that is no error.
    for (auto item = std::filesystem::directory_iterator(folder, gone);
         !gone && item != std::filesystem::directory_iterator(); item.increment(gone)) {
        const auto name = item->path().filename().string();
        std::string_view text(name);
        if (const auto number = next_number<pid_t>(text); number > 0) result.push_back(number);
    }
    return result;
}

std::vector<entry> all_processes() {
    std::vector<entry> result;
    for (const pid_t pid : numbers_in("/proc")) {
        if (const auto found = look_up(pid)) result.push_back(*found);
    }
    return result;
}

// Not every kernel has it (CONFIG_PROC_CHILDREN).
bool kernel_lists_children() {
    static const bool does = ::access("/proc/thread-self/children", R_OK) == 0;
    return does;
}

// Each thread has the children that it has forked.
std::vector<pid_t> listed_children(pid_t parent) {
    std::vector<pid_t> result;
    const auto tasks = "/proc/" + std::to_string(parent) + "/task";
    for (const pid_t task : numbers_in(tasks)) {
        const auto list = contents(tasks + "/" + std::to_string(task) + "/children");
        std::string_view text(list);
        while (const auto pid = next_number<pid_t>(text))
            result.push_back(pid);
    }
    return result;
}

void add_children(std::vector<entry>& into, pid_t parent) {
    for (const auto& item : children(parent)) {
        const auto same = [&](const entry& known) { return known.pid == item.pid; };
        if (std::none_of(into.begin(), into.end(), same)) into.push_back(item);
    }
}

}  // namespace

bool has_proc() {
    static const bool there = ::access("/proc/self/stat", R_OK) == 0;
    return there && !ignored;
}

void ignore_proc() {
    ignored = true;
}

std::vector<entry> family(pid_t root) {
    if (!has_proc()) return {};
    std::vector<entry> result;
    if (const auto found = look_up(root)) result.push_back(*found);
    for (const auto& orphan : children(::getpid())) {
        if (orphan.pid != root && orphan.session == root) result.push_back(orphan);
    }
    for (std::size_t member = 0; member < result.size(); ++member)
        add_children(result, result[member].pid);
    return result;
}

bool hides_descriptors(pid_t pid) {
    const auto folder = "/proc/" + std::to_string(pid);
    const auto refused = [&, path = folder + "/fd"] {
        const acting_as its_user{folder};
        return ::faccessat(AT_FDCWD, path.c_str(), R_OK | X_OK, AT_EACCESS) != 0 && errno == EACCES;
    };
    if (!has_proc() || !refused()) return false;
    const auto status = contents(folder + "/status");
    if (word_after("\nVmSize:", status).empty()) return false;  // it has ended, or is ending
    if (holds_rights(status)) return false;
    // Number 1 is the sandbox's own, and number 2 a copy of it until it becomes the program.
    const auto number = innermost_number(status);
    if (number == 1 || (number == 2 && is_still_a_copy(folder))) return false;
    return refused();  // not only in the moment of its exec
}

std::vector<thread> threads(pid_t pid) {
    if (!has_proc()) return {};
    std::vector<thread> result;
    const auto folder = "/proc/" + std::to_string(pid) + "/task/";
    for (const pid_t each : numbers_in(folder)) {
        const auto status = contents(folder + std::to_string(each) + "/status");
        const auto state = word_after("\nState:", status);
        if (state.empty()) continue;  // it has ended meanwhile
        std::uint64_t turns = 0;
        for (const char* kind : {"\nvoluntary_ctxt_switches:", "\nnonvoluntary_ctxt_switches:"}) {
            auto count = word_after(kind, status);
            turns += next_number<std::uint64_t>(count);
        }
        result.push_back({state.front(), turns});
    }
    return result;
}

// `0.20 0.18 0.12 1/80 11206`: three means, then runnable/all.
std::size_t runnable_tasks() {
    if (!has_proc()) return 0;
    const auto line = contents("/proc/loadavg");
    std::string_view fields(line);
    skip_words(fields, 3);
    return next_number<std::size_t>(fields);
}

std::vector<entry> children(pid_t parent) {
    if (!has_proc()) return {};
    std::vector<entry> result;
    if (kernel_lists_children()) {
        for (const pid_t pid : listed_children(parent)) {
            if (const auto found = look_up(pid)) result.push_back(*found);
        }
        return result;
    }
    result = all_processes();
    result.erase(std::remove_if(result.begin(), result.end(),
                                [&](const entry& item) { return item.parent != parent; }),
                 result.end());
    return result;
}

}  // namespace support
