#include "support/cleanup.hpp"

#include "support/running_programs.hpp"

#include <cerrno>
#include <csignal>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace support {
namespace {

// Ctrl+C and a hang-up go to all processes of the terminal. Between fork(2) and exec(2) only what
// signal-safety(7) lists is allowed: other threads may have held any lock.
void ignore_signals() {
    ::setsid();
    for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE})
        ::signal(number, SIG_IGN);
}

// A reader of this process's output waits until every copy of the other end is closed.
void close_all_but(int kept) {
    rlimit most{};
    ::getrlimit(RLIMIT_NOFILE, &most);
    const int end = most.rlim_cur < 4096 ? static_cast<int>(most.rlim_cur) : 4096;
    for (int fd = 0; fd < end; ++fd)
        if (fd != kept) ::close(fd);
}

[[noreturn]] void wait_and_remove(int lifeline, const char* folder) {
    ignore_signals();
    close_all_but(lifeline);
    char word = 0;
    ssize_t n = 0;
    do
        n = ::read(lifeline, &word, 1);
    while (n < 0 && errno == EINTR);
    if (n == 0) ::execlp("rm", "rm", "-rf", "--", folder, nullptr);
    ::_exit(0);
}

}  // namespace

cleanup::cleanup(const std::filesystem::path& folder) {
    auto ends = make_pipe();
    pid_ = ::fork();
    if (pid_ == 0) wait_and_remove(ends.read.get(), folder.c_str());
    // Else it would be taken for an orphan at the end of the first program.
    if (pid_ > 0) running::instance().spare(pid_);
    lifeline_ = std::move(ends.write);
}

cleanup::~cleanup() {
    if (pid_ < 0) return;
    running::instance().forget(pid_);
    ::kill(pid_, SIGKILL);
    while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
}

}  // namespace support
