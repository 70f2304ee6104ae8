/// @file
/// Which exercise has just been saved.
#pragma once

#include "course/course.hpp"
#include "lab/workspace/workspace.hpp"

#include <optional>
#include <string>
#include <vector>

namespace watch {

/// Looks at modification times and sizes, again and again: that works everywhere, also on WSL, in
/// containers and on network folders, where no notification (inotify(7)) comes.
class file_watcher {
  public:
    file_watcher(const lab::workspace& where, const course::course& course);

    /// The exercise (its index) that was saved since the last time. A file counts as saved once it
    /// looks the same twice: an editor may write it in several steps.
    [[nodiscard]] std::optional<std::size_t> look();

  private:
    struct watched {
        std::filesystem::path folder;
        std::string known;  ///< as it looked when it was told last
        std::string seen;   ///< as it looked a moment ago
    };
    std::vector<watched> exercises_;
};

}  // namespace watch
