/// @file
/// A folder held by its descriptor. Writes go into this folder even if its path has changed, or if
/// the process may no longer enter that path.
#pragma once

#include "support/unique_fd.hpp"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include <sys/types.h>

namespace grading {

using support::descriptor;

/// Names are single parts of a path, without "/". Failures throw std::system_error whose text names
/// the file as `shown`/name.
class folder {
  public:
    /// `shown` is its name in messages.
    folder(descriptor held, std::filesystem::path shown);

    /// Opens `path`, which must be a folder.
    static folder open(const std::filesystem::path& path);

    /// The folder `name` in this one, which is made if it does not exist. A symbolic link is
    /// refused.
    [[nodiscard]] folder sub(const std::string& name) const;

    /// The same, but only if it exists.
    [[nodiscard]] std::optional<folder> existing(const std::string& name) const;

    /// The content of a regular file; no value if there is none of that name or it has more than
    /// `limit` bytes.
    [[nodiscard]] std::optional<std::string> read(const std::string& name, std::size_t limit) const;

    /// Writes a file atomically: a reader sees the old bytes or the new ones, even after a power
    /// cut. A failure (a full disk) leaves nothing behind.
    void write(const std::string& name, std::string_view bytes, mode_t mode = 0644) const;

    /// Adds to the end of a file, which is made if it does not exist; what it holds stays as it is.
    /// A failure leaves it as it was.
    void append(const std::string& name, std::string_view bytes) const;

    void remove(const std::string& name) const;

    /// Removes a file, or a folder with all that is in it.
    void remove_all(const std::string& name) const;

    /// True if there is anything of that name.
    [[nodiscard]] bool has(const std::string& name) const;

    /// True if the current user can make files in it.
    [[nodiscard]] bool writable() const;

    [[nodiscard]] int get() const { return held_.get(); }
    [[nodiscard]] const std::filesystem::path& shown() const { return shown_; }

  private:
    [[noreturn]] void fail(const std::string& name) const;

    descriptor held_;
    std::filesystem::path shown_;
};

}  // namespace grading
