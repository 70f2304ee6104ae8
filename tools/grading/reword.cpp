#include "grading/reword.hpp"

#include <algorithm>
#include <stdexcept>

namespace grading {
namespace {

void reword(wire::diagnosis& what, const std::vector<const course::catalogue*>& catalogues) {
    for (const auto* words : catalogues) {
        if (!words->sentences().contains(what.id)) continue;
        try {
            what.text = words->text(what.id, what.params);
        } catch (const std::out_of_range&) {
            return;  // a parameter is missing: the earlier text is better than none
        }
        return;
    }
}

void reword(wire::check& what, const course::check& about, course::language language) {
    what.title = about.title.in(language);
    auto& did = what.evidence.did;
    if (did == about.does.en || did == about.does.es) did = about.does.in(language);
}

}  // namespace

void reword(wire::result& what, const course::course& course,
            const std::vector<const course::catalogue*>& catalogues, course::language language) {
    for (auto& program : what.programs) {
        const auto* exercise = course.find(program.name);
        for (auto& check : program.checks) {
            if (check.diagnosis) reword(*check.diagnosis, catalogues);
            if (exercise == nullptr) continue;
            const auto about =
                std::find_if(exercise->checks.begin(), exercise->checks.end(),
                             [&](const course::check& it) { return it.id == check.id; });
            if (about != exercise->checks.end()) reword(check, *about, language);
        }
    }
}

}  // namespace grading
