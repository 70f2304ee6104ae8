/// @file
/// The folder of one batch: the tools that judge, where an ordinary user finds them, and room to
/// work in.
#pragma once

#include "grading/privileges.hpp"
#include "judge/tools.hpp"

#include <filesystem>
#include <optional>

namespace grading {

/// A fresh folder below TMPDIR (or /tmp) that goes away with this object, also when a signal ends
/// the batch. Never one that somebody else could have prepared.
class staging {
  public:
    /// With a user, copies of the tools are put into it and the folder is given to that user: the
    /// tree itself may lie below /root. Without, the tools stay where they are.
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
    /// Ours to write into: one folder for each submission, gone when it is judged.
    [[nodiscard]] std::filesystem::path work() const { return folder_ / "work"; }

  private:
    void copy_tools(const judge::tools& from, const std::filesystem::path& unpacker);

    std::filesystem::path folder_;
    judge::tools tools_;
    std::filesystem::path unpacker_;
};

}  // namespace grading
