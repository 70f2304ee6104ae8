/// @file
/// From root to an ordinary user, for good.
#pragma once

#include "course/words.hpp"

#include <string>

#include <sys/types.h>

namespace grading {

struct user {
    std::string name;
    std::string home;
    uid_t uid = 0;
    gid_t gid = 0;
};

[[nodiscard]] bool is_root();

/// Whom root becomes: the user that called sudo (SUDO_UID), else `nobody`. Throws `problem` if
/// there is neither, or if it would be root again.
[[nodiscard]] user ordinary_user(const course::catalogue& words);

/// Becomes `who`, with no way back: user, group, no other groups, an environment that fits. Call it
/// before any thread exists. Throws `problem` if anything of root could be left.
void become(const user& who, const course::catalogue& words);

}  // namespace grading
