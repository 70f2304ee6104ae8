/// @file
/// Which sources this program was built from.
#pragma once

namespace cli {

/// The commit's short name; empty if the sources were no checkout.
[[nodiscard]] const char* commit();

}  // namespace cli
