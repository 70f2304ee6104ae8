/// @file
/// Files in an archive that are not part of the submission.
#pragma once

#include "unpack/names.hpp"

#include <string_view>

namespace unpack {

/// The id of the note for a file of this path that is left out; empty if the file is taken.
[[nodiscard]] std::string_view junk(const path& where);

/// The same for a folder, whose content is then not read.
[[nodiscard]] std::string_view folder_junk(const path& where);

/// The same, from a file's first bytes: this finds programs without an extension.
[[nodiscard]] std::string_view junk_content(std::string_view bytes);

/// True for the files that make up a submission: C and C++ sources, and text.
[[nodiscard]] bool is_source(const path& where);

}  // namespace unpack
