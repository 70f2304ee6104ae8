#include "sandbox/sandbox_init.hpp"

#include "sandbox/limits.hpp"
#include "sandbox/seccomp.hpp"
#include "sandbox/usage.hpp"
#include "support/agreed_numbers.hpp"
#include "support/process.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <ctime>
#include <set>

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace sandbox {
namespace {

using clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds between_looks{50};

std::vector<char*> pointers(const std::vector<std::string>& words) {
    std::vector<char*> made;
    for (const auto& word : words)
        made.push_back(const_cast<char*>(word.c_str()));
    made.push_back(nullptr);
    return made;
}

std::chrono::nanoseconds cpu_so_far() {
    timespec used{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return std::chrono::seconds{used.tv_sec} + std::chrono::nanoseconds{used.tv_nsec};
}

void write_text(int to, std::string_view text) {
    [[maybe_unused]] const auto written = ::write(to, text.data(), text.size());
}

// Otherwise the program would inherit the grader's dispositions: if SIGPIPE is ignored, a server
// that it kills on its author's machine would survive here.
void reset_signals() {
    struct sigaction usual {};
    usual.sa_handler = SIG_DFL;
    for (int number = 1; number < NSIG; ++number)
        ::sigaction(number, &usual, nullptr);
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

[[noreturn]] void become(const profile& rules, int filter, int report,
                         const std::vector<std::string>& program, const new_user* user) {
    reset_signals();
    ::umask(022);
    // The limits count what this user has, not what the caller's does.
    auto trouble = user != nullptr ? become_user(*user, rules) : std::string{};
    if (user != nullptr && trouble.empty()) trouble = set_limits(rules.each, 0);
    if (!trouble.empty()) {
        constexpr int none = -1;
        [[maybe_unused]] const auto told = ::write(report, &none, sizeof none);
        write_text(report, trouble);
        ::_exit(support::box_failed);
    }
    const auto arguments = pointers(program);
    const int listener = install_filter(filter, !rules.nested);
    [[maybe_unused]] const auto told = ::write(report, &listener, sizeof listener);
    std::string problem = "cannot install the seccomp filter: ";
    if (listener != -1) {
        ::close(filter);
        ::execvp(arguments.front(), arguments.data());
        problem = "cannot start " + program.front() + ": ";
    }
    write_text(report, problem + std::strerror(errno));
    ::_exit(support::box_failed);
}

struct start {
    pid_t program = -1;
    int listener = no_listener;
    std::string problem;
};

// The child shares the table of descriptors until it has become the program, so that the listener
// is in this process's table, too; until then this process stands still (CLONE_VFORK), because the
// two would otherwise close each other's descriptors.
start start_program(const profile& rules, int filter, const std::vector<std::string>& program,
                    const new_user* user) {
    int report[2];
    if (::pipe2(report, O_CLOEXEC) != 0) return {-1, no_listener, "no pipe left"};
    ::fcntl(filter, F_SETFD, FD_CLOEXEC);
    const auto child = static_cast<pid_t>(
        ::syscall(SYS_clone, CLONE_FILES | CLONE_VFORK | SIGCHLD, nullptr, nullptr, nullptr, 0));
    if (child == 0) become(rules, filter, report[1], program, user);
    ::close(report[1]);
    start made{child, no_listener, child < 0 ? "cannot start a process" : ""};
    if (child < 0) return made;
    if (::read(report[0], &made.listener, sizeof made.listener) < 0) made.listener = no_listener;
    // exec closes the other end; what comes before that is the reason why it failed.
    made.problem = read_to_end(report[0]);
    ::close(report[0]);
    return made;
}

support::exit_status decode(int status) {
    if (WIFSIGNALED(status)) return {0, WTERMSIG(status)};
    const int code = WEXITSTATUS(status);
    return {code == support::box_failed ? disguised_status : code, 0};
}

// Reaps every process that has ended. True, with its status, once `program` is one of them.
bool reap(pid_t program, int& status) {
    bool ended = false;
    int each = 0;
    for (pid_t pid = 0; (pid = ::waitpid(-1, &each, WNOHANG)) > 0;) {
        if (pid != program) continue;
        status = each;
        ended = true;
    }
    return ended;
}

/// Waits for the program's end, looks at the limits, and lets refused calls fail.
class watcher {
  public:
    watcher(const profile& rules, const start& made, int report, const new_user* user)
        : rules_{rules}, program_{made.program}, report_{report}, referee_{rules.calls, user} {
        if (user != nullptr) user_ = user->number;
        refused_.fd = made.listener;
        refused_.events = POLLIN;
        ::sigprocmask(SIG_BLOCK, nullptr, &waiting_);
        sigdelset(&waiting_, SIGCHLD);
    }

    support::exit_status wait() {
        const bool limited = user_ || rules_.all.memory > 0 || rules_.all.files > 0;
        auto next_look = clock::now();
        int status = 0;
        while (!reap(program_, status)) {
            if (limited && clock::now() >= next_look) {
                if (const auto excess = look(); !excess.empty()) {
                    write_text(STDERR_FILENO, "sock-box: ended, because it " + excess + "\n");
                    return {0, SIGKILL};
                }
                next_look = clock::now() + pause_;
            }
            wait_for_event(limited);
        }
        return decode(status);
    }

  private:
    // What takes longer, only every fourth look measures.
    std::string look() {
        const bool fourth = looks_++ % 4 == 0;
        const auto before = cpu_so_far();
        auto excess = excess_of(rules_, unread(fourth), user_);
        if (excess.empty() && fourth && user_) excess = excess_of_files(rules_, *user_);
        // A user's box sees the processes and files of a whole machine. Its looks take a fiftieth
        // of a core at most: the suite measures what a program and its box use.
        if (user_) pause_ = std::max<clock::duration>(between_looks, 50 * (cpu_so_far() - before));
        return excess;
    }

    // The network may be older than the box, and hold more sockets than the box's. Their tables are
    // long where there are many clients.
    std::uint64_t unread(bool measure) {
        if (rules_.all.memory == 0) return 0;
        if (measure) unread_now_ = unread_in_sockets(user_);
        if (looks_ == 1) unread_before_ = unread_now_;
        return unread_now_ - std::min(unread_now_, unread_before_);
    }

    void wait_for_event(bool limited) {
        constexpr timespec limit{0, std::chrono::nanoseconds{between_looks}.count()};
        const int ready = ::ppoll(&refused_, 1, limited ? &limit : nullptr, &waiting_);
        if (ready <= 0) return;
        // All processes with the filter have ended.
        if ((refused_.revents & POLLIN) == 0)
            refused_.fd = -1;
        else
            report_refused(referee_.answer(refused_.fd));
    }

    // Each name once: a program can try a call for ever.
    void report_refused(const std::string& name) {
        if (name.empty() || !reported_.insert(name).second) return;
        write_text(report_, name + "\n");
    }

    const profile& rules_;
    pid_t program_;
    int report_;
    only_of user_;
    referee referee_;
    unsigned looks_ = 0;
    clock::duration pause_ = between_looks;
    std::uint64_t unread_now_ = 0;
    std::uint64_t unread_before_ = 0;
    pollfd refused_{};
    sigset_t waiting_{};
    std::set<std::string> reported_;
};

}  // namespace

std::string read_to_end(int from) {
    std::string text;
    char some[256];
    for (;;) {
        const auto size = ::read(from, some, sizeof some);
        if (size < 0 && errno == EINTR) continue;
        if (size <= 0) return text;
        text.append(some, static_cast<std::size_t>(size));
    }
}

int guard(const profile& rules, int report, int filter, const std::vector<std::string>& program,
          const new_user* user) {
    // No process in the box may read or write this one through /proc/1.
    if (user == nullptr) ::prctl(PR_SET_DUMPABLE, 0);
    // What process 1 of a namespace is anyway: the parent of orphans.
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
    ::fcntl(report, F_SETFD, FD_CLOEXEC);
    // Only interrupts a wait; blocked elsewhere.
    struct sigaction wake {};
    wake.sa_handler = [](int) {};
    ::sigaction(SIGCHLD, &wake, nullptr);
    sigset_t child_ended;
    sigemptyset(&child_ended);
    sigaddset(&child_ended, SIGCHLD);
    ::sigprocmask(SIG_BLOCK, &child_ended, nullptr);
    auto problem = user == nullptr ? set_limits(rules.each, 1) : std::string{};
    const auto made = problem.empty() ? start_program(rules, filter, program, user) : start{};
    if (problem.empty()) problem = made.problem;
    write_text(report, problem.empty() ? "!" : problem);
    if (!problem.empty()) return support::box_failed;
    const auto end = watcher{rules, made, report, user}.wait();
    write_text(report, std::to_string(end.signal));
    return end.code;
}

}  // namespace sandbox
