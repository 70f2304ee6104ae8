/// @file
/// Splits a text into lines.
#pragma once

#include <string_view>
#include <vector>

namespace support {

/// The lines without their ends ("\n" or "\r\n"); a last line without a newline counts, too.
[[nodiscard]] std::vector<std::string_view> lines(std::string_view text);

/// Without blanks and tabs at both ends.
[[nodiscard]] std::string_view trimmed(std::string_view line);

}  // namespace support
