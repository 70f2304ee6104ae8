#include "support/running_programs.hpp"

#include "support/process.hpp"
#include "support/process_table.hpp"

#include <atomic>
#include <csignal>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>
#endif

namespace support {
namespace {

/// A process group that is running, or 0. The slots are a list that only grows, so a signal handler
/// can read it: no lock, and no slot is freed.
struct slot {
    std::atomic<pid_t> group;
    slot* next;
};

std::atomic<slot*> slots = nullptr;

slot* find_slot(pid_t group) {
    for (slot* each = slots; each != nullptr; each = each->next)
        if (each->group == group) return each;
    return nullptr;
}

extern "C" void end_all_and_stop(int number) {
    for (const slot* each = slots; each != nullptr; each = each->next) {
        const pid_t group = each->group;
        if (group > 0) ::kill(-group, SIGKILL);
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
    if (slot* const empty = find_slot(0)) {
        empty->group = pid;
    } else {
        slots = new slot{pid, slots};
    }
}

void running::spare(pid_t pid) {
    const std::lock_guard held(mutex_);
    known_.insert(pid);
}

void running::forget(pid_t pid) {
    const std::lock_guard held(mutex_);
    known_.erase(pid);
    if (slot* const its = find_slot(pid)) its->group = 0;
}

bool running::end_orphans() {
    const std::lock_guard held(mutex_);
    bool none = true;
    for (const auto& item : children(::getpid())) {
        // An orphan in the session of a running program may run until that program ends.
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

void end_by_signal(int signal) {
    const rlimit no_core{0, 0};
    ::setrlimit(RLIMIT_CORE, &no_core);
    ::signal(signal, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::raise(signal);
    ::_exit(128 + signal);  // not reached: the default action of every fatal signal ends it
}

}  // namespace support
