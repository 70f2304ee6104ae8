/// @file
/// Which file of a submission is what.
#pragma once

#include "course/course.hpp"
#include "judge/build.hpp"
#include "unpack/unpack.hpp"
#include "wire/result.hpp"

#include <string>
#include <vector>

namespace grading {

struct manifest {
    std::vector<judge::sources> programs;  ///< in the course's order; without `main`: missing
    wire::report_status report = wire::report_status::missing;
    std::string report_text;            ///< REPORTE.md as it was handed in
    std::vector<wire::sentence> notes;  ///< what was repaired or passed over
};

/// Looks for each program's source wherever it lies: the right name first, then what platforms and
/// browsers make of it (`TCP_Server.cpp`, `tcp_server(1).cpp`). `report_template` is what students
/// were given as REPORTE.md: only what goes beyond it counts as written.
[[nodiscard]] manifest read_manifest(const std::vector<unpack::file>& files,
                                     const course::course& course,
                                     const std::string& report_template,
                                     const course::catalogue& words);

/// What `file` (without folders) is likely to have been called before somebody saved it:
/// "TCP-Server (1).CPP" → "tcpserver". Empty for what is no C++ source.
[[nodiscard]] std::string likely_program(std::string_view file);

/// How many words `text` has beyond the lines of `given`.
[[nodiscard]] std::size_t own_words(const std::string& text, const std::string& given);

}  // namespace grading
