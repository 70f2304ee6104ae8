/// @file
/// Opens a submission and reads its files.
#pragma once

#include "course/course.hpp"
#include "grading/discover.hpp"
#include "unpack/unpack.hpp"

namespace grading {

/// Unpacks an archive in a box, or reads a folder; a folder with only an archive in it (a
/// platform's folder of one student) counts as that archive. Notes about such repairs are added to
/// `from.notes`. Throws unpack::failure for a failure that the submission has not caused.
[[nodiscard]] unpack::submission open_submission(candidate& from, const unpack::programs& with,
                                                 const course::catalogue& words);

/// The digest of its bytes, as a result holds it (apart from a folder with only an archive in it);
/// empty if they cannot be read, which is reported when it is opened.
[[nodiscard]] std::string digest_of(const candidate& it);

}  // namespace grading
