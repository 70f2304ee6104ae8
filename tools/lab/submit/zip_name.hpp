/// @file
/// From a person's name to the name of what they hand in.
#pragma once

#include <string>
#include <string_view>

namespace handin {

/// "Ada Lovelace" → "PracticaSockets_Ada_Lovelace". Letters of any script stay, blanks become "_",
/// what could mean something to a shell, a file system or a learning platform is left out. Empty if
/// no letter or digit is left, or if `name` is no UTF-8.
[[nodiscard]] std::string stem(std::string_view name);

}  // namespace handin
