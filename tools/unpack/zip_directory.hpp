/// @file
/// A zip says everything twice: before each file, and in a directory at its end. Programs believe
/// one or the other, so a zip in which they differ is two submissions: one that is judged and one
/// that a person sees. Here both are read and must agree, byte for byte, with nothing in between.
#pragma once

#include "unpack/intake.hpp"

#include <string_view>
#include <vector>

namespace unpack {

/// The entries of the zip `bytes`, in the order in which their data lies in it. Throws a `refusal`
/// for a zip that is cut short, encrypted, or says two things.
[[nodiscard]] std::vector<entry> read_zip_directory(std::string_view bytes);

}  // namespace unpack
