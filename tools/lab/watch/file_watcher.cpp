#include "lab/watch/file_watcher.hpp"

#include "judge/build.hpp"

#include <algorithm>
#include <system_error>

namespace watch {
namespace {

namespace fs = std::filesystem;

bool is_source(const fs::path& file) {
    return course::dialect_of(file.string()) || judge::is_part(file.string(), course::dialect::cpp);
}

// The state of a folder's sources, as a text that changes with each save.
std::string appearance(const fs::path& folder) {
    std::vector<std::string> lines;
    std::error_code gone;
    for (fs::directory_iterator it(folder, gone), end; !gone && it != end; it.increment(gone)) {
        std::error_code ignored;
        if (!is_source(it->path())) continue;
        const auto time = fs::last_write_time(it->path(), ignored).time_since_epoch().count();
        const auto size = fs::file_size(it->path(), ignored);
        lines.push_back(it->path().filename().string() + " " + std::to_string(time) + " " +
                        std::to_string(size) + "\n");
    }
    std::sort(lines.begin(), lines.end());
    std::string result;
    for (const auto& line : lines)
        result += line;
    return result;
}

}  // namespace

file_watcher::file_watcher(const lab::workspace& where, const course::course& course) {
    for (const auto& exercise : course.exercises) {
        const auto folder = where.exercises() / exercise.folder;
        const auto looks = appearance(folder);
        exercises_.push_back({folder, looks, looks});
    }
}

std::optional<std::size_t> file_watcher::look() {
    std::optional<std::size_t> result;
    for (std::size_t i = 0; i < exercises_.size(); ++i) {
        auto& it = exercises_[i];
        auto looks = appearance(it.folder);
        const bool unchanged = looks == it.seen;
        it.seen = std::move(looks);
        if (!unchanged || it.seen == it.known || result) continue;
        it.known = it.seen;
        result = i;
    }
    return result;
}

}  // namespace watch
