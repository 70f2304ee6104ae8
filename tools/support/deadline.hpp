/// @file
/// One monotonic bound on a wait, which stretches while the machine is busy with other things.
#pragma once

#include <chrono>
#include <functional>

#include <sys/types.h>

namespace support {

using clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

/// How many runnable tasks that are not ours compete for one core at this moment: 1 on a machine
/// with a core to spare, 12 with twelve busy processes per core; 1 where there is no /proc.
double load_per_core();

/// The same with our own programs: how many want one core, whoever they are.
double contention_per_core();

/// What `root` and its descendants run is no load of the machine's: a program that starts sixty
/// busy loops must not buy itself time. Without this call: what this process runs.
void account_for(pid_t root);

/// What the waits of this thread have met.
struct waits {
    bool spent = false;  ///< one of them came to the end of its budget
    double crowd = 1.0;  ///< contention_per_core, the mean of the time that was spent waiting
};

/// What they have met since this was asked the last time.
waits take_waits();

/// A budget of time in which a program had its turn on a core. A second during which twelve tasks
/// wanted each core counts as a twelfth of one: a correct program is not slower than its machine.
class deadline {
  public:
    explicit deadline(milliseconds budget);

    /// For a moment of listening that decides nothing: that it is spent says nothing about anybody.
    [[nodiscard]] static deadline moment(milliseconds budget);

    /// The whole budget once more: something has moved.
    void restart();

    /// True once the budget is spent.
    [[nodiscard]] bool expired();

    /// The budget that is left, zero once it is spent.
    [[nodiscard]] milliseconds left();

    /// How long one poll(2) may wait before it should look again: at most `longest` and at most
    /// what is left, at least 1 ms so that no caller spins.
    [[nodiscard]] int poll_timeout(milliseconds longest = milliseconds{50});

  private:
    void account();

    std::chrono::duration<double, std::milli> budget_;
    std::chrono::duration<double, std::milli> left_ = budget_;
    clock::time_point seen_ = clock::now();
    bool decides_ = true;
};

/// Looks again and again, after 1 ms at first and 20 ms at last, until `holds` does. False if
/// `until` is spent before that. For what no descriptor tells.
bool await(const std::function<bool()>& holds, deadline until);

}  // namespace support
