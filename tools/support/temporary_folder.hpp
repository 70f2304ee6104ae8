/// @file
/// Temporary folders that do not stay for ever.
#pragma once

#include "support/unique_fd.hpp"

#include <chrono>
#include <filesystem>
#include <string>

namespace support {

/// A new folder below TMPDIR (or /tmp) that is removed with this object. It is locked (flock(2))
/// while its process lives. The first one of a process and a prefix sweeps: those of that prefix
/// that belong to this user and that no process holds were left by processes that were killed.
class temporary_folder {
  public:
    /// Its name is `prefix` and six characters; below `parent`, if one is given. Throws
    /// std::system_error.
    explicit temporary_folder(const std::string& prefix, const std::filesystem::path& parent = {});
    temporary_folder(const temporary_folder&) = delete;
    temporary_folder& operator=(const temporary_folder&) = delete;
    ~temporary_folder();

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
    descriptor lock_;
};

/// Removes those that were left. Younger ones than `grace` stay: they may not be locked yet.
void sweep_temporary_folders(const std::string& prefix,
                             std::chrono::seconds grace = std::chrono::seconds{60},
                             const std::filesystem::path& parent = {});

}  // namespace support
