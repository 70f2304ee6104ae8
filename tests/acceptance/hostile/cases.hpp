/// @file
/// Hostile submissions as data: archives.toml, programs.toml and the folders of `programs/`,
/// evasions.toml; and doors.toml.
#pragma once

#include "tools/unpack/zips.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace hostile {

struct submission {
    std::string name;
    std::string what;       ///< what it tries, in one sentence
    std::string file;       ///< the name under which it is handed in; empty: the usual one
    std::string archive;    ///< the submission's bytes
    bool followed = false;  ///< an honest submission comes next, to be judged beside it

    std::string program;  ///< the program that is judged; empty if there is none
    std::string status;   ///< the program's status in the result
    std::string refused;  ///< the id of the reason for refusing the archive; empty: accepted
    std::string note;     ///< the id of a note that the result must have; empty: no such note
    int points = 0;       ///< the most points it may earn
};

/// All cases. `solution` is a program that earns points: it is put into the archives that must earn
/// none in spite of it. Throws std::runtime_error that names the file and the case.
[[nodiscard]] std::vector<submission> read_cases(const std::filesystem::path& folder,
                                                 const test_unpack::zip_entry& solution);

/// A way out of a box, which door_guest.cpp tries by its name.
struct door {
    std::string name;
    std::string what;
    std::vector<std::string> allowed;  ///< the boxes in which it is open
    std::string setting;  ///< what may close it outside of a box, too; empty: it is open there
};

[[nodiscard]] std::vector<door> read_doors(const std::filesystem::path& folder);

}  // namespace hostile
