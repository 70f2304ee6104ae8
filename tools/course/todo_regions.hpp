/// @file
/// From a solution to the stub that a student opens. The solution is the only authored source: the
/// regions between `//[todo NAME]` (or its number) and `//[/todo]` are what the student writes.
#pragma once

#include "course/course.hpp"

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace course {

/// A solution whose markers make no sense: where, and why.
struct marker_error : std::runtime_error {
    marker_error(int line_number, const std::string& why);
    int line;
};

/// One region of a solution.
struct region {
    int todo = 0;
    int line = 0;  ///< of its opening marker, from 1
    std::string indentation;
    std::vector<std::string> lines;  ///< what stands between the markers
    std::string label;               ///< of the marker: the TODO's name, or its number
};

/// The regions, in order. Throws marker_error: markers that nest, do not end, or have
/// numbers that are not 1, 2, 3… as they come.
[[nodiscard]] std::vector<region> regions(std::string_view solution);

/// The stub in the language `in`. Throws marker_error also if the regions are not the exercise's
/// TODOs, in its order.
[[nodiscard]] std::string stub(std::string_view solution, const exercise& exercise, language in);

/// The solution with one region as the student finds it: without what it holds, and with the TODO's
/// own code instead.
[[nodiscard]] std::string with_todo_back(std::string_view solution, const todo& todo);

/// The solution without its markers, as one would write it.
[[nodiscard]] std::string without_markers(std::string_view solution);

/// The line (from 1) on which `// TODO n` stands in a student's source; 0 if it is gone. A number
/// that merely begins with n is another TODO.
[[nodiscard]] int todo_line(std::string_view source, int todo);

}  // namespace course
