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

/// The user that root becomes: the caller of sudo (SUDO_UID), else `nobody`. Throws `problem` if
/// neither exists, or if it is root again.
[[nodiscard]] user ordinary_user(const course::catalogue& words);

/// Becomes `who` irrevocably: user, group, no other groups, a matching environment. Call it before
/// any thread exists. Throws `problem` if any right of root could remain.
void become(const user& who, const course::catalogue& words);

/// The same, but keeps what sock-box --users needs: the rights to start programs as other users and
/// to end them, and the group `boxes`, whose files it shares with them.
void become_with_rights(const user& who, gid_t boxes, const course::catalogue& words);

}  // namespace grading
