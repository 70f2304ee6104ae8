/// @file
/// What is wrong with a course, to be worded where it is shown.
#pragma once

#include "course/words.hpp"

#include <string>

namespace authoring {

/// The sentence `verify.<id>` of the catalogue: what is wrong, where, and how to mend it.
struct flaw {
    std::string id;
    course::parameters params;
};

}  // namespace authoring
