#include "lab/submit/evidence.hpp"

#include "lab/workspace/files.hpp"
#include "lab/workspace/problem.hpp"

#include <algorithm>

namespace handin {
namespace {

namespace fs = std::filesystem;

fs::path report_of(const lab::workspace& where) {
    return where.exercises() / "REPORTE.md";
}

// Copies instead of moving, because the report must exist at every moment.
fs::path keep_copy(const lab::workspace& where, const fs::path& file, const std::string& text) {
    const auto target = lab::backup_of(file, where.memory());
    lab::write_file(target, text);
    return target;
}

void rewrite(const lab::workspace& where, const std::string& before, const std::string& after,
             report_change& result) {
    if (after == before) return;
    result.backup = keep_copy(where, report_of(where), before);
    lab::write_file(report_of(where), after);
}

bool belongs(const fs::path& file) {
    const auto ending = file.extension();
    return ending == ".svg" || ending == ".jsonl";
}

}  // namespace

fs::path evidence_folder(const lab::workspace& where) {
    return where.exercises() / "evidence";
}

std::vector<support::file_entry> evidence_files(const lab::workspace& where) {
    std::vector<support::file_entry> result;
    std::error_code none;
    for (const auto& item : fs::directory_iterator(evidence_folder(where), none)) {
        const auto name = item.path().filename().string();
        if (item.is_regular_file() && belongs(item.path()))
            result.push_back({"evidence/" + name, lab::read_file(item.path()), false});
    }
    std::sort(
        result.begin(), result.end(),
        [](const support::file_entry& a, const support::file_entry& b) { return a.path < b.path; });
    return result;
}

report_change fill_report(const lab::workspace& where, const std::string& name,
                          const std::string& text, const std::string& heading) {
    report_change result;
    if (!fs::is_regular_file(report_of(where))) return result;
    result.there = true;
    const auto before = lab::read_file(report_of(where));
    const auto after = course::put_evidence(before, name, text, heading);
    result.how = after.how;
    rewrite(where, before, after.report, result);
    return result;
}

report_change answer_in_report(const lab::workspace& where, const std::string& name,
                               const std::string& answer) {
    report_change result;
    if (!fs::is_regular_file(report_of(where))) return result;
    result.there = true;
    const auto before = lab::read_file(report_of(where));
    rewrite(where, before, course::put_answer(before, name, answer), result);
    return result;
}

}  // namespace handin
