/// @file
/// What a grader will see of the programs in a submission: the public checks.
#pragma once

#include "course/course.hpp"
#include "judge/program.hpp"
#include "judge/tools.hpp"

#include <functional>
#include <string>
#include <vector>

namespace handin {

/// A program and its files in the submission.
struct candidate {
    const course::exercise* exercise = nullptr;
    judge::sources sources;
};

/// Builds and checks each of them, as many at a time as there are cores. `on_check` is called as
/// each check comes in, from any thread.
[[nodiscard]] std::vector<wire::program>
preview(const std::vector<candidate>& all, const judge::tools& tools,
        const course::catalogue& words, const std::function<void(const wire::check&)>& on_check);

}  // namespace handin
