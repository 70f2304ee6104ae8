/// @file
/// Which folder of OUT belongs to which submission.
#pragma once

#include "grading/discover.hpp"
#include "wire/result.hpp"

#include <string>
#include <vector>

namespace grading {

/// A name for each of `all`. A submission gets the folder of its earlier result: that of the same
/// file or the same owner; where several have that name, that of the same bytes. The folders of the
/// other results stay theirs: `ana` keeps its own when `Ana.zip` comes, with or without `ana`.
[[nodiscard]] std::vector<std::string> folder_names(const std::vector<candidate>& all,
                                                    const std::vector<wire::result>& earlier);

}  // namespace grading
