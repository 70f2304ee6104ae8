/// @file
/// One monotonic bound on a wait, which stretches while the machine is busy with other things.
#pragma once

#include <chrono>
#include <functional>

#include <sys/types.h>

namespace support {

using clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

/// How many runnable tasks of other programs compete for one core at this moment: 1 on a machine
/// with a core to spare, 12 with twelve busy processes per core; 1 where there is no /proc.
double load_per_core();

/// The same with this process's own programs: all tasks that compete for one core.
double contention_per_core();

/// Leaves `root` and its descendants out of the machine's load: a program that starts sixty busy
/// loops must not gain time by it. Without this call: this process and its descendants.
void account_for(pid_t root);

/// A summary of the waits of this thread.
struct waits {
    bool spent = false;  ///< one of them spent its whole budget
    double crowd = 1.0;  ///< contention_per_core, its mean over the time spent waiting
};

/// Bounds all waits of this thread together, from now on: when `budget` is spent, every deadline
/// is. Progress gives nothing back, so a program that sends a byte at a time cannot wait for ever.
void bound_waits(milliseconds budget);

/// How much of that budget has been spent: at least all of it once no deadline has any time left.
[[nodiscard]] std::chrono::duration<double, std::milli> spent_of_bound();

/// The summary since the last call.
waits take_waits();

/// A time budget that counts only the share of a core that a program could get. A second in which
/// twelve tasks compete for each core counts as a twelfth of a second, so that a correct program
/// does not fail because its machine is slow.
class deadline {
  public:
    explicit deadline(milliseconds budget);

    /// For a short wait that decides nothing; it does not count in `waits::spent`.
    [[nodiscard]] static deadline moment(milliseconds budget);

    /// A moment to clean up in: `bound_waits` does not shorten it.
    [[nodiscard]] static deadline for_cleanup(milliseconds budget);

    /// Gives back the whole budget, after progress.
    void restart();

    /// True once the budget is spent.
    [[nodiscard]] bool expired();

    /// The budget that is left, zero once it is spent.
    [[nodiscard]] milliseconds left();

    /// The timeout for one poll(2): at most `longest` and at most what is left, at least 1 ms so
    /// that no caller spins.
    [[nodiscard]] int poll_timeout(milliseconds longest = milliseconds{50});

  private:
    void charge();

    std::chrono::duration<double, std::milli> budget_;
    std::chrono::duration<double, std::milli> left_ = budget_;
    clock::time_point seen_ = clock::now();
    bool decides_ = true;
    bool bounded_ = true;
};

/// Polls `holds`, every 1 ms at first and every 20 ms at last, until it returns true. False if
/// `until` is spent before that. For conditions that no descriptor signals.
bool await(const std::function<bool()>& holds, deadline until);

}  // namespace support
