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
    std::string report_text;            ///< REPORTE.md as it was handed in, in UTF-8
    std::string report_sha256;          ///< of it, or of a report in another form
    std::vector<wire::sentence> notes;  ///< what was repaired or passed over
};

/// Searches for each program's source in all folders: the exact name comes before the variants that
/// platforms and browsers make (`TCP_Server.cpp`, `tcp_server(1).cpp`), then the one in the fewest
/// folders; a stub comes last. A note names those that were not used. `report_template` is the
/// REPORTE.md that students get; only text beyond it counts as written.
[[nodiscard]] manifest read_manifest(const std::vector<unpack::file>& files,
                                     const course::course& course,
                                     const std::string& report_template,
                                     const course::catalogue& words);

/// True if `file` (a name without folders) is a source of the program under a name that platforms,
/// browsers and people make of the right one: "TCP-Server (1).CPP". So is "cp_server.py", as a
/// published text of the lab calls tcp_server.py by mistake.
[[nodiscard]] bool likely_source(std::string_view file, const course::exercise& exercise);

/// How many words `text` has beyond the lines of `given`.
[[nodiscard]] std::size_t own_words(const std::string& text, const std::string& given);

}  // namespace grading
