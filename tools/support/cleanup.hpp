/// @file
/// A process that clears away behind one that could not do so itself.
#pragma once

#include "support/unique_fd.hpp"

#include <filesystem>

#include <sys/types.h>

namespace support {

/// While it lives, another process waits for the end of this one. If that comes first, whatever the
/// reason (Ctrl+C, SIGKILL, a crash), it removes `folder` and all that is in it.
class janitor {
  public:
    /// Without one (no process to be had), the folder is cleared by nobody else: not an error.
    explicit janitor(const std::filesystem::path& folder);
    janitor(const janitor&) = delete;
    janitor& operator=(const janitor&) = delete;
    /// Sends it away: the folder is for its owner to remove.
    ~janitor();

  private:
    descriptor lifeline_;  // readable for the other process once nobody holds this end
    pid_t pid_ = -1;
};

}  // namespace support
