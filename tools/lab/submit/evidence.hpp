/// @file
/// Puts the results of experiments beside the report and into it.
#pragma once

#include "course/report_template.hpp"
#include "lab/workspace/workspace.hpp"
#include "support/file_entry.hpp"

#include <string>
#include <vector>

namespace handin {

/// exercises/evidence: REPORTE.md refers to its files.
[[nodiscard]] std::filesystem::path evidence_folder(const lab::workspace& where);

/// The files in it that belong into the zip (pictures and recordings), by name.
[[nodiscard]] std::vector<support::file_entry> evidence_files(const lab::workspace& where);

/// The change of the report.
struct report_change {
    bool there = false;  ///< else there is no report to fill
    course::filled how = course::filled::in_place;
    std::filesystem::path backup;  ///< the report as it was; empty if nothing was changed
};

/// Puts `text` into the place `name` of REPORTE.md, after a backup of the report.
report_change fill_report(const lab::workspace& where, const std::string& name,
                          const std::string& text, const std::string& heading);

/// Puts a person's answer below that place.
report_change answer_in_report(const lab::workspace& where, const std::string& name,
                               const std::string& answer);

}  // namespace handin
