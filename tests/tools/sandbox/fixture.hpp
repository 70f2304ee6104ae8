/// @file
/// Puts the guest into a box, as an ordinary user whoever runs the tests.
#pragma once

#include "sock_catch.hpp"
#include "support/process.hpp"

#include <string>
#include <vector>

namespace test_box {

using words = std::vector<std::string>;

/// The command that runs sock-box with `arguments` as an ordinary user.
[[nodiscard]] support::command box_command(const words& arguments);

/// The guest's program, where an ordinary user can reach it.
[[nodiscard]] std::string box_guest();

/// Runs `sock-box ARGUMENTS…`.
[[nodiscard]] support::finished in_box(const words& arguments);

/// Runs `box-guest TRICK…` in a box of `profile`.
[[nodiscard]] support::finished guest(const std::string& profile, const words& trick);

/// What it wrote to standard output, without the last newline.
[[nodiscard]] std::string said(const support::finished& what);

/// The same of a guest in a box.
[[nodiscard]] std::string guest_says(const std::string& profile, const words& trick);

/// False, after a line for ctest that says so, where this machine allows no box.
[[nodiscard]] bool possible();

/// A pipe: whoever holds its writing end is alive.
class lifeline {
  public:
    lifeline();
    lifeline(const lifeline&) = delete;
    ~lifeline();

    [[nodiscard]] int writing_end() const { return ends_[1]; }

    /// Closes our own writing end, and waits until nobody else has one.
    [[nodiscard]] bool all_dead(support::milliseconds limit);

  private:
    int ends_[2] = {-1, -1};
};

}  // namespace test_box
