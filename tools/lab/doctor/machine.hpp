/// @file
/// What this machine has of what the lab needs: tried, not assumed.
#pragma once

#include "lab/console/voice.hpp"
#include "lab/workspace/workspace.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace doctor {

enum class health {
    good,
    odd,  ///< works, but a person should know
    bad   ///< something will not work
};

[[nodiscard]] std::string_view name(health which);

struct finding {
    std::string id;  ///< "compiler", "grading", …
    health state = health::good;
    std::string text;  ///< in words: what was found, and what to do
};

/// Everything, in the order in which a person would ask.
[[nodiscard]] std::vector<finding> examine(const lab::workspace& where, const console::voice& say);

enum class transport { tcp, udp };

/// Whether a program could listen on `port` at 0.0.0.0 now: bind(2) is tried.
[[nodiscard]] bool port_is_free(transport over, std::uint16_t port);

/// The answer of `sock-box probe` in words. `json` may be anything.
[[nodiscard]] finding isolation(const std::string& json, const console::voice& say);

}  // namespace doctor
