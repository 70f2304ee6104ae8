/// @file
/// A fresh folder that a check shares with the student's program: files to serve, files that came.
#pragma once

#include "support/temporary_folder.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace suite {

class shared_folder {
  public:
    [[nodiscard]] std::string path() const { return folder_.path().string(); }
    [[nodiscard]] std::filesystem::path operator/(const std::string& name) const {
        return folder_.path() / name;
    }

    void make_folder(const std::string& name) const;
    void write(const std::string& name, std::string_view bytes) const;
    /// A file of `bytes` bytes with a mark in every MiB, and holes between them, which take no
    /// room. `large_part` says what is in it.
    void write_large(const std::string& name, std::uint64_t bytes) const;

    /// What a regular file holds; nothing if there is none. A link is not followed.
    [[nodiscard]] std::optional<std::string> read(const std::string& name) const;

    /// The names in it, or in a folder of it, sorted.
    [[nodiscard]] std::vector<std::string> names(const std::string& folder = ".") const;

  private:
    support::temporary_folder folder_{"sock-shared."};
};

/// `count` bytes of such a large file, from byte `at` on.
[[nodiscard]] std::string large_part(std::uint64_t at, std::size_t count);

}  // namespace suite
