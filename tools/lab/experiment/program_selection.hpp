/// @file
/// Whose programs an experiment is played with, built and ready.
#pragma once

#include "course/course.hpp"
#include "judge/tools.hpp"
#include "lab/experiment/evidence.hpp"
#include "lab/experiment/process_pair.hpp"
#include "lab/workspace/workspace.hpp"

#include <filesystem>
#include <string>

namespace experiment {

/// What a person asked for.
struct selection {
    bool reference = false;
    std::filesystem::path folder;  ///< not empty: the programs in it, built or as sources
};

struct program_selection {
    processes who;
    origin whose = origin::own;
    std::string not_built;  ///< the own program that did not build, if others run instead
    std::string message;    ///< what the compiler said of it
};

/// What building needs: the tools, the words of the building part, and a scratch folder.
struct build_context {
    judge::tools tools;
    course::catalogue words;
    std::filesystem::path scratch;
};

/// Builds the programs that `which` needs. The own ones, unless others are selected; the
/// reference ones in their place if they do not build. Throws lab::problem if there are none to
/// play with: experiment-does-not-build, experiment-not-there, no-solutions.
[[nodiscard]] program_selection select_programs(letter which, const selection& wanted,
                                                const lab::workspace& where,
                                                const course::course& course,
                                                const build_context& in);

}  // namespace experiment
