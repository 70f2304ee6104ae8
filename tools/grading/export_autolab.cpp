#include "grading/export.hpp"

#include <nlohmann/json.hpp>

namespace grading {

// The last line of what an autograder prints. A report without a mark is left to Autolab's graders.
exported export_autolab(const export_source& from) {
    return one_file_each(from, "autolab", ".json", [](const wire::result& of) {
        auto scores = nlohmann::ordered_json::object();
        for (const auto& it : of.programs)
            scores[it.name] = wire::number(it.scaled(it.score()) * of.kept_when_late());
        if (of.report.score)
            scores["report"] = wire::number(*of.report.score * of.kept_when_late());
        return wire::dump({{"scores", scores}, {"scoreboard", {wire::number(of.score())}}}) + "\n";
    });
}

}  // namespace grading
