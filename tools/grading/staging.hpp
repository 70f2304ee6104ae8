/// @file
/// The temporary folder of one batch: copies of the tools that an ordinary user can reach, and a
/// work folder.
#pragma once

#include "grading/privileges.hpp"
#include "judge/tools.hpp"
#include "support/cleanup.hpp"
#include "support/temporary_folder.hpp"

#include <filesystem>
#include <optional>

namespace grading {

/// A new folder below TMPDIR (or /tmp) that is removed with this object, also when a signal ends
/// the batch. No other user can have prepared it.
class staging {
  public:
    /// With a user, copies of the tools are put into it and the folder is given to that user,
    /// because the tree may be below /root. Without a user, the tools stay where they are.
    staging(const judge::tools& tools, const std::filesystem::path& unpacker,
            const std::optional<user>& owner);
    staging(const staging&) = delete;
    staging& operator=(const staging&) = delete;

    /// From now on a helper process removes the folder if this one is killed. What other killed
    /// ones of this user have left is removed now. To be called as the user who grades.
    void guard();

    /// Leaves the suite and what the course keeps from students to the owner and the owner's group.
    /// Only with a user.
    void close_to_others() const;

    [[nodiscard]] const judge::tools& tools() const { return tools_; }
    [[nodiscard]] const std::filesystem::path& unpacker() const { return unpacker_; }
    /// The program sock-bulk, which is built beside the unpacker.
    [[nodiscard]] std::filesystem::path splitter() const {
        return unpacker_.parent_path() / "sock-bulk";
    }
    /// The work folder: it holds one folder for each submission until that is judged.
    [[nodiscard]] std::filesystem::path work() const { return folder_.path() / "work"; }

  private:
    void copy_tools(const judge::tools& from, const std::filesystem::path& unpacker);

    support::temporary_folder folder_;
    std::optional<support::cleanup> guard_;
    judge::tools tools_;
    std::filesystem::path unpacker_;
};

}  // namespace grading
