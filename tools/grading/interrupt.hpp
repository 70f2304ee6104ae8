/// @file
/// Turns Ctrl-C into a flag that can be polled.
#pragma once

#include <csignal>

namespace grading {

/// While it exists, SIGINT, SIGTERM and SIGHUP only set a flag, so that children are ended, results
/// kept and temporary files removed. SIGPIPE is ignored for the same reason: a reader that stops
/// early (`| head`) must not end grading in the middle.
class interrupt_guard {
  public:
    interrupt_guard();
    interrupt_guard(const interrupt_guard&) = delete;
    interrupt_guard& operator=(const interrupt_guard&) = delete;
    ~interrupt_guard();

  private:
    struct sigaction before_[4];
};

[[nodiscard]] bool interrupted();

}  // namespace grading
