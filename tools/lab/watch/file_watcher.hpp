/// @file
/// Detects which exercise has just been saved.
#pragma once

#include "course/course.hpp"
#include "lab/workspace/workspace.hpp"

#include <optional>
#include <string>
#include <vector>

namespace watch {

/// Polls modification times and sizes. This works everywhere, also on WSL, in containers and on
/// network folders, where inotify(7) reports nothing.
class file_watcher {
  public:
    file_watcher(const lab::workspace& where, const course::course& course);

    /// The index of the exercise that was saved since the last call. A file counts as saved when
    /// two polls see the same state, because an editor may write it in several steps.
    [[nodiscard]] std::optional<std::size_t> look();

  private:
    struct watched {
        std::filesystem::path folder;
        std::string known;  ///< the state that was reported last
        std::string seen;   ///< the state at the previous poll
    };
    std::vector<watched> exercises_;
};

}  // namespace watch
