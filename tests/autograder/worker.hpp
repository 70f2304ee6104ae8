/// @file
/// A check in a process of its own: a crash or a hang in one costs only that one, and the orphans
/// of its programs are adopted by it, and end with it.
#pragma once

#include "judge.hpp"

#include <deadline.hpp>
#include <descriptor.hpp>

namespace suite {

/// What a worker has to tell.
struct account {
    outcome what;
    process::waits waits;
    double cpu_ms = 0;  ///< the suite's own: without the programs that it ran
};

class worker {
  public:
    /// Starts telling `it`.
    worker(const story& it, const session& run);

    /// Readable when there is something for `listen`.
    [[nodiscard]] int handle() const { return from_.get(); }

    /// Takes what has come. False once it has said everything, or for too long nothing.
    bool listen();

    /// Its account, after that. A worker that died is an internal error of the check.
    [[nodiscard]] account finish();

  private:
    const story* story_;
    const session* run_;
    pid_t pid_ = -1;
    process::descriptor from_;
    process::deadline until_;
    std::string said_;
};

}  // namespace suite
