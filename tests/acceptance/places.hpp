/// @file
/// Where the acceptance tests find their files: fixed at build time.
#pragma once

#include "support/files.hpp"

#include <filesystem>
#include <string>

namespace acceptance {

namespace fs = std::filesystem;

[[nodiscard]] fs::path tree();         ///< the project
[[nodiscard]] fs::path corpus_home();  ///< tests/acceptance
[[nodiscard]] fs::path exercises();
[[nodiscard]] fs::path solutions();
[[nodiscard]] fs::path words();        ///< the suite's wording
[[nodiscard]] fs::path suite();        ///< the program sock-suite
[[nodiscard]] fs::path own_network();  ///< the program sock-own-network; empty if there is none
[[nodiscard]] fs::path preload();      ///< the library sock-preload.so; empty if there is none
[[nodiscard]] fs::path cache();        ///< the folder of the built programs
[[nodiscard]] std::string compiler();

using support::read_file;

}  // namespace acceptance
