/// @file
/// Checks run in worker processes: a crash or a hang costs only one check, and the worker adopts
/// the orphans of its programs, which end with it.
#pragma once

#include "autograder/check.hpp"
#include "support/deadline.hpp"
#include "support/unique_fd.hpp"

namespace suite {

/// What a worker reports about one check.
struct worker_result {
    outcome what;
    support::waits waits;
    double cpu_ms = 0;     ///< the suite's own: without the programs that it ran
    double waited_ms = 0;  ///< what its deadlines were charged
};

/// A process that runs checks, one at a time. It runs the next one as long as the last one passed:
/// after a fork each written page is copied, and a fork for each check took more than half of the
/// suite's own CPU time.
class worker {
  public:
    explicit worker(const session& run);
    ~worker();
    worker(const worker&) = delete;
    worker& operator=(const worker&) = delete;

    /// Starts a check, one of those registered when the worker was started, on a program of which
    /// `accepted` is known. All its waits together may take `limit`.
    void start(const check_definition& it, const given& accepted, support::milliseconds limit);

    /// Readable when `listen` has something to read.
    [[nodiscard]] int handle() const { return from_.get(); }

    /// Reads what has come. False once the result is complete, or the worker was silent too long.
    bool listen();

    /// The result, after that. A worker that died is an internal error of the check.
    [[nodiscard]] worker_result finish();

    /// Whether it may run another check: not after a failure, which may have left processes or open
    /// descriptors behind.
    [[nodiscard]] bool fit() const { return fit_; }

  private:
    // Both return waitpid(2)'s status.
    int end();
    int await_death();

    const session* run_;
    const check_definition* check_ = nullptr;
    pid_t pid_ = -1;
    support::descriptor to_;
    support::descriptor from_;
    support::deadline until_;
    std::string said_;
    bool fit_ = false;
};

}  // namespace suite
