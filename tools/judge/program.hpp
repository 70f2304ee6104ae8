/// @file
/// The whole of one program: built twice, checked by the suite, and joined into one list of checks.
#pragma once

#include "judge/suite.hpp"

namespace judge {

/// Build, then check; and once more with sanitizers, if the program gets far enough for that to
/// tell anything. `folder` as for `build`.
struct judged {
    wire::program program;
    std::vector<wire::sentence> notes;
    std::string warnings;
    std::string seed;
    wire::transcripts transcripts;
    support::milliseconds build_took{}, build_cpu{}, checks_took{};
};
[[nodiscard]] judged judge_program(const tools& with, const course::exercise& exercise,
                                   const sources& from, const std::filesystem::path& folder,
                                   const course::catalogue& words,
                                   const suite_options& options = {});

/// A program that could not be judged, through no fault of its own: `what` went wrong.
[[nodiscard]] wire::program faulty(const course::exercise& exercise, const std::string& what,
                                   course::language in);

/// A second build takes longer than the first. It tells nothing new of a program that does not even
/// answer; of one that crashes it tells the line.
[[nodiscard]] bool worth_sanitizing(const course::exercise& exercise,
                                    const std::vector<wire::check>& ordinary);

/// Both lists as one, in the course's order. What the sanitized program could not show because an
/// earlier check had failed is skipped for that one; a fault that a sanitizer has found stays.
[[nodiscard]] std::vector<wire::check> joined(const course::exercise& exercise,
                                              const std::vector<wire::check>& ordinary,
                                              const std::vector<wire::check>& sanitized);

}  // namespace judge
