/// @file
/// Quotes the lines of a submission that its failures are about.
#pragma once

#include "course/course.hpp"
#include "judge/build.hpp"
#include "wire/result.hpp"

namespace grading {

/// Fills `source` of each failed check that is not hidden, and of a program that does not compile.
/// The lines are those that the evidence names ("tcp_server.cpp:27"); without such, those below the
/// TODO's comment; without a comment, those that make the calls of which the diagnosis speaks, or
/// the TODO's man pages.
void quote_source(wire::program& it, const course::exercise& exercise, const judge::sources& from,
                  const course::catalogue& words);

}  // namespace grading
