#include "lab/workspace/workspace.hpp"

#include "lab/console/look.hpp"

#include <algorithm>

namespace lab {
namespace {

bool below(const fs::path& path, const fs::path& folder) {
    const auto [end, rest] = std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
    return end == folder.end();
}

}  // namespace

std::string workspace::shown(const fs::path& path) const {
    const auto full = (here / path).lexically_normal();
    const bool near = below(full, here) && here != here.root_path();
    if (near || (below(full, home) && below(here, home)))
        return full.lexically_relative(here).generic_string();
    return full.generic_string();
}

judge::tools workspace::tools() const {
    judge::tools result;
    result.suite = bin / "sock-suite";
    const auto preload = bin / "sock-preload.so";
    if (fs::exists(preload)) result.preload = preload;
    result.include = home / "include";
    result.exercises = exercises();
    result.suite_words = home / "tests/autograder/words";
    return result;
}

workspace find_workspace() {
    workspace result;
    const auto home = console::process_environment("SOCK_LAB_HOME");
    result.home = fs::weakly_canonical(home.empty() ? fs::path(SOCK_LAB_HOME) : fs::path(home));
    const auto bin = console::process_environment("SOCK_LAB_BIN");
    result.bin = fs::weakly_canonical(bin.empty() ? fs::path(SOCK_LAB_BIN) : fs::path(bin));
    result.here = fs::current_path();
    return result;
}

}  // namespace lab
