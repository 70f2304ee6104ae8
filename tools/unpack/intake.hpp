/// @file
/// Decides, entry by entry, what is taken from an archive or a folder, and collects it.
#pragma once

#include "unpack/names.hpp"

#include <cstdint>
#include <map>
#include <optional>

namespace unpack {

enum class entry_kind { file, folder, symbolic_link, hard_link, device, other };

/// What an archive or a folder says about one of its entries, before its content is read.
struct entry {
    std::string raw_name;
    origin from = origin::other;
    entry_kind kind = entry_kind::file;
    std::uint64_t size = 0;
};

/// The files that were taken, and notes about them.
struct content {
    std::vector<file> files;  ///< sorted by path
    std::vector<note> notes;
};

class intake {
  public:
    /// `packed_bytes`: how large the archive is, for its ratio; 0 for a folder.
    explicit intake(std::uint64_t packed_bytes) : packed_bytes_(packed_bytes) {}

    /// The path of an entry that must be read; no value if it is left out. Throws a `refusal`.
    [[nodiscard]] std::optional<path> consider(const entry& what);

    /// Takes the bytes of the file that was accepted last. Throws a `refusal`.
    void take(const path& where, std::string bytes);

    /// Leaves out `name` under the note `id`.
    void leave_out(std::string_view id, const std::string& name);

    /// All that was taken, without the folders that contain everything. Throws a `refusal` if
    /// nothing was taken.
    [[nodiscard]] content finish();

    /// The notes so far.
    [[nodiscard]] std::vector<note> notes() const;

  private:
    void count(const entry& what);
    [[nodiscard]] bool has_room(const path& where, std::uint64_t size);
    void check_clash(const path& where, entry_kind kind);
    void remove_single_folders();

    struct left_out {
        std::size_t count = 0;
        std::string example;
    };

    std::uint64_t packed_bytes_;
    std::uint64_t expanded_bytes_ = 0;
    std::size_t entries_ = 0;
    std::size_t source_bytes_ = 0;
    std::size_t other_bytes_ = 0;
    std::vector<file> files_;
    std::map<std::string, std::string> seen_;          ///< clash key → path, of files
    std::map<std::string, std::string> folders_seen_;  ///< the same for their folders
    std::map<std::string, left_out, std::less<>> left_out_;
    std::optional<note> repaired_name_;
    std::optional<note> extra_folder_;
};

}  // namespace unpack
