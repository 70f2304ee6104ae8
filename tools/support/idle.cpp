#include "support/idle.hpp"

#include "support/process_table.hpp"

#include <cstdint>
#include <optional>

namespace support {
namespace {

/// How often the scheduler has run these programs, in total. No value while one of them runs or is
/// runnable.
std::optional<std::uint64_t> turns_if_asleep(const std::vector<pid_t>& programs) {
    if (!has_proc()) return std::nullopt;
    std::uint64_t turns = 0;
    for (const pid_t root : programs) {
        for (const auto& member : family(root)) {
            for (const auto& each : threads(member.pid)) {
                // D: in an uninterruptible operation, such as exiting.
                if (each.state == 'R' || each.state == 'D') return std::nullopt;
                turns += each.turns;
            }
        }
    }
    return turns;
}

}  // namespace

bool await_rest(const std::vector<pid_t>& programs, deadline until) {
    constexpr int looks_alike = 3;
    std::optional<std::uint64_t> before;
    int alike = 0;
    const auto rest = [&] {
        const auto now = turns_if_asleep(programs);
        alike = now && now == before ? alike + 1 : 0;
        before = now;
        return alike == looks_alike;
    };
    return await(rest, until);
}

}  // namespace support
