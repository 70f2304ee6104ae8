#include "wire/result.hpp"

#include <nlohmann/json.hpp>

#include <cmath>

namespace wire {
namespace {

using json = nlohmann::ordered_json;

json id_of(const sentence& from) {
    if (from.id.empty()) return json::object();
    return {{"id", from.id}, {"params", json(from.params)}};
}

// Writes the text, as the first edition did, and beside it, in `KEY_id`, what its words in another
// language are made from.
void add(json& into, const std::string& key, const sentence& value) {
    into[key] = value.text;
    if (!value.id.empty()) into[key + "_id"] = id_of(value);
}

void add(json& into, const std::string& key, const std::vector<sentence>& list) {
    json texts = json::array();
    json ids = json::array();
    for (const auto& it : list) {
        texts.push_back(it.text);
        ids.push_back(id_of(it));
    }
    into[key] = texts;
    into[key + "_id"] = ids;
}

json to_json(const excerpt& from) {
    json lines = json::array();
    for (const auto& it : from.lines)
        lines.push_back({{"number", it.number}, {"text", it.text}, {"marked", it.marked}});
    json result = {{"file", from.file}};
    add(result, "why", from.why);
    result["lines"] = lines;
    return result;
}

json to_json(const evidence& from) {
    json result = json::object();
    const auto put = [&](const char* key, const std::string& value) {
        if (!value.empty()) result[key] = value;
    };
    const auto say = [&](const char* key, const auto& value) {
        if (!value.empty()) add(result, key, value);
    };
    if (from.todo != 0) result["todo"] = from.todo;
    put("did", from.did);
    say("expected", from.expected);
    say("got", from.got);
    say("seen", from.seen);
    say("advice", from.advice);
    put("guide", from.guide);
    put("by_hand", from.by_hand);
    put("because", from.because);
    if (!from.source.empty()) result["source"] = to_json(from.source);
    if (from.timeline.empty()) return result;
    for (const auto& step : from.timeline)
        result["timeline"].push_back(to_text(step));
    result["timeline_id"] = wire::to_json(from.timeline);
    return result;
}

void add(json& into, const decision& by) {
    if (!by.comment.empty()) into["comment"] = by.comment;
    if (!by.author.empty()) into["author"] = by.author;
    if (!by.date.empty()) into["date"] = by.date;
}

json to_json(const report& from) {
    json result = {{"status", name(from.status)},
                   {"score", from.score ? number(*from.score) : json(nullptr)},
                   {"max_score", from.max_score}};
    if (!from.sha256.empty()) result["sha256"] = from.sha256;
    if (from.marked) result["marked"] = number(*from.marked);
    add(result, from.by);
    for (const auto& it : from.facts) {
        json fact = {{"good", it.good}};
        add(fact, "what", it.what);
        result["facts"].push_back(fact);
    }
    return result;
}

}  // namespace

json number(double points) {
    if (points == std::floor(points)) return static_cast<long long>(points);
    return points;
}

json to_json(const sentence& from) {
    auto result = id_of(from);
    result["text"] = from.text;
    return result;
}

json to_json(const transcript& from) {
    json result = json::array();
    for (const auto& it : from) {
        json step = {{"at", it.at}};
        add(step, "what", it.what);
        step["by_hand"] = it.by_hand;
        result.push_back(step);
    }
    return result;
}

json to_json(const check& from) {
    json result = {{"id", from.id}, {"title", from.title}, {"verdict", name(from.verdict)}};
    if (!from.given.empty()) add(result, "given", from.given);
    result.update({{"points", from.points},
                   {"max_points", from.max_points},
                   {"hidden", from.hidden},
                   {"diagnosis", from.diagnosis.empty() ? json(nullptr) : to_json(from.diagnosis)},
                   {"evidence", to_json(from.evidence)},
                   {"duration_ms", from.duration_ms}});
    if (!from.corrected) return result;
    auto& corrected = result["override"];
    corrected["automatic"] = from.corrected->automatic;
    add(corrected, from.corrected->by);
    return result;
}

json to_json(const program& from) {
    json checks = json::array();
    for (const auto& it : from.checks)
        checks.push_back(to_json(it));
    json result = {{"name", from.name}};
    if (!from.language.empty()) result["language"] = from.language;
    result["status"] = name(from.status);
    add(result, "message", from.message);
    if (!from.source.empty()) result["source"] = to_json(from.source);
    if (from.scale) result["weight"] = {{"points", from.scale->points}, {"of", from.scale->of}};
    result.update({{"score", from.score()}, {"max_score", from.max_score()}, {"checks", checks}});
    return result;
}

json to_json(const result& from) {
    json programs = json::array();
    for (const auto& it : from.programs)
        programs.push_back(to_json(it));
    const auto& submission = from.submission;
    json all = {
        {"schema", result_schema},
        {"submission",
         {{"name", submission.name}, {"file", submission.file}, {"sha256", submission.sha256}}},
        {"score", number(from.score())},
        {"max_score", number(from.max_score())},
        {"provisional", from.provisional()},
        {"seed", from.seed},
        {"engine", from.engine},
        {"isolation", from.isolation},
        {"programs", programs},
        {"report", to_json(from.report)}};
    if (!submission.student.empty()) all["submission"]["student"] = submission.student;
    add(all, "notes", from.notes);
    if (!from.attention.empty()) add(all, "attention", from.attention);
    if (from.hidden_failures != course::hidden_failure::nothing)
        all["hidden_failures"] = course::name(from.hidden_failures);
    if (const auto& late = from.late)
        all["late"] = {{"handed_in", late->handed_in},
                       {"due", late->due},
                       {"days", late->days},
                       {"percent", late->percent}};
    return all;
}

std::string dump(const json& from, int indent) {
    return from.dump(indent, ' ', false, json::error_handler_t::replace);
}

}  // namespace wire
