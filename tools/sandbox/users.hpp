/// @file
/// The weaker box of a machine without user namespaces, where this process is root: each program
/// runs as a user of its own. It sees the network, the processes and the files of the machine, and
/// may do with them what any other user may.
#pragma once

#include "sandbox/profile.hpp"

#include <string>
#include <string_view>

#include <sys/types.h>

namespace sandbox {

/// A range of users, both ends included.
struct user_range {
    uid_t from = 0;
    uid_t to = 0;

    [[nodiscard]] bool holds(uid_t user) const { return user >= from && user <= to; }
};

/// The numbers of the users of one batch, from `first` on. The first is no user: it is the group of
/// them all, who share the files of one submission. The second runs what is started from outside,
/// the third all programs of the suite that have a folder: one that is started again finds the
/// files that it wrote.
struct user_block {
    static constexpr uid_t size = 32;

    uid_t first = 0;

    [[nodiscard]] gid_t group() const { return first; }
    [[nodiscard]] uid_t outer() const { return first + 1; }
    [[nodiscard]] uid_t with_folder() const { return first + 2; }
    [[nodiscard]] user_range all() const { return {outer(), first + size - 1}; }
    [[nodiscard]] bool holds(uid_t user) const { return all().holds(user); }
};

/// The user of one box, for the life of this object. Before and after it no process of that user is
/// left, nor a file.
class box_user {
  public:
    /// In a suite's box, takes one of the block that has none. Throws `failure`.
    box_user(user_block of, bool has_folder);
    box_user(const box_user&) = delete;
    box_user& operator=(const box_user&) = delete;
    ~box_user();

    [[nodiscard]] uid_t number() const { return number_; }
    /// Its lock: a descriptor to keep open; -1: none is needed.
    [[nodiscard]] int lock() const { return lock_; }

  private:
    user_block of_{};
    user_range cleaned_{};
    uid_t number_ = 0;
    int lock_ = -1;
};

/// For the child that becomes the program.
struct new_user {
    user_block of;
    uid_t number = 0;
    std::string folder;  ///< where it starts; empty: in its own temporary folder
};

/// Becomes that user for good. One whose box may hold others keeps the rights that this takes.
/// Makes its temporary folder, an environment without the caller's, and goes to its folder. The
/// reason why not; empty: done.
[[nodiscard]] std::string become_user(const new_user& who, const profile& rules);

/// Ends all processes of a block's users, and removes their files from the folders that every user
/// of the machine can write to.
void clean_block(user_block which);

}  // namespace sandbox
