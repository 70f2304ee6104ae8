/// @file
/// Ctrl-C as a question that can be asked.
#pragma once

#include <csignal>

namespace grading {

/// While it lives, SIGINT, SIGTERM and SIGHUP only set a flag, so that children are ended, results
/// kept and temporary files removed; and SIGPIPE is ignored, because somebody who stops reading the
/// progress (`| head`) does not mean to leave them behind.
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
