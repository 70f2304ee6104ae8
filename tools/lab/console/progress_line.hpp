/// @file
/// A progress line on a terminal, which is erased at the end.
#pragma once

#include "lab/console/look.hpp"

#include <mutex>
#include <string_view>

namespace console {

/// Writes to standard error, and only if that is a terminal. Safe to use from several threads.
class progress_line {
  public:
    explicit progress_line(const look& how) : look_(how) {}
    progress_line(const progress_line&) = delete;
    progress_line& operator=(const progress_line&) = delete;
    ~progress_line() { clear(); }

    void show(std::string_view text);
    void clear();

  private:
    look look_;
    std::mutex mutex_;
    bool shown_ = false;
};

}  // namespace console
