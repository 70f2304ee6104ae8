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
struct wish {
    bool reference = false;
    std::filesystem::path folder;  ///< not empty: the programs in it, built or as sources
};

struct casting {
    company who;
    origin whose = origin::own;
    std::string not_built;  ///< the own program that did not build, if others play for it
    std::string message;    ///< what the compiler said of it
};

/// What building needs: the tools, the words of the building part, and a folder of ours.
struct workshop {
    judge::tools tools;
    course::catalogue words;
    std::filesystem::path scratch;
};

/// Builds the programs that `which` needs. The own ones, unless something else is wished for; the
/// reference ones in their place if they do not build. Throws lab::problem if there are none to
/// play with: experiment-does-not-build, experiment-not-there, no-solutions.
[[nodiscard]] casting cast(letter which, const wish& wanted, const lab::place& where,
                           const course::course& course, const workshop& in);

}  // namespace experiment
