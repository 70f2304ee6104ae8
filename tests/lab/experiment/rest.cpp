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

std::optional<std::uint64_t> turns_if_asleep(pid_t root) {
    std::uint64_t turns = 0;
    for (const auto& member : process::family(root)) {
        if (member.state == 'Z') continue;
        std::error_code gone;
        const auto folder = "/proc/" + std::to_string(member.pid) + "/task";
        for (auto it = fs::directory_iterator(folder, gone);
             !gone && it != fs::directory_iterator(); it.increment(gone)) {
            const auto its = turns_if_asleep(it->path());
            if (!its) return std::nullopt;
            turns += *its;
        }
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
