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

constexpr int deadly[] = {SIGINT, SIGTERM, SIGHUP};

// A handler may only write(2) somewhere: the pipe that the loop below reads from.
int told_here = -1;

extern "C" void tell(int number) {
    const int before = errno;
    const auto byte = static_cast<char>(number);
    [[maybe_unused]] const auto told = ::write(told_here, &byte, 1);
    errno = before;
}

void handle(int number, void (*handler)(int)) {
    struct sigaction action {};
    action.sa_handler = handler;
    ::sigaction(number, &action, nullptr);
}

void handle_deadly(void (*handler)(int)) {
    for (const int number : deadly)
        handle(number, handler);
}

bool forget_the_dead() {
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
    handle_deadly(SIG_DFL);
    handle(SIGCHLD, SIG_DFL);
    // A signal to our whole group must not hit both of us at once.
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
        return forget_the_dead();
    };
    await(none_left, deadline::moment(milliseconds{5000}));
}

int guarded(const std::function<int(int lifeline)>& work) {
    adopt_orphans();
    auto signals = make_pipe();
    auto lifeline = make_pipe();  // we alone hold its writing end, for as long as we live
    told_here = signals.write.get();
    handle_deadly(tell);
    handle(SIGCHLD, tell);
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
    handle_deadly(SIG_DFL);
    return end.code;
}

}  // namespace support
