/// @file
/// marks.toml: what people have decided about the submissions of a class.
#pragma once

#include "course/moment.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace course {

/// The points that a person gives for a report. It belongs to that report, not to a later one.
struct mark {
    std::string submission;
    std::string report;            ///< the first digits of its SHA-256
    std::optional<double> points;  ///< nothing: not marked yet
    std::string comment;           ///< for the student, like author and date
    std::string author;
    std::string date;
    std::string where;  ///< "marks.toml:12"
};

/// The points of one check, set by a person.
struct override_points {
    std::string submission;
    std::string check;
    int points = 0;
    std::string comment;
    std::string author;
    std::string date;
    std::string where;
};

/// A later date for one student.
struct extension {
    std::string submission;  ///< its name, or the student's id in the roster
    moment until;
    std::string comment;
    std::string where;
};

/// "8.5", "8,5", " 9 "; nothing for any other text.
[[nodiscard]] std::optional<double> read_points(std::string_view text);

struct marks {
    std::vector<mark> reports;               ///< in the order of the file: the last one counts
    std::vector<override_points> overrides;  ///< likewise
    std::vector<extension> extensions;       ///< likewise
};

/// Reads `[[mark]]`, `[[override]]`, `[[extension]]` and `author`, who is meant where they name
/// none. Throws std::runtime_error with the line and what is wrong there; `file` is the name in
/// messages.
[[nodiscard]] marks read_marks(std::string_view text, const std::string& file);

/// The mark as it is written in the file, with a blank line before it. `remark` comes behind the
/// points, after a `#`.
[[nodiscard]] std::string to_toml(const mark& it, const std::string& remark);

}  // namespace course
