#include "autograder/program.hpp"

#include "autograder/binary.hpp"
#include "autograder/by_hand.hpp"
#include "autograder/bytes.hpp"
#include "autograder/timeouts.hpp"
#include "autograder/traceback.hpp"
#include "support/agreed_numbers.hpp"
#include "support/idle.hpp"
#include "support/process_table.hpp"

#include <algorithm>
#include <array>
#include <csignal>
#include <fstream>
#include <set>

#include <unistd.h>

namespace suite {
namespace {

using words = std::vector<std::string>;

// By env(1), because the sandbox passes no environment variable on.
words variables(const program_setup& where, const run_options& around, bool recorded) {
    words result;
    const auto add = [&](const words& more) {
        result.insert(result.end(), more.begin(), more.end());
    };
    if (!around.faults.empty()) add({"SOCK_FAULTS=" + around.faults});
    if (recorded)
        add({"LD_PRELOAD=" + where.preload,
             "SOCK_CALLS_FILE=/proc/self/fd/" + std::to_string(support::recording_fd),
             // gcc's libasan refuses to start behind a preloaded library unless this is off.
             "ASAN_OPTIONS=verify_asan_link_order=0"});
    // A leak at the end is no mistake that a client could see, and LeakSanitizer needs ptrace(2),
    // which the sandbox refuses.
    if (around.sanitized)
        add({"ASAN_OPTIONS=halt_on_error=1:detect_leaks=0:exitcode=1:color=never:quarantine_size_"
             "mb=8",
             "UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1:exitcode=1:color=never"});
    if (!result.empty()) result.insert(result.begin(), "/usr/bin/env");
    return result;
}

// The shell sets limits, because the program inherits them only across exec. It ignores SIGXFSZ,
// whose default is to end the program. ulimit -f counts blocks of 512 bytes.
words limits(const run_options& around) {
    std::string script;
    if (around.open_files != 0) script += "ulimit -n " + std::to_string(around.open_files) + "; ";
    if (around.file_kib != 0)
        script += "trap '' XFSZ; ulimit -f " + std::to_string(2 * around.file_kib) + "; ";
    if (script.empty()) return {};
    return {"/bin/sh", "-c", script + "exec \"$@\"", "sh"};
}

// A line such as "RssAnon:     1234 kB" of /proc/PID/status.
std::uint64_t private_memory_of(pid_t pid) {
    std::ifstream status("/proc/" + std::to_string(pid) + "/status");
    const std::string label = "RssAnon:";
    for (std::string line; std::getline(status, line);) {
        if (line.rfind(label, 0) == 0) return 1024 * std::stoull(line.substr(label.size()));
    }
    return 0;
}

// What cannot be seen cannot be judged: a program could hide the descriptors that it forgets.
std::multiset<std::uint64_t> visible_inodes(pid_t pid, const std::string& program) {
    auto result = socket_inodes(pid);
    if (result.empty() && support::hides_descriptors(pid))
        throw finding{{"program.hides", {{"program", program}}},
                      {"expected.visible", {}},
                      {"got.hidden", {}},
                      {},
                      {}};
    return result;
}

// A sandbox starts the program in /work, if there is one.
void share(const std::string& folder, support::command& with) {
    if (with.argv.empty()) {
        with.directory = folder;
        return;
    }
    with.argv.insert(with.argv.end() - 1, {"--rw", folder + "=/work"});
}

support::command command_for(const program_setup& where, const std::string& name,
                             const std::vector<std::string>& arguments,
                             support::standard_input input, const run_options& around,
                             const std::shared_ptr<recording>& record) {
    support::command result;
    result.argv = where.launcher;
    if (!around.folder.empty()) share(around.folder, result);
    const auto limited = limits(around);
    result.argv.insert(result.argv.end(), limited.begin(), limited.end());
    const auto more = variables(where, around, record != nullptr);
    result.argv.insert(result.argv.end(), more.begin(), more.end());
    if (record) result.descriptors = {{record->descriptor(), support::recording_fd}};
    result.argv.push_back(where.binaries.at(name));
    result.argv.insert(result.argv.end(), arguments.begin(), arguments.end());
    result.input = input;
    result.keep_head = 4 * 1024 * 1024;  // a client's whole output is compared
    return result;
}

// A sanitizer has a library of its own to be loaded first.
std::shared_ptr<recording> recording_for(const program_setup& where, const std::string& name,
                                         const run_options& around) {
    const auto& binary = where.binaries.at(name);
    const bool wanted = where.recorded != nullptr && !around.sanitized && !where.preload.empty();
    const bool asked_for = around.recorded || !around.faults.empty();
    if (!asked_for && !(wanted && is_dynamic(binary))) return nullptr;
    auto result = std::make_shared<recording>();
    if (wanted) where.recorded->push_back({{binary, where.reader}, result});
    return result;
}

}  // namespace

program::program(const program_setup& where, timeline& trace, const std::string& name,
                 std::vector<std::string> arguments, support::standard_input input,
                 const run_options& around)
    : where_(&where), name_(name), arguments_(std::move(arguments)), folder_(around.folder),
      trace_(&trace), recording_(recording_for(where, name, around)),
      child_(command_for(where, name, arguments_, input, around, recording_)) {
    const auto faults = around.faults.empty() ? "" : "SOCK_FAULTS=" + around.faults + ' ';
    const auto preload = faults.empty() ? "" : "LD_PRELOAD=$PWD/build/lab/bin/sock-preload.so ";
    trace_->note("$ " + faults + command_line(),
                 preload + faults + by_hand::run(name_, arguments_));
}

program program::started_again(support::standard_input input, bool recorded) const {
    return {*where_, *trace_, name_, arguments_, input, {.recorded = recorded, .folder = folder_}};
}

std::string program::command_line() const {
    std::string result = name_;
    for (const auto& argument : arguments_)
        result += ' ' + (argument.empty() ? "''" : argument);
    return result;
}

std::optional<support::exit_status> program::wait_exit(support::milliseconds limit) {
    const auto status = child_.wait(limit);
    if (!status) trace_->add({"step.still-runs", {{"program", name_}}});
    if (status && status->signal != 0)
        trace_->add({"step.signal", {{"program", name_}, {"signal", signal_name(status->signal)}}});
    if (status && status->signal == 0) {
        trace_->add(
            {"step.exited", {{"program", name_}, {"status", std::to_string(status->code)}}});
    }
    return status;
}

std::optional<support::exit_status> program::watch(support::milliseconds time) {
    constexpr int most_stretch = 4;
    const auto latest = support::clock::now() + most_stretch * time;
    support::deadline until(time);
    while (support::clock::now() < latest && !until.expired() && !child_.wait(step_pause)) {
    }
    return wait_exit(no_wait);
}

void program::feed(std::string_view input) {
    trace_->transfer("stdin", name_, input, by_hand::output(input));
    support::deadline until(time_to_answer);
    child_.write(input, until);
}

void program::end_input() {
    trace_->add({"step.input-ends", {{"program", name_}}}, "Ctrl-D");
    child_.close_input();
}

// Repeats until no new process is found: a process may fork between the listing and the signal.
// Without /proc the signal goes to the process group.
void program::signal_all(int number) const {
    std::set<pid_t> signalled;
    const auto signal_new = [&] {
        bool fresh = false;
        for (const auto& member : support::family(child_.pid())) {
            if (!signalled.insert(member.pid).second) continue;
            ::kill(member.pid, number);
            fresh = true;
        }
        return fresh;
    };
    if (!support::has_proc()) ::kill(-child_.pid(), number);
    while (signal_new()) {
    }
}

void program::stop_and_continue() {
    signal_all(SIGSTOP);
    trace_->add({"step.stopped", {{"program", name_}}}, by_hand::signal("STOP", name_));
    trace_->add({"step.goes-on", {{"program", name_}}}, by_hand::signal("CONT", name_));
    signal_all(SIGCONT);
}

bool program::await_rest() const {
    return support::await_rest({child_.pid()}, support::deadline::moment(rest_watch));
}

void program::end() {
    child_.end();
    trace_->add({"step.killed", {{"program", name_}}}, by_hand::signal("KILL", name_));
}

std::vector<socket_entry> program::held(transport kind) const {
    return held_of(sockets(kind));
}

std::vector<socket_entry> program::serving(transport kind) const {
    return held_of(servers(kind));
}

std::vector<socket_entry> program::held_of(std::vector<socket_entry> all) const {
    std::multiset<std::uint64_t> inodes;
    for (const auto& member : support::family(child_.pid())) {
        inodes.merge(visible_inodes(member.pid, name_));
    }
    std::vector<socket_entry> result;
    for (auto& item : all) {
        if (item.inode != 0 && inodes.count(item.inode) != 0) result.push_back(std::move(item));
    }
    return result;
}

bool program::may_hold(transport kind, const std::function<bool(const socket_entry&)>& such) {
    const auto all = held(kind);
    return std::any_of(all.begin(), all.end(), such) || !support::has_proc() || !running();
}

std::size_t program::socket_count() const {
    std::size_t result = 0;
    for (const auto& member : support::family(child_.pid())) {
        result += visible_inodes(member.pid, name_).size();
    }
    return result;
}

std::size_t program::holders(std::uint64_t inode) const {
    std::size_t result = 0;
    for (const auto& member : support::family(child_.pid())) {
        if (visible_inodes(member.pid, name_).count(inode) != 0) ++result;
    }
    return result;
}

std::size_t program::zombies() const {
    std::size_t result = 0;
    for (const auto& member : support::family(child_.pid())) {
        if (member.state == 'Z' && member.pid != child_.pid()) ++result;
    }
    return result;
}

double program::cpu_seconds() const {
    std::uint64_t ticks = 0;
    for (const auto& member : support::family(child_.pid()))
        ticks += member.ticks;
    return static_cast<double>(ticks) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

std::uint64_t program::private_memory() const {
    std::uint64_t bytes = 0;
    for (const auto& member : support::family(child_.pid()))
        bytes += private_memory_of(member.pid);
    return bytes;
}

sentence program::how_it_ended() {
    const auto status = child_.status();
    if (!status) return {"seen.still-runs", {}};
    if (status->signal != 0) return {"seen.signal", {{"signal", signal_name(status->signal)}}};
    return {"seen.exit-status", {{"status", std::to_string(status->code)}}};
}

executable program::placed() const {
    return {where_->binaries.at(name_), where_->reader};
}

std::vector<recorded_call> program::calls() const {
    return recording_ ? recording_->calls() : std::vector<recorded_call>();
}

std::optional<sentence> program::uncaught() const {
    const auto text = errors();
    const auto error = read_traceback(text, name_);
    return error ? error : read_exception(text);
}

void program::add_last_stderr_line(std::vector<sentence>& seen) const {
    if (auto error = uncaught()) return seen.push_back(std::move(*error));
    const auto line = last_line(errors());
    if (!line.empty()) seen.push_back({"seen.stderr", {{"line", line}}});
}

bool can_record(const program_setup& where, const std::string& name) {
    return !where.preload.empty() && is_dynamic(where.binaries.at(name));
}

void require_faults(const program_setup& where, const std::string& name) {
    if (where.preload.empty()) throw not_applicable{{"faults.no-preload", {}}};
    if (!is_dynamic(where.binaries.at(name))) throw not_applicable{{"faults.static", {}}};
}

bool spins(const program& process, double cpu_before, double wall) {
    const double share = (process.cpu_seconds() - cpu_before) / std::max(wall, 0.001);
    return share > 0.4 / support::contention_per_core();
}

finding about(program& process, sentence cause, sentence expected, sentence got, std::string todo) {
    finding result{std::move(cause), std::move(expected), std::move(got), {}, std::move(todo)};
    process.add_last_stderr_line(result.seen);
    return result;
}

finding about(program& process, sentence cause, sentence expected, const char* todo) {
    return about(process, std::move(cause), std::move(expected), process.how_it_ended(), todo);
}

sentence crash(const support::exit_status& how) {
    return {"program.crashed", {{"signal", signal_name(how.signal)}}};
}

std::string signal_name(int number) {
    constexpr std::array<std::pair<int, const char*>, 12> names{{{SIGHUP, "SIGHUP"},
                                                                 {SIGINT, "SIGINT"},
                                                                 {SIGILL, "SIGILL"},
                                                                 {SIGABRT, "SIGABRT"},
                                                                 {SIGFPE, "SIGFPE"},
                                                                 {SIGKILL, "SIGKILL"},
                                                                 {SIGBUS, "SIGBUS"},
                                                                 {SIGSEGV, "SIGSEGV"},
                                                                 {SIGPIPE, "SIGPIPE"},
                                                                 {SIGTERM, "SIGTERM"},
                                                                 {SIGXCPU, "SIGXCPU"},
                                                                 {SIGXFSZ, "SIGXFSZ"}}};
    for (const auto& [known, name] : names) {
        if (known == number) return name;
    }
    return "signal " + std::to_string(number);
}

std::string last_line(std::string_view text) {
    while (!text.empty() && (text.back() == '\n' || text.back() == ' '))
        text.remove_suffix(1);
    const auto start = text.rfind('\n');
    const auto line = start == std::string_view::npos ? text : text.substr(start + 1);
    if (line.empty()) return {};
    const auto quoted = show(line, 120);
    return quoted.substr(1, quoted.size() - 2);
}

}  // namespace suite
