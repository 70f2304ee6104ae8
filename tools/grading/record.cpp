#include "grading/record.hpp"

#include "grading/listing.hpp"
#include "grading/problem.hpp"
#include "grading/questions.hpp"
#include "unpack/digest.hpp"
#include "wire/worded.hpp"

#include <nlohmann/json.hpp>

#include <cerrno>
#include <map>
#include <system_error>

namespace grading {
namespace {

constexpr std::size_t largest_result = 16 * 1024 * 1024;
constexpr const char* report_file = "REPORTE.md";
constexpr std::size_t largest_steps = 64 * 1024 * 1024;

std::string as_text(const wire::result& what) {
    return wire::dump(wire::to_json(what), 2) + "\n";
}

// result.json is written last: if it exists, so do the others.
void write_result(const folder& place, const wire::result& what, const std::string& feedback) {
    place.write("feedback.html", feedback);
    place.write("result.json", as_text(what));
}

void write_below(const folder& place, const std::string& path, const std::string& bytes) {
    const auto slash = path.find('/');
    if (slash == std::string::npos) return place.write(path, bytes);
    write_below(place.sub(path.substr(0, slash)), path.substr(slash + 1), bytes);
}

constexpr const char* steps_file = "steps.json";

// The texts are for people; from steps.json they are made again in another language.
void record_transcripts(const folder& place, const wire::transcripts& transcripts) {
    if (transcripts.empty()) return;
    // One file for each program: each file is forced to the disk, and a class has thousands of
    // checks.
    std::map<std::string, std::string> texts;
    for (const auto& [check, steps] : transcripts)
        texts[check.substr(0, check.find('/'))] += check + "\n" + wire::to_text(steps) + "\n";
    const auto inside = place.sub("transcripts");
    for (const auto& [program, text] : texts)
        inside.write(program + ".txt", text);
    auto steps = nlohmann::ordered_json::object();
    for (const auto& [check, transcript] : transcripts)
        steps[check] = wire::to_json(transcript);
    inside.write(steps_file, wire::dump(steps));
}

/// No transcripts if `text` is not what record_transcripts wrote: the texts stay as they are.
wire::transcripts transcripts_in(const std::string& text, const course::catalogue& words) {
    wire::transcripts result;
    try {
        const auto all = nlohmann::ordered_json::parse(text);
        for (const auto& [check, steps] : all.items())
            result[check] = wire::worded(wire::transcript_from_json(steps), words);
    } catch (const std::exception&) {
        return {};
    }
    return result;
}

void reword_transcripts(const folder& place, const course::catalogue& words) {
    const auto inside = place.existing("transcripts");
    const auto text = inside ? inside->read(steps_file, largest_steps) : std::nullopt;
    if (text) record_transcripts(place, transcripts_in(*text, words));
}

}  // namespace

void unwritable(const std::system_error& reason, const course::catalogue& words) {
    const int number = reason.code().value();
    const bool full = number == ENOSPC || number == EDQUOT;
    throw problem(own_failure,
                  words.text(full ? "out.full" : "out.unwritable", {{"why", reason.what()}}));
}

earlier recorded(const folder& out, const std::string& name) {
    try {
        const auto place = out.existing(name);
        const auto text = place ? place->read("result.json", largest_result) : std::nullopt;
        if (!text) return {};
        auto result = wire::result_from_json(nlohmann::ordered_json::parse(*text));
        // Results of earlier versions do not say which report a mark belongs to.
        const bool unknown = result.report.sha256.empty();
        const auto report = unknown ? place->read(report_file, largest_result) : std::nullopt;
        if (report) result.report.sha256 = unpack::sha256_of(*report);
        return {std::move(result), {}};
    } catch (const std::exception& why) {
        return {{}, why.what()};  // will be judged and written again
    }
}

std::vector<std::string> recorded_names(const folder& out) {
    std::vector<std::string> result;
    for (auto& each : list_folder(out.get(), out.shown()))
        if (each.kind == file_kind::folder) result.push_back(std::move(each.name));
    return result;
}

std::vector<wire::result> all_recorded(const folder& out) {
    std::vector<wire::result> result;
    for (const auto& name : recorded_names(out)) {
        auto found = recorded(out, name).result;
        if (!found) continue;
        for (auto& program : found->programs)
            program.checks.clear();
        result.push_back(std::move(*found));
    }
    return result;
}

std::filesystem::path put_aside(const folder& out, const std::string& name,
                                const course::catalogue& words) {
    return in_words(words, [&] {
        const auto place = out.sub(name);
        if (const auto text = place.read("result.json", largest_result))
            place.write(unreadable_result, *text);
        return place.shown() / unreadable_result;
    });
}

bool still_good(const wire::result& earlier, const wire::result& now) {
    return earlier.submission.sha256 == now.submission.sha256 && earlier.engine == now.engine &&
           earlier.seed == now.seed && !earlier.has_internal_error();
}

void record_sources(const folder& out, const std::string& name, const course::course& course,
                    const std::vector<judge::sources>& programs, const course::catalogue& words) {
    in_words(words, [&] {
        const auto place = out.sub(name);
        place.remove_all(std::string(sources_folder));
        for (const auto& program : programs) {
            const auto* exercise = course.find(program.program);
            if (program.main.empty() || exercise == nullptr) continue;
            const auto inside = place.sub(std::string(sources_folder)).sub(exercise->folder);
            for (const auto& [path, bytes] : judge::laid_out(program))
                write_below(inside, path, bytes);
        }
    });
}

void record_questions(const folder& out, const wire::result& about, const course::course& course,
                      const course::catalogue& words) {
    constexpr const char* file = "questions.md";
    in_words(words, [&] {
        const auto place = out.sub(about.submission.name);
        const auto text = questions(about, recorded_sources(out, about, course), words);
        if (text.empty()) return place.remove(file);
        if (place.read(file, text.size()) != text) place.write(file, text);
    });
}

std::vector<judged_source> recorded_sources(const folder& out, const wire::result& about,
                                            const course::course& course) {
    std::vector<judged_source> result;
    const auto place = out.existing(about.submission.name);
    const auto sources = place ? place->existing(std::string(sources_folder)) : std::nullopt;
    if (!sources) return result;
    for (const auto& program : about.programs) {
        const auto* exercise = course.find(program.name);
        const auto inside =
            exercise == nullptr ? std::nullopt : sources->existing(exercise->folder);
        if (!inside) continue;
        for (const auto& dialect : course::dialects)
            if (auto text = inside->read(exercise->source(dialect.which), largest_result))
                result.push_back({exercise, dialect.which, std::move(*text)});
    }
    return result;
}

std::string recorded_report(const folder& out, const std::string& name) {
    const auto place = out.existing(name);
    return place ? place->read(report_file, largest_result).value_or("") : "";
}

void record(const folder& out, const wire::result& what, const std::string& report_text,
            const wire::transcripts& transcripts, const course::catalogue& words,
            const guide_links& guide) {
    in_words(words, [&] {
        const auto place = out.sub(what.submission.name);
        if (!report_text.empty()) place.write(report_file, report_text);
        if (report_text.empty()) place.remove(report_file);  // of an earlier submission
        record_transcripts(place, transcripts);
        write_result(place, what, feedback_page(what, words, guide));
    });
}

void record_again(const folder& out, const wire::result& what, const course::catalogue& words,
                  const guide_links& guide) {
    in_words(words, [&] {
        const auto feedback = feedback_page(what, words, guide);
        const auto place = out.sub(what.submission.name);
        const bool same = place.read("result.json", largest_result) == as_text(what) &&
                          place.read("feedback.html", largest_result) == feedback;
        if (same) return;
        reword_transcripts(place, words);
        write_result(place, what, feedback);
    });
}

void record_file(const folder& out, const std::string& name, const std::string& text,
                 const course::catalogue& words, mode_t mode) {
    in_words(words, [&] {
        if (out.read(name, text.size()) != text) out.write(name, text, mode);
    });
}

void record_below(const folder& out, const std::string& path, const std::string& text,
                  const course::catalogue& words) {
    in_words(words, [&] { write_below(out, path, text); });
}

void remove_below(const folder& out, const std::string& name, const course::catalogue& words) {
    in_words(words, [&] { out.remove_all(name); });
}

void append_file(const folder& out, const std::string& name, const std::string& text,
                 const course::catalogue& words) {
    in_words(words, [&] { out.append(name, text); });
}

}  // namespace grading
