/// @file
/// Opens a submission: from a candidate to its files as values.
#pragma once

#include "course/course.hpp"
#include "grading/discover.hpp"
#include "unpack/unpack.hpp"

namespace grading {

/// Unpacks an archive in a box, or reads a folder; a folder that holds nothing but an archive (a
/// platform's folder of one student) stands for that archive. Notes about such repairs are added to
/// `from.notes`. Throws unpack::failure for what is not the submission's fault.
[[nodiscard]] unpack::submission open_submission(candidate& from, const unpack::programs& with,
                                                 const course::catalogue& words);

}  // namespace grading
