/// @file
/// A file on its way into an archive or a folder.
#pragma once

#include <string>

namespace support {

struct file_entry {
    std::string path;  ///< relative, "/" between its parts
    std::string bytes;
    bool executable = false;
};

}  // namespace support
