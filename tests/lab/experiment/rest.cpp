#include "experiment/rest.hpp"

#include "table.hpp"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include <poll.h>

namespace experiment {
namespace {

namespace fs = std::filesystem;

/// The turns on a core that a thread has had; nothing while it has or wants one.
std::optional<std::uint64_t> turns_if_asleep(const fs::path& thread) {
    std::ifstream status(thread / "status");
    std::uint64_t turns = 0;
    bool asleep = false;
    for (std::string word; status >> word;) {
        if (word == "State:" && status >> word) asleep = word != "R";
        std::uint64_t number = 0;
        const bool counts =
            word == "voluntary_ctxt_switches:" || word == "nonvoluntary_ctxt_switches:";
        if (counts && status >> number) turns += number;
    }
    if (!asleep) return std::nullopt;
    return turns;
}

std::vector<fs::path> threads_of(pid_t pid) {
    std::vector<fs::path> result;
    std::error_code gone;
    const auto folder = "/proc/" + std::to_string(pid) + "/task";
    for (auto it = fs::directory_iterator(folder, gone); !gone && it != fs::directory_iterator();
         it.increment(gone))
        result.push_back(it->path());
    return result;
}

/// The threads of `root` and of all that it has started. A kernel without the list of children
/// (CONFIG_PROC_CHILDREN) is asked for all processes, which takes longer.
std::vector<fs::path> threads_below(pid_t root) {
    std::vector<fs::path> result = threads_of(root);
    const bool listed = !result.empty() && fs::exists(result.front() / "children");
    for (std::size_t i = 0; listed && i < result.size(); ++i) {
        std::ifstream children(result[i] / "children");
        for (pid_t child = 0; children >> child;) {
            const auto its = threads_of(child);
            result.insert(result.end(), its.begin(), its.end());
        }
    }
    if (listed) return result;
    for (const auto& member : process::family(root)) {
        const auto its = threads_of(member.pid);
        result.insert(result.end(), its.begin(), its.end());
    }
    return result;
}

std::optional<std::uint64_t> turns_if_asleep(pid_t root) {
    std::uint64_t turns = 0;
    for (const auto& thread : threads_below(root)) {
        const auto its = turns_if_asleep(thread);
        if (!its) return std::nullopt;
        turns += *its;
    }
    return turns;
}

std::optional<std::uint64_t> turns_if_asleep(const std::vector<pid_t>& programs) {
    std::uint64_t turns = 0;
    for (const pid_t pid : programs) {
        const auto its = turns_if_asleep(pid);
        if (!its) return std::nullopt;
        turns += *its;
    }
    return turns;
}

}  // namespace

bool await_rest(const std::vector<pid_t>& programs, process::milliseconds limit) {
    constexpr int looks_alike = 3;
    process::deadline until(limit);
    std::optional<std::uint64_t> before;
    int alike = 0;
    while (alike < looks_alike) {
        if (until.expired()) return false;
        const auto now = turns_if_asleep(programs);
        alike = now && now == before ? alike + 1 : 0;
        before = now;
        ::poll(nullptr, 0, 2);
    }
    return true;
}

}  // namespace experiment
