/// @file
/// Runs the guest in a sandbox as an ordinary user, whichever user runs the tests.
#pragma once

#include "sock_catch.hpp"
#include "support/process.hpp"

#include <string>
#include <vector>

namespace test_box {

using words = std::vector<std::string>;

/// The command that runs sock-box with `arguments` as an ordinary user.
[[nodiscard]] support::command box_command(const words& arguments);

/// The guest's program, in a folder that an ordinary user can reach.
[[nodiscard]] std::string box_guest();

/// Runs `sock-box ARGUMENTS…`.
[[nodiscard]] support::finished in_box(const words& arguments);

/// Runs `box-guest TRICK…` in a box of `profile`.
[[nodiscard]] support::finished guest(const std::string& profile, const words& trick);

/// Its standard output, without the last newline.
[[nodiscard]] std::string said(const support::finished& what);

/// The standard output of a guest in a sandbox.
[[nodiscard]] std::string guest_says(const std::string& profile, const words& trick);

/// False if this machine allows no sandbox, after printing a line about it for ctest.
[[nodiscard]] bool possible();

/// A pipe: a process that holds its writing end is alive.
class lifeline {
  public:
    lifeline();
    lifeline(const lifeline&) = delete;
    ~lifeline();

    [[nodiscard]] int writing_end() const { return ends_[1]; }

    /// Closes our own writing end, and waits until no other process has one.
    [[nodiscard]] bool all_dead(support::milliseconds limit);

  private:
    int ends_[2] = {-1, -1};
};

}  // namespace test_box
