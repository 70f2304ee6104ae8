/// @file
/// The path of a library for LD_PRELOAD.
#pragma once

#include <string>

namespace support {

/// `library` as LD_PRELOAD can name it. The loader splits the variable at spaces and colons, expands
/// `$`, and knows no escape (ld.so(8)): such a path is replaced by /proc/PID/fd/N, a descriptor
/// that stays open as long as this process runs. A path that cannot be opened stays as it is.
[[nodiscard]] std::string preload_path(const std::string& library);

}  // namespace support
