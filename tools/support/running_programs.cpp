#include "support/running_programs.hpp"

#include "support/process.hpp"
#include "support/process_table.hpp"

#include <array>
#include <atomic>
#include <csignal>

#include <sys/wait.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>
#endif

namespace support {
namespace {

/// The process groups that are running, where a signal handler can read them: no lock, no memory
/// from the heap.
std::array<std::atomic<pid_t>, 256> running_groups{};

void note_running(pid_t pid) {
    for (auto& slot : running_groups) {
        pid_t empty = 0;
        if (slot.compare_exchange_strong(empty, pid)) return;
    }
}

void note_ended(pid_t pid) {
    for (auto& slot : running_groups) {
        pid_t same = pid;
        if (slot.compare_exchange_strong(same, 0)) return;
    }
}

extern "C" void end_all_and_stop(int number) {
    for (auto& slot : running_groups) {
        const pid_t pid = slot.load();
        if (pid > 0) ::kill(-pid, SIGKILL);
    }
    ::signal(number, SIG_DFL);
    ::raise(number);
}

}  // namespace

running& running::instance() {
    static running only;
    return only;
}

void running::add(pid_t pid) {
    known_.insert(pid);
    note_running(pid);
}

void running::forget(pid_t pid) {
    const std::lock_guard held(mutex_);
    known_.erase(pid);
    note_ended(pid);
}

bool running::end_orphans() {
    const std::lock_guard held(mutex_);
    bool none = true;
    for (const auto& item : children(::getpid())) {
        // What a program of ours has orphaned, and that still belongs to it, may go on while it
        // runs.
        if (known_.count(item.pid) != 0 || known_.count(item.session) != 0) continue;
        none = false;
        ::kill(item.pid, SIGKILL);
        ::waitpid(item.pid, nullptr, WNOHANG);
    }
    return none;
}

void adopt_orphans([[maybe_unused]] bool yes) {
#ifdef __linux__
    ::prctl(PR_SET_CHILD_SUBREAPER, yes ? 1 : 0);
#endif
}

void end_children_on_signals() {
    struct sigaction action {};
    action.sa_handler = end_all_and_stop;
    for (const int number : {SIGINT, SIGTERM, SIGHUP})
        ::sigaction(number, &action, nullptr);
}

}  // namespace support
