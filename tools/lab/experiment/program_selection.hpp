/// @file
/// Selects and builds the programs of an experiment.
#pragma once

#include "course/course.hpp"
#include "judge/tools.hpp"
#include "lab/experiment/evidence.hpp"
#include "lab/experiment/process_pair.hpp"
#include "lab/workspace/workspace.hpp"

#include <filesystem>
#include <string>

namespace experiment {

/// The user's choice of programs.
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

/// Builds the programs that `which` needs. These are the student's own programs, unless others are
/// selected. If they do not build, the reference programs replace them. Throws lab::problem if
/// there are no programs to run: experiment-does-not-build, experiment-not-there, no-solutions.
[[nodiscard]] program_selection select_programs(letter which, const selection& wanted,
                                                const lab::workspace& where,
                                                const course::course& course,
                                                const build_context& in);

}  // namespace experiment
