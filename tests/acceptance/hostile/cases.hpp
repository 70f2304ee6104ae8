/// @file
/// Hostile submissions as data: archives.toml, programs.toml and the folders of `programs/`.
#pragma once

#include "tools/unpack/zips.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace hostile {

struct submission {
    std::string name;
    std::string what;     ///< what it tries, in words
    std::string archive;  ///< the bytes that are handed in

    std::string program;  ///< the one that is judged; empty: none is there
    std::string status;   ///< what becomes of that program
    std::string refused;  ///< the id of the reason why the archive is refused; empty: it is taken
    std::string note;     ///< the id of a note that must be there; empty: none in particular
    int points = 0;       ///< the most that it may earn
};

/// All of them. `solution` is a program that earns points, put into the archives that must earn
/// none although it is there. Throws std::runtime_error that names the file and the case.
[[nodiscard]] std::vector<submission> read_cases(const std::filesystem::path& folder,
                                                 const test_unpack::zip_entry& solution);

}  // namespace hostile
