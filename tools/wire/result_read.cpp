#include "wire/result.hpp"

#include <nlohmann/json.hpp>

#include <cmath>
#include <stdexcept>

namespace wire {
namespace {

using json = nlohmann::ordered_json;

/// One JSON object and where it stands, for messages that name the field.
class reader {
  public:
    reader(const json& object, std::string place) : object_(object), place_(std::move(place)) {
        if (!object_.is_object()) fail("is not an object");
    }

    [[noreturn]] void fail(const std::string& what) const {
        throw std::runtime_error(place_ + " " + what);
    }

    [[nodiscard]] const json& field(const std::string& key) const {
        const auto found = object_.find(key);
        if (found == object_.end()) fail("has no `" + key + "`");
        return *found;
    }

    [[nodiscard]] std::string text(const std::string& key) const {
        const auto& value = field(key);
        if (!value.is_string()) fail("`" + key + "` is not a text");
        return value.get<std::string>();
    }

    [[nodiscard]] int number(const std::string& key) const {
        const auto& value = field(key);
        if (!value.is_number_integer() || value < 0 || value > largest_number)
            fail("`" + key + "` is not a count");
        return value.get<int>();
    }

    [[nodiscard]] double real(const std::string& key) const {
        const auto& value = field(key);
        if (!value.is_number() || !std::isfinite(value.get<double>()) || value < 0)
            fail("`" + key + "` is not a number");
        return value.get<double>();
    }

    [[nodiscard]] bool flag(const std::string& key) const {
        const auto& value = field(key);
        if (!value.is_boolean()) fail("`" + key + "` is neither true nor false");
        return value.get<bool>();
    }

    [[nodiscard]] std::vector<std::string> texts(const std::string& key) const {
        std::vector<std::string> result;
        for (const auto& item : list(key)) {
            if (!item.is_string()) fail("`" + key + "` does not hold texts only");
            result.push_back(item.get<std::string>());
        }
        return result;
    }

    [[nodiscard]] const json& list(const std::string& key) const {
        const auto& value = field(key);
        if (!value.is_array()) fail("`" + key + "` is not a list");
        return value;
    }

    [[nodiscard]] reader object(const std::string& key) const {
        return {field(key), place_ + ", " + key};
    }

    [[nodiscard]] bool has(const std::string& key) const {
        const auto found = object_.find(key);
        return found != object_.end() && !found->is_null();
    }

    /// The value, or an empty one: the evidence of a check has only the fields that are not empty.
    [[nodiscard]] std::string text_if(const std::string& key) const {
        return has(key) ? text(key) : std::string();
    }
    [[nodiscard]] sentence sentence_if(const std::string& key) const {
        if (!has(key)) return {};
        auto result = sentence_from_json(field(key));
        if (has(key + "_id")) set_id(result, field(key + "_id"));
        return result;
    }
    [[nodiscard]] std::vector<sentence> sentences_if(const std::string& key) const {
        std::vector<sentence> result;
        if (!has(key)) return result;
        for (const auto& item : list(key))
            result.push_back(sentence_from_json(item));
        const auto ids_key = key + "_id";
        if (!has(ids_key)) return result;
        const auto& ids = list(ids_key);
        // A person has edited the texts: they stay as they are in every language.
        if (ids.size() != result.size()) return result;
        for (std::size_t i = 0; i < result.size(); ++i)
            set_id(result[i], ids[i]);
        return result;
    }

    template <typename Value>
    [[nodiscard]] Value named(const std::string& key,
                              std::optional<Value> (*value_of)(std::string_view)) const {
        const auto value = value_of(text(key));
        if (!value) fail("`" + key + "` has an unknown value: " + dump(field(key)));
        return *value;
    }

    [[nodiscard]] const json& raw() const { return object_; }

    /// Reads `id` and `params`, where this object has them.
    void read_id(sentence& into) const {
        into.id = text_if("id");
        if (!has("params")) return;
        // A parameter may be a number where the suite counts something: kept as it is written.
        for (const auto& [key, value] : object("params").raw().items())
            into.params[key] = value.is_string() ? value.get<std::string>() : dump(value);
    }

  private:
    static void set_id(sentence& into, const json& from) { reader(from, "an id").read_id(into); }

    const json& object_;
    std::string place_;
};

step read_step(const json& from) {
    // Of earlier versions: one text, which begins with the time.
    if (from.is_string()) return {0, sentence_from_json(from), {}};
    const reader it(from, "a step");
    // Two clocks may be compared here: a step can be a little before the beginning.
    const auto& at = it.field("at");
    if (!at.is_number() || !std::isfinite(at.get<double>())) it.fail("`at` is not a time");
    return {at.get<double>(), it.sentence_if("what"), it.text_if("by_hand")};
}

excerpt read_excerpt_if(const reader& from) {
    if (!from.has("source")) return {};
    const auto source = from.object("source");
    excerpt result{source.text("file"), source.sentence_if("why"), {}};
    for (const auto& item : source.list("lines")) {
        const reader line(item, "a line of " + result.file);
        result.lines.push_back({line.number("number"), line.text("text"), line.flag("marked")});
    }
    return result;
}

evidence read_evidence(const reader& from) {
    evidence result;
    if (from.has("todo")) result.todo = from.number("todo");
    result.did = from.text_if("did");
    result.expected = from.sentence_if("expected");
    result.got = from.sentence_if("got");
    result.seen = from.sentences_if("seen");
    result.advice = from.sentences_if("advice");
    result.guide = from.text_if("guide");
    result.by_hand = from.text_if("by_hand");
    result.because = from.text_if("because");
    for (const char* key : {"timeline", "timeline_id"})
        if (from.has(key)) result.timeline = transcript_from_json(from.list(key));
    result.source = read_excerpt_if(from);
    return result;
}

decision read_decision(const reader& from) {
    return {from.text_if("comment"), from.text_if("author"), from.text_if("date")};
}

check read_check(const reader& from) {
    check result;
    result.id = from.text("id");
    result.title = from.text("title");
    result.verdict = from.named("verdict", verdict_of);
    result.points = from.number("points");
    result.max_points = from.number("max_points");
    result.hidden = from.flag("hidden");
    result.given = from.sentences_if("given");
    result.diagnosis = from.sentence_if("diagnosis");
    result.evidence = read_evidence(from.object("evidence"));
    result.duration_ms = from.real("duration_ms");
    if (from.has("override")) {
        const auto corrected = from.object("override");
        result.corrected = {corrected.number("automatic"), read_decision(corrected)};
    }
    if (result.points > result.max_points) from.fail("has more points than there are to have");
    if (result.points > 0 && !result.good() && !result.corrected)
        from.fail("has points and did not pass");
    return result;
}

program read_program(const reader& from) {
    program result;
    result.name = from.text("name");
    result.language = from.text_if("language");
    result.status = from.named("status", program_status_of);
    result.message = from.sentence_if("message");
    result.source = read_excerpt_if(from);
    for (const auto& item : from.list("checks"))
        result.checks.push_back(read_check({item, "a check of " + result.name}));
    if (from.has("weight")) {
        const auto weight = from.object("weight");
        result.scale = {weight.number("points"), weight.number("of")};
        if (result.scale->of == 0) from.fail("has a weight of no points");
    }
    if (result.score() != from.number("score") || result.max_score() != from.number("max_score"))
        from.fail("has sums that do not add up");
    return result;
}

report read_report(const reader& from) {
    report result;
    result.status = from.named("status", report_status_of);
    result.max_score = from.number("max_score");
    result.sha256 = from.text_if("sha256");
    result.by = read_decision(from);
    if (from.has("facts"))
        for (const auto& item : from.list("facts")) {
            const reader fact(item, "a fact of the report");
            result.facts.push_back({fact.flag("good"), fact.sentence_if("what")});
        }
    if (from.has("marked")) result.marked = from.real("marked");
    if (from.field("score").is_null()) return result;
    result.score = from.real("score");
    if (*result.score > result.max_score) from.fail("has more points than there are to have");
    return result;
}

std::optional<late> read_late_if(const reader& top) {
    if (!top.has("late")) return std::nullopt;
    const auto from = top.object("late");
    late result{from.text("handed_in"), from.text("due"), from.number("days"),
                from.number("percent")};
    if (result.percent > 100) from.fail("takes more points than there are");
    return result;
}

// The sums as we wrote them. A person who marks the report changes its points and nothing else: the
// sums may be those of before, with another mark or with none.
bool adds_up(const reader& top, const result& it) {
    if (std::abs(top.real("max_score") - it.max_score()) > 1e-6) return false;
    const double kept = it.kept_when_late();
    const double mark = top.real("score") - it.automatic_score() * kept;
    if (it.report.score) return mark > -1e-6 && mark < it.report.max_score * kept + 1e-6;
    return std::abs(mark) < 1e-6;
}

bool provisional_as_now_or_before(const reader& top, const result& it) {
    auto before = it;
    before.report.score.reset();
    const bool stated = top.flag("provisional");
    return stated == it.provisional() || stated == before.provisional();
}

}  // namespace

sentence sentence_from_json(const json& from) {
    if (from.is_string()) return plain(from.get<std::string>());
    const reader it(from, "a sentence");
    sentence result{{}, {}, it.text("text")};
    it.read_id(result);
    return result;
}

transcript transcript_from_json(const json& from) {
    if (!from.is_array()) throw std::runtime_error("a transcript is not a list");
    transcript result;
    for (const auto& item : from)
        result.push_back(read_step(item));
    return result;
}

check check_from_json(const json& from) {
    return read_check({from, "the check"});
}

result result_from_json(const json& from) {
    const reader top(from, "the result");
    if (top.text("schema") != result_schema) top.fail("has another schema: " + top.text("schema"));
    result into;
    const auto handed_in = top.object("submission");
    into.submission = {handed_in.text("name"), handed_in.text("file"), handed_in.text("sha256"),
                       handed_in.text_if("student")};
    into.seed = top.text("seed");
    into.engine = top.text("engine");
    into.isolation = top.texts("isolation");
    for (const auto& item : top.list("programs"))
        into.programs.push_back(read_program({item, "a program of the result"}));
    into.report = read_report(top.object("report"));
    into.notes = top.sentences_if("notes");
    into.attention = top.sentences_if("attention");
    into.late = read_late_if(top);
    if (top.has("hidden_failures"))
        into.hidden_failures = top.named("hidden_failures", course::hidden_failure_of);
    if (!adds_up(top, into)) top.fail("has sums that do not add up");
    if (!provisional_as_now_or_before(top, into))
        top.fail("`provisional` is not what follows from it");
    return into;
}

}  // namespace wire
