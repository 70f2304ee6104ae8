#include "support/guardian.hpp"

#include "support/deadline.hpp"
#include "support/process.hpp"
#include "support/process_table.hpp"
#include "support/unique_fd.hpp"

#include <cerrno>
#include <csignal>
#include <cstdio>

#include <sys/wait.h>

namespace support {
namespace {

constexpr int fatal[] = {SIGINT, SIGTERM, SIGHUP};

// The pipe from the signal handler to the loop below: a handler may do little but write(2).
int signal_pipe = -1;

extern "C" void forward_signal(int number) {
    const int before = errno;
    const auto byte = static_cast<char>(number);
    [[maybe_unused]] const auto written = ::write(signal_pipe, &byte, 1);
    errno = before;
}

void handle(int number, void (*handler)(int)) {
    struct sigaction action {};
    action.sa_handler = handler;
    ::sigaction(number, &action, nullptr);
}

void handle_fatal(void (*handler)(int)) {
    for (const int number : fatal)
        handle(number, handler);
}

bool reap_children() {
    while (::waitpid(-1, nullptr, WNOHANG) > 0) {
    }
    return ::waitpid(-1, nullptr, WNOHANG) < 0 && errno == ECHILD;
}

struct ending {
    int signal = 0;  // the one that this process received, or that ended the child; 0: none
    int code = 0;    // the child's exit status
};

ending await_end(pid_t pid, const descriptor& signals) {
    while (true) {
        char number = 0;
        if (::read(signals.get(), &number, 1) != 1) continue;  // EINTR: the byte comes next
        if (number != SIGCHLD) {
            ::kill(pid, SIGKILL);
            ::waitpid(pid, nullptr, 0);
            return {number, 0};
        }
        int status = 0;
        if (::waitpid(pid, &status, WNOHANG) != pid) continue;
        if (WIFSIGNALED(status)) return {WTERMSIG(status), 0};
        return {0, WEXITSTATUS(status)};
    }
}

[[noreturn]] void work_and_exit(const std::function<int(int)>& work, int lifeline) {
    handle_fatal(SIG_DFL);
    handle(SIGCHLD, SIG_DFL);
    // A signal to the process group must not reach parent and child at once.
    ::setsid();
    adopt_orphans();
    const int code = work(lifeline);
    std::fflush(nullptr);
    ::_exit(code);
}

}  // namespace

void end_all_descendants() {
    const auto none_left = [] {
        for (const auto& each : family(::getpid())) {
            if (each.pid != ::getpid()) ::kill(each.pid, SIGKILL);
        }
        return reap_children();
    };
    await(none_left, deadline::moment(milliseconds{5000}));
}

int guarded(const std::function<int(int lifeline)>& work) {
    adopt_orphans();
    auto signals = make_pipe();
    auto lifeline = make_pipe();  // only this process holds its writing end
    signal_pipe = signals.write.get();
    handle_fatal(forward_signal);
    handle(SIGCHLD, forward_signal);
    const pid_t pid = ::fork();
    if (pid < 0) fail("fork");
    if (pid == 0) {
        lifeline.write.close();
        work_and_exit(work, lifeline.read.get());
    }
    lifeline.read.close();

    const auto end = await_end(pid, signals.read);
    end_all_descendants();
    if (end.signal != 0) end_by_signal(end.signal);
    handle_fatal(SIG_DFL);
    return end.code;
}

}  // namespace support
