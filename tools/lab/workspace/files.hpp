/// @file
/// Reads and writes files without losing a person's work.
#pragma once

#include "support/cleanup.hpp"
#include "support/file_entry.hpp"
#include "support/temporary_folder.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lab {

namespace fs = std::filesystem;

/// All bytes of a file. Throws `problem` (unreadable) with its path and the reason.
[[nodiscard]] std::string read_file(const fs::path& file);

/// Writes a file as a whole or not at all (a temporary one beside it, then rename(2)); makes its
/// folder. Throws `problem` (unwritable).
void write_file(const fs::path& file, std::string_view bytes);

/// Writes the entries as files below `folder`. Throws `problem` (unwritable).
void write_folder(const std::vector<support::file_entry>& entries, const fs::path& folder);

/// A free name for a copy of `file` in `memory`/backup; it begins with the time.
[[nodiscard]] fs::path backup_of(const fs::path& file, const fs::path& memory);

/// Moves `file` there; returns where it is.
fs::path back_up(const fs::path& file, const fs::path& memory);

/// A temporary folder that is removed with this object, or with this process, however that ends.
class scratch_folder {
  public:
    scratch_folder();

    [[nodiscard]] const fs::path& path() const { return folder_->path(); }

  private:
    std::optional<support::temporary_folder> folder_;
    std::optional<support::cleanup> cleanup_;
};

/// Locks a folder's files against other `lab` processes while it exists (flock(2)). A folder that
/// cannot be written to needs no lock.
class folder_lock {
  public:
    explicit folder_lock(const fs::path& folder);
    folder_lock(const folder_lock&) = delete;
    folder_lock& operator=(const folder_lock&) = delete;
    ~folder_lock();

  private:
    int file_ = -1;
};

}  // namespace lab
