/// @file
/// A folder held by its descriptor: what is written into it goes there, whatever its path has
/// become, and also after the right to walk that path is given up.
#pragma once

#include "support/unique_fd.hpp"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

namespace grading {

using support::descriptor;

/// Names are single parts of a path, without "/". Failures throw std::system_error whose text names
/// the file as a person would: `shown`/name.
class folder {
  public:
    /// `shown` is how messages call it.
    folder(descriptor held, std::filesystem::path shown);

    /// Opens `path`, which must be a folder.
    static folder open(const std::filesystem::path& path);

    /// The folder `name` in this one; made if it is not there. A symbolic link is refused.
    [[nodiscard]] folder sub(const std::string& name) const;

    /// The same, but only if it is there.
    [[nodiscard]] std::optional<folder> existing(const std::string& name) const;

    /// All of a regular file; nothing if there is none of that name or it has more than `limit`
    /// bytes.
    [[nodiscard]] std::optional<std::string> read(const std::string& name, std::size_t limit) const;

    /// Writes a file as a whole or not at all: a reader sees the old bytes or the new ones, also
    /// after a power cut. On failure (a full disk) nothing of it is left behind.
    void write(const std::string& name, std::string_view bytes) const;

    void remove(const std::string& name) const;

    /// True if files can be made in it by the user that we are.
    [[nodiscard]] bool writable() const;

    [[nodiscard]] int get() const { return held_.get(); }
    [[nodiscard]] const std::filesystem::path& shown() const { return shown_; }

  private:
    [[noreturn]] void fail(const std::string& name) const;

    descriptor held_;
    std::filesystem::path shown_;
};

}  // namespace grading
