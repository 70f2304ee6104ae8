/// @file
/// A flaw of a course, as the id and parameters of its message.
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
