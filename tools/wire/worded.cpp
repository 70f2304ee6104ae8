#include "wire/worded.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace wire {
namespace {

void reword(check& it, const course::exercise* exercise, const course::catalogue& words) {
    for (auto* each : sentences_of(it))
        *each = worded(std::move(*each), words);
    if (exercise == nullptr) return;
    const auto about = std::find_if(exercise->checks.begin(), exercise->checks.end(),
                                    [&](const course::check& known) { return known.id == it.id; });
    if (about == exercise->checks.end()) return;
    it.title = about->title.in(words.speaks());
    if (!it.evidence.did.empty()) it.evidence.did = about->does.in(words.speaks());
}

}  // namespace

std::vector<sentence*> sentences_of(check& it) {
    auto& seen = it.evidence;
    std::vector<sentence*> result{&it.diagnosis, &seen.expected, &seen.got, &seen.source.why};
    for (auto* list : {&it.given, &seen.seen, &seen.advice})
        for (auto& each : *list)
            result.push_back(&each);
    for (auto& each : seen.timeline)
        result.push_back(&each.what);
    return result;
}

sentence worded(sentence it, const course::catalogue& words) {
    if (!words.sentences().contains(it.id)) return it;
    try {
        it.text = words.text(it.id, it.params);
    } catch (const std::out_of_range&) {
        // A parameter is missing: the text of before is better than none.
    }
    return it;
}

result worded(result it, const course::course& course, const course::catalogue& words) {
    for (auto* list : {&it.notes, &it.attention})
        for (auto& each : *list)
            each = worded(std::move(each), words);
    for (auto& fact : it.report.facts)
        fact.what = worded(std::move(fact.what), words);
    for (auto& each : it.programs)
        each = worded(std::move(each), course, words);
    return it;
}

program worded(program it, const course::course& course, const course::catalogue& words) {
    it.message = worded(std::move(it.message), words);
    it.source.why = worded(std::move(it.source.why), words);
    for (auto& each : it.checks)
        reword(each, course.find(it.name), words);
    return it;
}

transcript worded(transcript it, const course::catalogue& words) {
    for (auto& step : it)
        step.what = worded(std::move(step.what), words);
    return it;
}

}  // namespace wire
