#include "sandbox/sandbox_init.hpp"

#include "sandbox/limits.hpp"
#include "sandbox/usage.hpp"
#include "support/agreed_numbers.hpp"
#include "support/process.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <ctime>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace sandbox {
namespace {

constexpr timespec between_looks = {0, 50'000'000};

std::vector<char*> pointers(const std::vector<std::string>& words) {
    std::vector<char*> made;
    for (const auto& word : words)
        made.push_back(const_cast<char*>(word.c_str()));
    made.push_back(nullptr);
    return made;
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

[[noreturn]] void become(const std::vector<std::string>& program, int report) {
    reset_signals();
    ::umask(022);
    const auto arguments = pointers(program);
    ::execvp(arguments.front(), arguments.data());
    write_text(report, "cannot start " + program.front() + ": " + std::strerror(errno));
    ::_exit(support::box_failed);
}

struct start {
    pid_t program = -1;
    std::string problem;
};

start start_program(const std::vector<std::string>& program) {
    int report[2];
    if (::pipe2(report, O_CLOEXEC) != 0) return {-1, "no pipe left"};
    const pid_t child = ::fork();
    if (child == 0) become(program, report[1]);
    ::close(report[1]);
    // exec closes the other end; what comes before that is the reason why it failed.
    const auto problem = child < 0 ? std::string{"cannot start a process"} : read_to_end(report[0]);
    ::close(report[0]);
    return {child, problem};
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

support::exit_status wait_for(pid_t program, const profile& rules) {
    sigset_t child_ended;
    sigemptyset(&child_ended);
    sigaddset(&child_ended, SIGCHLD);
    const bool limited = rules.all.memory > 0 || rules.all.files > 0;
    int status = 0;
    while (!reap(program, status)) {
        if (!limited) {
            ::sigwaitinfo(&child_ended, nullptr);
            continue;
        }
        if (const auto excess = excess_of(rules.all); !excess.empty()) {
            write_text(STDERR_FILENO, "sock-box: ended, because it " + excess + "\n");
            return {0, SIGKILL};
        }
        ::sigtimedwait(&child_ended, nullptr, &between_looks);
    }
    return decode(status);
}

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

int guard(const profile& rules, int report, const std::vector<std::string>& program) {
    // No process in the box may read or write this one through /proc/1.
    ::prctl(PR_SET_DUMPABLE, 0);
    ::fcntl(report, F_SETFD, FD_CLOEXEC);
    sigset_t child_ended;
    sigemptyset(&child_ended);
    sigaddset(&child_ended, SIGCHLD);
    ::sigprocmask(SIG_BLOCK, &child_ended, nullptr);
    auto problem = set_limits(rules.each);
    const auto made = problem.empty() ? start_program(program) : start{};
    if (problem.empty()) problem = made.problem;
    write_text(report, problem.empty() ? "!" : problem);
    if (!problem.empty()) return support::box_failed;
    const auto end = wait_for(made.program, rules);
    write_text(report, std::to_string(end.signal));
    return end.code;
}

}  // namespace sandbox
