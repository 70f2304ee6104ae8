/// @file
/// A zip describes each file twice: before the file, and in a directory at its end. Programs use
/// one or the other, so a zip in which they differ is two submissions: one is judged, and a person
/// sees the other. Here both are read and must agree, byte for byte, with nothing in between.
#pragma once

#include "unpack/intake.hpp"

#include <string_view>
#include <vector>

namespace unpack {

/// The entries of the zip `bytes`, in the order in which their data lies in it. Throws a `refusal`
/// for a zip that is truncated, encrypted, or contradicts itself.
[[nodiscard]] std::vector<entry> read_zip_directory(std::string_view bytes);

}  // namespace unpack
