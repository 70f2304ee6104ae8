/// @file
/// Assigns the files of a submission to programs and report.
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

/// Searches for each program's source in all folders: first the exact name, then the variants that
/// platforms and browsers make (`TCP_Server.cpp`, `tcp_server(1).cpp`). `report_template` is the
/// REPORTE.md that students get; only text beyond it counts as written.
[[nodiscard]] manifest read_manifest(const std::vector<unpack::file>& files,
                                     const course::course& course,
                                     const std::string& report_template,
                                     const course::catalogue& words);

/// The likely program of `file` (a name without folders): "TCP-Server (1).CPP" → "tcpserver". Empty
/// if it is not a C++ source.
[[nodiscard]] std::string likely_program(std::string_view file);

/// How many words `text` has beyond the lines of `given`.
[[nodiscard]] std::size_t own_words(const std::string& text, const std::string& given);

}  // namespace grading
