/// @file
/// The files of users without a folder of their own: those in the folders that every user can write
/// to.
#pragma once

#include "sandbox/users.hpp"

#include <cstdint>

namespace sandbox {

struct disk_use {
    std::uint64_t files = 0;
    std::uint64_t bytes = 0;
};

/// What a user's files take. Deleted files that it holds open are not seen.
[[nodiscard]] disk_use files_of(uid_t user);

/// Removes the files of these users. None of them may have a process left.
void remove_files_of(user_range which, user_block of);

}  // namespace sandbox
