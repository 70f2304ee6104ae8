#include "support/launch.hpp"

#include "support/agreed_numbers.hpp"
#include "support/running_programs.hpp"
#include "support/unique_fd.hpp"

#include <algorithm>
#include <csignal>

#include <sys/wait.h>

#ifdef __linux__
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

extern char** environ;

namespace support {
namespace {

constexpr std::size_t most_descriptors = 16;

/// Everything that the child needs between fork and exec, made beforehand: in a program with
/// threads only async-signal-safe calls are allowed there (signal-safety(7)).
struct plan {
    std::vector<char*> argv;
    std::vector<char*> environment;
    const char* directory = nullptr;
    std::vector<passed_descriptor> descriptors;
    int report = -1;
    pid_t parent = 0;
};

// A program ends with its parent, even if the parent is killed. (The kernel means the thread that
// forked; the threads of this project outlive the programs that they start.)
void die_with_parent([[maybe_unused]] pid_t parent) {
#ifdef __linux__
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(127);  // it died before the line above
#endif
}

void close_all_but(const std::vector<passed_descriptor>& passed, int highest) {
    for (int fd = 3; fd < highest; ++fd) {
        bool wanted = false;
        for (const auto& each : passed)
            wanted = wanted || each.theirs == fd;
        if (!wanted) ::close(fd);
    }
#ifdef __linux__
    ::syscall(SYS_close_range, highest + 1, first_parked - 1, 0);
    ::syscall(SYS_close_range, first_parked, ~0U, 1U << 2);  // CLOSE_RANGE_CLOEXEC
#endif
}

void pass(const std::vector<passed_descriptor>& descriptors) {
    int parked[most_descriptors];
    for (std::size_t i = 0; i < descriptors.size(); ++i)
        parked[i] = ::fcntl(descriptors[i].ours, F_DUPFD_CLOEXEC, first_parked);
    int highest = 2;
    for (std::size_t i = 0; i < descriptors.size(); ++i) {
        ::dup2(parked[i], descriptors[i].theirs);
        highest = std::max(highest, descriptors[i].theirs);
    }
    close_all_but(descriptors, highest);
}

void restore_signals() {
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    for (const int number : {SIGPIPE, SIGINT, SIGTERM, SIGHUP})
        ::signal(number, SIG_DFL);
}

// After vfork, parent and child share their memory: not even `environ` may change.
void execute(const plan& its) {
#ifdef __linux__
    ::execvpe(its.argv[0], its.argv.data(), its.environment.data());
#else
    environ = const_cast<char**>(its.environment.data());
    ::execvp(its.argv[0], its.argv.data());
#endif
}

[[noreturn]] void become(const plan& its) {
    ::setsid();
    die_with_parent(its.parent);
    const int report = ::fcntl(its.report, F_DUPFD_CLOEXEC, first_parked);
    pass(its.descriptors);
    restore_signals();
    if (its.directory == nullptr || ::chdir(its.directory) == 0) {
        execute(its);
    }
    const int reason = errno;
    [[maybe_unused]] const auto written = ::write(report, &reason, sizeof reason);
    ::_exit(127);
}

std::vector<char*> pointers(std::vector<std::string>& strings) {
    std::vector<char*> result;
    result.reserve(strings.size() + 1);
    for (auto& text : strings)
        result.push_back(text.data());
    result.push_back(nullptr);
    return result;
}

std::vector<std::string> environment_of(const command& what) {
    if (what.environment) return *what.environment;
    std::vector<std::string> result;
    for (char** entry = environ; *entry != nullptr; ++entry)
        result.emplace_back(*entry);
    return result;
}

pid_t fork_into(const plan& its) {
    const std::lock_guard held(running::instance().lock());
#ifdef __linux__
    // vfork copies no pages; the parent is suspended until exec. The suite starts a hundred
    // programs in one run.
    const pid_t pid = ::vfork();
#else
    const pid_t pid = ::fork();
#endif
    if (pid == 0) become(its);
    if (pid > 0) running::instance().add(pid);
    return pid;
}

// exec closes the pipe. If exec fails, the pipe carries the errno.
int why_not_started(int report) {
    int reason = 0;
    ssize_t got = 0;
    do
        got = ::read(report, &reason, sizeof reason);
    while (got < 0 && errno == EINTR);
    return got > 0 ? reason : 0;
}

}  // namespace

pid_t launch(const command& what, const streams& its) {
    auto argv = what.argv;
    auto environment = environment_of(what);
    auto report = make_pipe();
    plan plan;
    plan.argv = pointers(argv);
    plan.environment = pointers(environment);
    plan.directory = what.directory.empty() ? nullptr : what.directory.c_str();
    plan.descriptors = {{its.in, 0}, {its.out, 1}, {its.err, 2}};
    plan.descriptors.insert(plan.descriptors.end(), what.descriptors.begin(),
                            what.descriptors.end());
    plan.report = report.write.get();
    plan.parent = ::getpid();
    if (plan.descriptors.size() > most_descriptors) fail(argv[0], EMFILE);

    const pid_t pid = fork_into(plan);
    if (pid < 0) fail("fork for " + argv[0]);
    report.write.close();
    const int reason = why_not_started(report.read.get());
    if (reason == 0) return pid;

    while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
    }
    running::instance().forget(pid);
    fail(argv[0], reason);
}

}  // namespace support
