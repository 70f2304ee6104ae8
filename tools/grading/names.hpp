/// @file
/// Names of submissions: the forms that learning platforms use, and valid folder names.
#pragma once

#include "unpack/names.hpp"

#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace grading {

using unpack::lower;

/// The parts of an entry's name in a platform's bulk download.
struct platform_name {
    std::string person;  ///< "Ada Lovelace"; Canvas joins it: "lovelaceada"
    std::string id;      ///< Moodle: of the participant in this assignment; Canvas: of the user
    std::string file;    ///< the submitted file; empty for Moodle's folders
    bool late = false;   ///< Canvas says so in the name
    std::string number;  ///< Canvas: of the attachment; a later one has a higher number
    bool typed = false;  ///< Moodle: a text that was typed on the platform
};

/// `Ada Lovelace_1234_assignsubmission_file[_]`, `…_file_PracticaSockets.zip`, `…_onlinetext`
/// (Moodle), or `lovelaceada[_LATE]_5678_91011_PracticaSockets.zip` (Canvas).
[[nodiscard]] std::optional<platform_name> from_platform(std::string_view entry);

/// Whose submission the file or folder `entry` is: the platform's person and number; else its name
/// without the ending of an archive. A submission in another format is the same person's.
[[nodiscard]] std::string owner_of(std::string_view entry);

/// True for the endings of archives, including formats that are only recognised.
[[nodiscard]] bool is_archive_name(std::string_view name);

/// True for files that systems and tools leave in folders: `__MACOSX`, `.git`, `Thumbs.db`…
[[nodiscard]] bool is_clutter(std::string_view name);

/// `name` without the ending of an archive.
[[nodiscard]] std::string stem(std::string_view name);

/// A name for a folder under OUT: letters, digits, `-`, `_`, `.`, and characters beyond ASCII
/// unchanged. It is not hidden, not long, and not reserved on Windows.
[[nodiscard]] std::string safe_name(std::string_view name);

/// Makes safe names unique: the second "ada" is "ada-2". Names with the same unpack::clash_key
/// count as equal: they are one folder on macOS and Windows, or look the same. The names of OUT's
/// own files are taken from the beginning.
class unique_names {
  public:
    unique_names();

    [[nodiscard]] std::string take(std::string_view name);

    /// Takes exactly this name, of an earlier result. False if it is taken.
    bool keep(const std::string& name);

  private:
    std::set<std::string> taken_;
};

}  // namespace grading
