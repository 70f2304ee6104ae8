/// @file
/// Helpers to parse and compare the output of commands.
#pragma once

#include "sock_catch.hpp"
#include "support/text_width.hpp"
#include "tools/lab/voice.hpp"
#include "tools/lab/world.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>

namespace world {

[[nodiscard]] inline nlohmann::json parsed(const answer& from) {
    auto result = nlohmann::json::parse(from.out, nullptr, false);
    INFO(from.out << from.err);
    REQUIRE_FALSE(result.is_discarded());
    return result;
}

/// True even if a line break splits `part`.
[[nodiscard]] inline bool says(std::string text, const std::string& part) {
    for (auto at = text.find("\n     "); at != std::string::npos; at = text.find("\n     "))
        text.replace(at, 6, " ");
    return saying::holds(text, part);
}

[[nodiscard]] inline auto lines_of(const std::string& text) {
    return std::count(text.begin(), text.end(), '\n');
}

enum class paths { fit, may_be_longer };  // a path is never wrapped, however long it is

inline void fits(const std::string& text, int columns = 80, paths with = paths::fit) {
    for (const auto& line : support::wrap(text, 100'000)) {
        INFO(line);
        const bool holds_path = with == paths::may_be_longer && saying::holds(line, "/");
        CHECK((holds_path || support::width(line) <= columns));
    }
}

}  // namespace world
