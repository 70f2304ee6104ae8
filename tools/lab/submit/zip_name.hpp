/// @file
/// Makes the name of a submission from a person's name.
#pragma once

#include <string>
#include <string_view>

namespace handin {

/// "Ada Lovelace" → "PracticaSockets_Ada_Lovelace". Letters of any script stay, blanks become "_",
/// and characters that are special to a shell, a file system or a learning platform are left out.
/// Empty if no letter or digit is left, or if `name` is not UTF-8.
[[nodiscard]] std::string stem(std::string_view name);

}  // namespace handin
