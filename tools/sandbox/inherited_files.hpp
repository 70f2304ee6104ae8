/// @file
/// Descriptors that sock-box hands to bubblewrap.
#pragma once

#include <string_view>
#include <vector>

namespace sandbox {

/// A file in memory (memfd_create(2)) that holds `bytes`, at its beginning and open across exec.
/// Throws `failure`.
[[nodiscard]] int file_in_memory(const char* name, std::string_view bytes);

/// Opens /dev/null where 0, 1 or 2 is missing, so that no descriptor of sock-box takes their place.
void fill_standard_descriptors();

/// Closes every descriptor from 3 upwards that is not in `kept`.
void close_all_but(std::vector<int> kept);

}  // namespace sandbox
