/// @file
/// What a student's program is as a file: how it can be watched depends on how it was built.
#pragma once

#include <string>

namespace suite {

/// True if the loader joins it with shared libraries at its start (ld.so(8)), so that another one
/// can stand before them. False for a static program, and where programs are no ELF files.
[[nodiscard]] bool is_dynamic(const std::string& path);

/// True if it was built with -fsanitize=address.
[[nodiscard]] bool is_sanitized(const std::string& path);

}  // namespace suite
