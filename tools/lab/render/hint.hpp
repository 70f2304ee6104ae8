/// @file
/// Renders a hint for a person.
#pragma once

#include "lab/console/voice.hpp"
#include "lab/render/check.hpp"
#include "lab/workspace/hints_shown.hpp"

#include <string>

namespace render {

/// The hint itself, in words: a question, an idea, or lines of code.
[[nodiscard]] std::string hint_text(const lab::shown_hint& it, course::language in);

/// The hint with its heading, its place in the guide and the command for the next one.
[[nodiscard]] std::string hint(const lab::shown_hint& it, const context& around,
                               const console::voice& say);

}  // namespace render
