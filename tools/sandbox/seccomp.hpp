/// @file
/// The seccomp(2) filter of a box: calls outside the table of calls.hpp fail, and are reported.
#pragma once

#include "sandbox/users.hpp"

#include <cstdint>
#include <string>

namespace sandbox {

/// The filter for `rules`, as a file in memory. Throws `failure`.
[[nodiscard]] int seccomp_filter(const profile& rules);

constexpr int no_listener = -2;

/// Installs the filter in `file` for this process. With `listen`, returns the descriptor at which
/// refused calls arrive, else `no_listener`; -1, with errno: it could not be installed. EBUSY: a
/// filter around this box has a listener, and the kernel allows only one.
[[nodiscard]] int install_filter(int file, bool listen);

/// Answers the calls that the filter does not decide.
class referee {
  public:
    /// `user`: whom the callers are, if it is not this process's own.
    explicit referee(work kind, const new_user* user = nullptr) : kind_{kind}, user_{user} {}

    /// Lets the call that waits at `listener` fail, and returns its name. Empty: it was allowed, or
    /// its process has ended meanwhile.
    [[nodiscard]] std::string answer(int listener);

  private:
    work kind_;
    const new_user* user_;
    /// Of shared memory without a file, for the whole life of the box: its pages may belong to no
    /// process that is visible (madvise(2), munmap(2)), so they are counted when they are asked
    /// for.
    std::uint64_t shared_left_ = 16 * 1024 * 1024;
};

}  // namespace sandbox
