/// @file
/// The temporary folder of one batch: copies of the tools that an ordinary user can reach, and a
/// work folder.
#pragma once

#include "grading/privileges.hpp"
#include "judge/tools.hpp"

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
    ~staging();

    [[nodiscard]] const judge::tools& tools() const { return tools_; }
    [[nodiscard]] const std::filesystem::path& unpacker() const { return unpacker_; }
    /// The program sock-bulk, which is built beside the unpacker.
    [[nodiscard]] std::filesystem::path splitter() const {
        return unpacker_.parent_path() / "sock-bulk";
    }
    /// The work folder: it holds one folder for each submission until that is judged.
    [[nodiscard]] std::filesystem::path work() const { return folder_ / "work"; }

  private:
    void copy_tools(const judge::tools& from, const std::filesystem::path& unpacker);

    std::filesystem::path folder_;
    judge::tools tools_;
    std::filesystem::path unpacker_;
};

}  // namespace grading
