#include "judge/compiler.hpp"
#include "lab/commands/commands.hpp"
#include "lab/console/ask.hpp"
#include "lab/experiment/evidence.hpp"
#include "lab/experiment/program_selection.hpp"
#include "lab/experiment/script.hpp"
#include "lab/experiment/sequence.hpp"
#include "lab/experiment/texts.hpp"
#include "lab/render/pairs.hpp"
#include "lab/render/sequence.hpp"
#include "lab/submit/evidence.hpp"
#include "lab/workspace/checking.hpp"
#include "lab/workspace/files.hpp"
#include "support/text_width.hpp"
#include "wire/result.hpp"

#include <nlohmann/json.hpp>

#include <iostream>
#include <sstream>

namespace lab {
namespace {

using experiment::letter;
using experiment::origin;
using experiment::played;

/// The result of the experiment.
struct done {
    experiment::program_selection programs;
    played play;
    std::string outcome;
    std::optional<experiment::choice> expected;
    fs::path picture;
    fs::path recording;
    handin::report_change report;
};

experiment::texts texts_of(const session& now, letter which) {
    return {now.where.tools_home / "tools/lab/experiment", which, now.say.speaks()};
}

/// The voice for files: UTF-8 and 80 columns, whatever this terminal can show.
console::voice voice_on_file(const session& now) {
    console::look look;
    look.unicode = true;
    return {now.say.words(), look, "lab"};
}

std::optional<experiment::choice> ask_expectation(const session& now,
                                                  const experiment::texts& texts) {
    const auto choices = texts.choices();
    std::vector<std::string> answers;
    for (const auto& it : choices)
        answers.push_back(it.text);
    const auto chosen = console::ask(now.say, texts.question(), answers);
    std::cout << "\n";
    if (!chosen) return std::nullopt;
    return choices[*chosen];
}

done perform(const session& now, letter which, const cli::experiment_arguments& arguments) {
    const scratch_folder scratch;
    console::progress_line line(now.progress_look());
    line.show(now.say.text("experiment.building"));
    const experiment::build_context in{tools_for(now), now.words_of("judge"), scratch.path()};
    experiment::selection wanted;
    wanted.reference = arguments.reference;
    if (!arguments.with.empty()) wanted.folder = now.where.here / arguments.with;
    done result;
    result.programs =
        experiment::select_programs(which, wanted, now.where, load_course(now.where), in);
    result.programs.who.recorder = now.where.tools().preload;
    line.show(now.say.text("experiment.playing"));
    const auto work = scratch.path() / "pair";
    fs::create_directory(work);
    result.play = experiment::play(which, result.programs.who, work);
    result.outcome = experiment::outcome(result.play);
    return result;
}

// Only the actions of a student's own programs belong in the report.
void keep_files(const session& now, const experiment::texts& texts, done& it) {
    const auto folder = it.programs.whose == origin::own ? handin::evidence_folder(now.where)
                                                         : now.where.memory() / "experiments";
    it.picture = folder / experiment::file_name(it.play.which, "svg");
    it.recording = folder / experiment::file_name(it.play.which, "jsonl");
    write_file(it.picture, experiment::svg(it.play, texts.title(), voice_on_file(now)));
    write_file(it.recording, experiment::json_lines(it.play, it.programs.whose));
}

std::string markdown(const session& now, const experiment::texts& texts, const done& it) {
    const auto say = voice_on_file(now);
    const auto name = it.picture.filename().string();
    auto result =
        "```\n" +
        render::sequence(experiment::lanes(it.play, say), experiment::rows(it.play, say), say) +
        "```\n\n![" + texts.title() + "](evidence/" + name + ")\n\n";
    if (it.expected)
        result += say.text("experiment.i-expected", {{"answer", it.expected->text}}) + "\n\n";
    return result + support::paragraph("", texts.outcome(it.play, say), 100);
}

void fill_report(const session& now, const experiment::texts& texts, done& it) {
    if (it.programs.whose != origin::own) return;
    it.report = handin::fill_report(now.where, std::string(experiment::name(it.play.which)),
                                    markdown(now, texts, it), texts.title());
}

void print_json(const session& now, const done& it) {
    nlohmann::ordered_json result = {
        {"schema", "sock-lab/experiment-run/1"},
        {"experiment", experiment::name(it.play.which)},
        {"programs", experiment::name(it.programs.whose)},
        {"outcome", it.outcome},
        {"as_described", experiment::as_described(it.play.which, it.outcome)},
        {"recorded", it.play.recorded},
        {"pieces", experiment::pieces(it.play)},
        {"output", it.play.output},
        {"errors", it.play.errors},
        {"picture", now.where.shown(it.picture)},
        {"recording", now.where.shown(it.recording)},
        {"not_built", nullptr},
        {"backup", nullptr}};
    if (!it.programs.not_built.empty()) result["not_built"] = it.programs.not_built;
    if (!it.report.backup.empty()) result["backup"] = now.where.shown(it.report.backup);
    std::cout << wire::dump(result, 2) << "\n";
}

void print_scene(const session& now, const experiment::texts& texts) {
    const int columns = now.say.how().columns;
    std::cout << now.say.paint(console::role::heading, now.say.show(texts.title())) << "\n\n"
              << support::paragraph("  ", now.say.show(texts.scene()), columns) << "\n";
}

void print_cast(const session& now, const done& it) {
    if (!it.programs.not_built.empty()) {
        std::cout << now.say.paragraph(2, "experiment.falls-back",
                                       {{"program", it.programs.not_built},
                                        {"message", it.programs.message.substr(
                                                        0, it.programs.message.find('\n'))}})
                  << "\n";
    }
}

// A program's output is shown unchanged, because the student has to recognise it.
void print_said(const session& now, std::string_view id, const std::string& text) {
    if (text.empty()) return;
    std::cout << now.say.paragraph(2, id);
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
        std::cout << "    " << now.say.show(line) << "\n";
}

void print_outcome(const session& now, const experiment::texts& texts, const done& it) {
    const int columns = now.say.how().columns;
    const auto& program = it.play.record.programs[0];
    std::cout << render::sequence(experiment::lanes(it.play, now.say),
                                  experiment::rows(it.play, now.say), now.say)
              << "\n";
    print_said(now, "experiment.stdout", it.play.output);
    print_said(now, "experiment.stderr", it.play.errors);
    if (!it.play.recorded)
        std::cout << "\n" << now.say.paragraph(2, "experiment.unrecorded", {{"program", program}});
    const bool good = experiment::as_described(it.play.which, it.outcome);
    const auto mark = now.say.symbol(good ? "✓" : "✗");
    std::cout << "\n"
              << "  " << now.say.paint(good ? console::role::good : console::role::bad, mark)
              << support::paragraph(" ", "    ", texts.outcome(it.play, now.say), columns - 3);
    if (!it.expected) return;
    const bool right = experiment::texts::foretold(*it.expected, it.outcome);
    std::cout << now.say.paragraph(4, right ? "experiment.as-expected" : "experiment.otherwise");
}

void print_files(const session& now, const done& it) {
    render::pairs files(now.say, 2);
    files.add("experiment.picture", now.where.shown(it.picture));
    files.add("experiment.recording", now.where.shown(it.recording));
    std::cout << "\n" << files.text();
    if (it.programs.whose != origin::own) return;
    if (!it.report.there) {
        std::cout << now.say.paragraph(2, "experiment.no-report");
        return;
    }
    if (it.report.how == course::filled::moved)
        std::cout << now.say.paragraph(2, "experiment.report-moved");
    std::cout << now.say.paragraph(2, "experiment.report");
    if (!it.report.backup.empty())
        std::cout << now.say.paragraph(2, "experiment.backup",
                                       {{"file", now.where.shown(it.report.backup)}});
}

void ask_why(const session& now, const experiment::texts& texts, const done& it) {
    std::cout << "\n";
    const auto answer = console::ask_line(now.say, texts.why());
    if (answer.empty() || it.programs.whose != origin::own) return;
    const auto change =
        handin::answer_in_report(now.where, std::string(experiment::name(it.play.which)), answer);
    if (change.there) std::cout << now.say.paragraph(2, "experiment.answered");
}

letter letter_for(const cli::experiment_arguments& arguments) {
    if (const auto which = experiment::letter_of(arguments.which)) return *which;
    throw problem(status::wrong_use, "unknown-experiment", {{"word", arguments.which}});
}

}  // namespace

status run(const session& now, const cli::experiment_arguments& arguments) {
    const auto which = letter_for(arguments);
    const auto texts = texts_of(now, which);
    const bool asks = !now.json && console::is_interactive();
    if (!now.json) print_scene(now, texts);
    const auto expected = asks ? ask_expectation(now, texts) : std::nullopt;
    auto it = perform(now, which, arguments);
    it.expected = expected;
    keep_files(now, texts, it);
    fill_report(now, texts, it);
    if (now.json) {
        print_json(now, it);
    } else {
        print_cast(now, it);
        print_outcome(now, texts, it);
        print_files(now, it);
    }
    if (asks) ask_why(now, texts, it);
    return experiment::as_described(which, it.outcome) ? status::well : status::check_failed;
}

}  // namespace lab
