/// @file
/// One monotonic bound on a wait, which stretches while the machine is busy with other things.
#pragma once

#include <chrono>

namespace process {

using clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

/// How many runnable tasks compete for one core at this moment: 1 on a machine with a core to
/// spare, 12 with twelve busy processes per core. From `procs_running` in /proc/stat (proc(5));
/// 1 where there is no /proc.
double load_per_core();

/// A budget of time in which a program had its turn on a core. A second during which twelve tasks
/// wanted each core counts as a twelfth of one: a correct program is not slower than its machine.
class deadline {
  public:
    explicit deadline(milliseconds budget);

    /// True once the budget is spent.
    [[nodiscard]] bool expired();

    /// The budget that is left, zero once it is spent.
    [[nodiscard]] milliseconds left();

    /// How long one poll(2) may wait before it should look again: at most `longest` and at most
    /// what is left, at least 1 ms so that no caller spins.
    [[nodiscard]] int poll_timeout(milliseconds longest = milliseconds{50});

  private:
    void account();

    std::chrono::duration<double, std::milli> left_;
    clock::time_point seen_ = clock::now();
};

}  // namespace process
