#include "lab/workspace/workspace.hpp"

#include "lab/console/look.hpp"

#include <algorithm>

namespace lab {
namespace {

fs::path variable(const char* name, const fs::path& otherwise) {
    const auto value = console::process_environment(name);
    return fs::weakly_canonical(value.empty() ? otherwise : fs::path(value));
}

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
    result.suite_words = tools_home / "tests/autograder/words";
    return result;
}

workspace find_workspace() {
    workspace result;
    result.home = variable("SOCK_LAB_HOME", SOCK_LAB_HOME);
    const auto apart = result.home / not_yours;
    result.tools_home = fs::is_directory(apart) ? apart : result.home;
    result.bin = variable("SOCK_LAB_BIN", SOCK_LAB_BIN);
    result.build = variable("SOCK_LAB_CACHE", result.bin.parent_path());
    result.here = fs::current_path();
    return result;
}

}  // namespace lab
