/// @file
/// Names of submissions: what learning platforms make of them, and what a folder may be called.
#pragma once

#include "unpack/names.hpp"

#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace grading {

using unpack::lower;

/// An entry of a platform's bulk download, taken apart.
struct platform_name {
    std::string person;  ///< "Ada Lovelace"; Canvas runs it together: "lovelaceada"
    std::string id;      ///< Moodle: of the participant in this assignment; Canvas: of the user
    std::string file;    ///< what was handed in; empty for Moodle's folders
    bool late = false;   ///< Canvas says so in the name
    std::string number;  ///< Canvas: of the attachment; a later one is the higher one
};

/// `Ada Lovelace_1234_assignsubmission_file[_]`, `…_file_PracticaSockets.zip` (Moodle), or
/// `lovelaceada[_LATE]_5678_91011_PracticaSockets.zip` (Canvas).
[[nodiscard]] std::optional<platform_name> from_platform(std::string_view entry);

/// True for the endings of archives, also of those that we only recognise.
[[nodiscard]] bool is_archive_name(std::string_view name);

/// What a computer leaves behind in folders and archives: `__MACOSX`, `.git`, `Thumbs.db`…
[[nodiscard]] bool is_clutter(std::string_view name);

/// `name` without the ending of an archive.
[[nodiscard]] std::string stem(std::string_view name);

/// A name for a folder under OUT: letters, digits, `-`, `_`, `.`, and what is beyond ASCII as it
/// is; neither hidden, nor long, nor one that Windows keeps for itself.
[[nodiscard]] std::string safe_name(std::string_view name);

/// Gives out each safe name once: the second "ada" is "ada-2". Names that differ only in case are
/// the same: they would be one folder on macOS and Windows.
class unique_names {
  public:
    [[nodiscard]] std::string take(std::string_view name);

  private:
    std::set<std::string> taken_;
};

}  // namespace grading
