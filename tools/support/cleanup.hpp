/// @file
/// Removes a temporary folder even if its owner is killed.
#pragma once

#include "support/unique_fd.hpp"

#include <filesystem>

#include <sys/types.h>

namespace support {

/// Starts a helper process that waits for the end of this one. If this process ends before the
/// object is destroyed (Ctrl+C, SIGKILL, a crash), the helper removes `folder` and its contents.
class cleanup {
  public:
    /// If no process can be started, there is no helper: not an error.
    explicit cleanup(const std::filesystem::path& folder);
    cleanup(const cleanup&) = delete;
    cleanup& operator=(const cleanup&) = delete;
    /// Ends the helper: the owner removes the folder itself.
    ~cleanup();

  private:
    descriptor lifeline_;  // the helper's end becomes readable when this one is closed
    pid_t pid_ = -1;
};

}  // namespace support
