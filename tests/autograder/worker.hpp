/// @file
/// Checks are told in processes of their own: a crash or a hang in one costs only that one, and the
/// orphans of its programs are adopted by it, and end with it.
#pragma once

#include "autograder/judge.hpp"
#include "support/deadline.hpp"
#include "support/unique_fd.hpp"

namespace suite {

/// What a worker has to tell.
struct account {
    outcome what;
    support::waits waits;
    double cpu_ms = 0;  ///< the suite's own: without the programs that it ran
};

/// A process that tells stories, one at a time. As long as they end well it tells another: after a
/// fork each page that is written has to be copied, and one fork for each check was more than half
/// of the time on a core that the suite itself took.
class worker {
  public:
    explicit worker(const session& run);
    ~worker();
    worker(const worker&) = delete;
    worker& operator=(const worker&) = delete;

    /// Begins to tell it: one of `all_stories`, as they were when the worker began.
    void tell(const story& it);

    /// Readable when there is something for `listen`.
    [[nodiscard]] int handle() const { return from_.get(); }

    /// Takes what has come. False once it has said everything, or for too long nothing.
    bool listen();

    /// Its account, after that. A worker that died is an internal error of the check.
    [[nodiscard]] account finish();

    /// Whether it may tell another story. What a program that went wrong has left behind in it is
    /// not to be met by the next one.
    [[nodiscard]] bool fit() const { return fit_; }

  private:
    // Both: how it died, as waitpid(2) tells it.
    int end();
    int await_death();

    const session* run_;
    const story* story_ = nullptr;
    pid_t pid_ = -1;
    support::descriptor to_;
    support::descriptor from_;
    support::deadline until_;
    std::string said_;
    bool fit_ = false;
};

}  // namespace suite
