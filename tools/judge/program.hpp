/// @file
/// Judges one program: it is built twice and checked by the suite, and the checks are joined into
/// one list.
#pragma once

#include "judge/suite.hpp"

namespace judge {

/// Builds and checks the program, then once more with sanitizers if that is worth it
/// (worth_sanitizing). `folder` as for `build`.
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

/// The result for a program that could not be judged through no fault of its own. `what` is the
/// reason.
[[nodiscard]] wire::program faulty(const course::exercise& exercise, const std::string& what,
                                   course::language in);

/// True if a run with sanitizers is worth its time, which is longer than the first build's. It
/// reports nothing new about a program that does not even answer, but it reports the line of a
/// crash.
[[nodiscard]] bool worth_sanitizing(const course::exercise& exercise,
                                    const std::vector<wire::check>& ordinary);

/// Both lists joined, in the course's order. A check with sanitizers that an earlier failure hides
/// is skipped because of that failure. A fault that a sanitizer has found stays.
[[nodiscard]] std::vector<wire::check> joined(const course::exercise& exercise,
                                              const std::vector<wire::check>& ordinary,
                                              const std::vector<wire::check>& sanitized);

}  // namespace judge
