/// @file
/// What comes along in an archive without being part of the submission.
#pragma once

#include "unpack/names.hpp"

#include <string_view>

namespace unpack {

/// The id of the note under which a file of this path is left out, or nothing: it is taken.
[[nodiscard]] std::string_view junk(const path& where);

/// The same of a folder: nothing in it is looked at.
[[nodiscard]] std::string_view folder_junk(const path& where);

/// The same from its first bytes: a program without an extension is a program.
[[nodiscard]] std::string_view junk_content(std::string_view bytes);

/// True for what a submission is made of: C and C++ sources, and text.
[[nodiscard]] bool is_source(const path& where);

}  // namespace unpack
