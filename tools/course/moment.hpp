/// @file
/// A date or a time of a course, as TOML writes it.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace course {

/// 2026-12-04 (to the end of that day), 2026-12-04T18:00:00, or 2026-12-04T18:00:00-05:00.
struct moment {
    std::string text;                                 ///< as it is written
    std::chrono::sys_seconds wall;                    ///< the time on the clock, as if it were UTC
    std::optional<std::chrono::minutes> offset = {};  ///< from UTC; nothing: the course's own

    /// The time in UTC. `zone` is the offset of the course.
    [[nodiscard]] std::chrono::sys_seconds utc(std::chrono::minutes zone) const {
        return wall - offset.value_or(zone);
    }
};

/// Reads one value of TOML that is a date or a time. Nothing for any other text.
[[nodiscard]] std::optional<moment> parse_moment(std::string_view text);

/// Reads "-05:00", "+01:00" or "Z".
[[nodiscard]] std::optional<std::chrono::minutes> parse_offset(std::string_view text);

}  // namespace course
