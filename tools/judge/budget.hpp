/// @file
/// What one submission may take of the machine.
#pragma once

#include "support/deadline.hpp"

#include <algorithm>
#include <atomic>

namespace judge {

/// For all programs of a submission together. One build has a limit of its own (build_limits), and
/// so has one program's suite; eight builds at the limit would still take minutes.
struct submission_limits {
    support::milliseconds compiling{120'000};  ///< CPU time of the compilers: a solution takes 20 s
    support::milliseconds waiting{300'000};    ///< waits of the checks; a solution takes 30 s
};

/// What is left. The programs of a submission are judged in several threads.
class budget {
  public:
    explicit budget(const submission_limits& limits = {})
        : compiling_(limits.compiling.count()), waiting_(limits.waiting.count()) {}

    void compiled(support::milliseconds cpu) { compiling_ -= cpu.count(); }
    void waited(support::milliseconds time) { waiting_ -= time.count(); }

    [[nodiscard]] bool may_compile() const { return compiling_ > 0; }
    [[nodiscard]] support::milliseconds to_wait() const {
        return support::milliseconds{std::max<support::milliseconds::rep>(0, waiting_)};
    }

  private:
    std::atomic<support::milliseconds::rep> compiling_;
    std::atomic<support::milliseconds::rep> waiting_;
};

}  // namespace judge
