/// @file
/// A block of users of this machine, one for each box (sock-box --users), for one batch.
#pragma once

#include "course/words.hpp"
#include "support/unique_fd.hpp"

#include <filesystem>

#include <sys/types.h>

namespace grading {

/// No other batch has the block while this object lives. At its end no process and no file of these
/// users is left.
class user_lease {
  public:
    /// Throws `problem` if every block has a user with a name, or another batch.
    explicit user_lease(const course::catalogue& words);
    user_lease(const user_lease&) = delete;
    user_lease& operator=(const user_lease&) = delete;
    ~user_lease();

    [[nodiscard]] uid_t first() const { return first_; }

    /// The program that ends and removes what they have left.
    void clean_with(std::filesystem::path box) { box_ = std::move(box); }

  private:
    uid_t first_ = 0;
    support::descriptor name_;
    std::filesystem::path box_;
};

}  // namespace grading
