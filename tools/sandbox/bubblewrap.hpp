/// @file
/// The isolation of a box, as arguments for bubblewrap.
#pragma once

#include "sandbox/request.hpp"

#include <string>
#include <vector>

namespace sandbox {

/// A small file of the box that is written for it: /etc/hosts…
struct written_file {
    std::string path;
    std::string_view bytes;
};

/// All files of the box's /etc.
[[nodiscard]] std::vector<written_file> etc_files();

/// The arguments of bwrap(1), without the program. `etc` are descriptors of `etc_files()`, in the
/// same order.
[[nodiscard]] std::vector<std::string> isolation_arguments(const request& what,
                                                           const std::string& own_program,
                                                           const std::vector<int>& etc);

}  // namespace sandbox
