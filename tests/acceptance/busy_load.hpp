/// @file
/// Other people's work: processes that want a core while programs are judged.
#pragma once

#include <csignal>
#include <vector>

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace acceptance {

/// Processes that want a core all the time, for as long as this object lives.
class busy_load {
  public:
    explicit busy_load(int count) {
        const pid_t parent = ::getpid();
        for (int i = 0; i < count; ++i) {
            const pid_t pid = ::fork();
            if (pid == 0) burn(parent);
            if (pid > 0) pids_.push_back(pid);
        }
    }
    busy_load(const busy_load&) = delete;
    busy_load& operator=(const busy_load&) = delete;
    ~busy_load() {
        for (const pid_t pid : pids_)
            ::kill(pid, SIGKILL);
        for (const pid_t pid : pids_)
            ::waitpid(pid, nullptr, 0);
    }

  private:
    [[noreturn]] static void burn(pid_t parent) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (::getppid() != parent) ::_exit(0);
        volatile unsigned turns = 0;
        for (;;)
            turns = turns + 1;
    }

    std::vector<pid_t> pids_;
};

}  // namespace acceptance
