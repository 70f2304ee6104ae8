/// @file
/// The input of every command: the workspace and the voice.
#pragma once

#include "lab/console/progress_line.hpp"
#include "lab/console/voice.hpp"
#include "lab/workspace/workspace.hpp"

#include <string>

namespace lab {

struct session {
    workspace where;
    console::voice say;
    bool json = false;

    /// The catalogue of a part of the tree, in the language of this session.
    [[nodiscard]] course::catalogue words_of(std::string_view part) const {
        return course::catalogue::load(where.tools_home / "tools" / part / "words", say.speaks());
    }

    /// How to show progress: not at all if a program reads the output.
    [[nodiscard]] console::look progress_look() const {
        auto look = say.how();
        look.animated = look.animated && !json;
        return look;
    }
};

}  // namespace lab
