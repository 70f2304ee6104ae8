/// @file
/// Tests whether this machine has what the lab needs, instead of assuming it.
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
    odd,  ///< works, with a limitation that a person should know
    bad   ///< something will not work
};

[[nodiscard]] std::string_view name(health which);

struct finding {
    std::string id;  ///< "compiler", "grading", …
    health state = health::good;
    std::string text;  ///< in words: what was found, and what to do
};

/// All findings, in the order in which they are shown.
[[nodiscard]] std::vector<finding> examine(const lab::workspace& where, const console::voice& say);

enum class transport { tcp, udp };

/// Whether a program could listen on `port` at 0.0.0.0 now: bind(2) is tried.
[[nodiscard]] bool port_is_free(transport over, std::uint16_t port);

/// The output of `sock-box probe` in words. `json` may be invalid.
[[nodiscard]] finding isolation(const std::string& json, const console::voice& say);

/// The version of bubblewrap that `sock-box probe` found, and a warning if it is one with a known
/// hole.
[[nodiscard]] finding bubblewrap(const std::string& json, const console::voice& say);

/// The output of `sock-box layers` in words, a finding for each layer. `json` may be invalid.
[[nodiscard]] std::vector<finding> layers(const std::string& json, const console::voice& say);

}  // namespace doctor
