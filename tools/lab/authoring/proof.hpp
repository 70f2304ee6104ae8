/// @file
/// Claims about an exercise that need a build and a check.
#pragma once

#include "course/course.hpp"
#include "judge/program.hpp"
#include "lab/authoring/flaw.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace authoring {

/// One claim about an exercise, and the program that shows it.
struct claim {
    enum class kind {
        stub,         ///< compiles without a warning, and fails
        stub_es,      ///< the same stub in Spanish compiles
        solution,     ///< compiles without a warning, and passes everything
        without_todo  ///< with this TODO put back, a check fails and names it
    };
    kind what = kind::stub;
    const course::exercise* exercise = nullptr;
    int todo = 0;
    std::string source;
};

/// The result for one claim.
struct proof {
    std::optional<authoring::flaw> flaw;  ///< nothing: the claim holds
    std::string check;                    ///< the one that failed, as it should
    std::string diagnosis;                ///< its id
};

/// All claims about an exercise with this solution.
[[nodiscard]] std::vector<claim> claims_about(const course::exercise& exercise,
                                              const std::string& solution);

/// Builds and checks in the folder `scratch`, which is made. Stops as soon as the claim is shown.
[[nodiscard]] proof prove(const claim& it, const judge::tools& tools,
                          const course::catalogue& words, const std::filesystem::path& scratch,
                          const judge::stop_question& stop);

}  // namespace authoring
