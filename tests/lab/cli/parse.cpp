#include "cli/parse.hpp"

#include "cli/similar.hpp"
#include "problem.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <memory>

namespace cli {
namespace {

using lab::problem;
using lab::status;

problem wrong(std::string id, course::parameters params) {
    return {status::wrong_use, std::move(id), std::move(params)};
}

// The texts as typed; they become values only after CLI11 is done, because its complaints are in
// one language.
struct typed {
    std::string language;
    std::string jobs;
    bool help = false;
    bool check_stubs = false;
    check_arguments check;
    experiment_arguments experiment;
    replay_arguments replay;
    watch_arguments watch;
    hint_arguments hint;
    std::string todo;
    reset_arguments reset;
    run_arguments run;
    solution_arguments solution;
    submit_arguments submit;
    publish_arguments publish;
    grade_arguments grade;
    stubs_arguments stubs;
    verify_arguments verify;
    std::string kind;  // of what is new: an exercise
    new_arguments fresh;
    bool json = false;
    bool plain = false;
};

std::unique_ptr<CLI::App> grammar(typed& into) {
    auto app = std::make_unique<CLI::App>();
    app->set_help_flag();
    app->allow_extras();
    app->fallthrough();
    app->require_subcommand(0, 1);
    app->add_option("--lang", into.language);
    app->add_flag("--json", into.json);
    app->add_flag("--plain", into.plain);
    app->add_flag("-h,--help", into.help);

    auto* check = app->add_subcommand("check");
    check->add_option("exercise", into.check.exercises);
    check->add_option("--seed", into.check.seed);
    auto* replay = app->add_subcommand("replay");
    replay->add_option("check", into.replay.check);
    replay->add_option("--seed", into.replay.seed);
    auto* experiment = app->add_subcommand("experiment");
    experiment->add_option("which", into.experiment.which);
    experiment->add_option("--with", into.experiment.with);
    experiment->add_flag("--reference", into.experiment.reference);
    app->add_subcommand("lan");
    auto* submit = app->add_subcommand("submit");
    submit->add_option("--name", into.submit.name);
    submit->add_flag("--no-check", into.submit.no_check);
    app->add_subcommand("watch")->add_option("exercise", into.watch.exercise);
    auto* hint = app->add_subcommand("hint");
    hint->add_option("exercise", into.hint.exercise);
    hint->add_option("--todo", into.todo);
    auto* reset = app->add_subcommand("reset");
    reset->add_option("exercise", into.reset.exercise);
    reset->add_flag("--undo", into.reset.undo);
    app->add_subcommand("run")->add_option("program", into.run.program);
    app->add_subcommand("solution")->add_option("exercise", into.solution.exercise);
    app->add_subcommand("publish")->add_option("--out", into.publish.out);
    auto* grade = app->add_subcommand("grade");
    grade->add_option("submission", into.grade.submissions);
    grade->add_option("--out", into.grade.out);
    grade->add_option("--jobs", into.jobs);
    grade->add_flag("--again", into.grade.again);
    grade->add_flag("--unsafe-no-sandbox", into.grade.unsafe_no_sandbox);
    app->add_subcommand("doctor");
    app->add_subcommand("test");
    app->add_subcommand("bench");
    auto* stubs = app->add_subcommand("stubs");
    stubs->add_flag("--write", into.stubs.write);
    stubs->add_flag("--check", into.check_stubs);
    auto* verify = app->add_subcommand("verify");
    verify->add_option("exercise", into.verify.exercises);
    verify->add_flag("--again", into.verify.again);
    auto* fresh = app->add_subcommand("new");
    fresh->add_option("kind", into.kind);
    fresh->add_option("name", into.fresh.name);
    return app;
}

std::vector<std::string> command_names(const CLI::App& app) {
    std::vector<std::string> names;
    for (const auto* each : app.get_subcommands([](const CLI::App*) { return true; }))
        names.push_back(each->get_name());
    return names;
}

std::vector<std::string> option_names(const CLI::App& app) {
    std::vector<std::string> names;
    for (const auto* option : app.get_options()) {
        for (const auto& name : option->get_lnames())
            names.push_back("--" + name);
    }
    return names;
}

const CLI::App* chosen(const CLI::App& app) {
    const auto commands = app.get_subcommands();
    return commands.empty() ? nullptr : commands.front();
}

// What nobody asked for: the first word that CLI11 had no use for.
void refuse_extras(const CLI::App& app) {
    const auto extras = app.remaining(true);
    if (extras.empty()) return;
    const auto& word = extras.front();
    const auto* picked = chosen(app);
    if (word.size() > 1 && word.front() == '-') {
        auto names = option_names(app);
        if (picked != nullptr) {
            const auto own = option_names(*picked);
            names.insert(names.end(), own.begin(), own.end());
        }
        const auto meant = similar(word.substr(0, word.find('=')), names);
        if (meant.empty()) throw wrong("unknown-option", {{"word", word}});
        throw wrong("unknown-option-meant", {{"word", word}, {"meant", meant}});
    }
    if (picked != nullptr)
        throw wrong("too-many-words", {{"word", word}, {"command", picked->get_name()}});
    const auto meant = similar(word, command_names(app));
    if (meant.empty()) throw wrong("unknown-command", {{"word", word}});
    throw wrong("unknown-command-meant", {{"word", word}, {"meant", meant}});
}

void run(CLI::App& app, std::vector<std::string> arguments) {
    std::reverse(arguments.begin(), arguments.end());
    try {
        app.parse(arguments);
    } catch (const CLI::ArgumentMismatch& error) {
        // "--jobs: 1 required TEXT missing"
        const std::string what = error.what();
        throw wrong("option-needs-value", {{"option", what.substr(0, what.find(':'))}});
    } catch (const CLI::ParseError& error) {
        throw wrong("bad-arguments", {{"reason", error.what()}});
    }
    refuse_extras(app);
}

course::language read_language(const std::string& text) {
    if (text != "en" && text != "es") throw wrong("unknown-language", {{"word", text}});
    return course::language_of(text);
}

std::optional<unsigned> read_number(const std::string& text, unsigned most) {
    unsigned number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = error == std::errc() && end == text.data() + text.size();
    return whole && number >= 1 && number <= most ? std::optional(number) : std::nullopt;
}

unsigned read_jobs(const std::string& text) {
    if (text.empty()) return 0;
    if (const auto number = read_number(text, 1024)) return *number;
    throw wrong("bad-jobs", {{"word", text}});
}

int read_todo(const std::string& text) {
    if (text.empty()) return 0;
    if (const auto number = read_number(text, 99)) return static_cast<int>(*number);
    throw wrong("bad-todo", {{"word", text}});
}

command choose(const std::string& name, const typed& from) {
    if (name == "check") return from.check;
    if (name == "experiment") return from.experiment;
    if (name == "lan") return lan_arguments{};
    if (name == "replay") return from.replay;
    if (name == "watch") return from.watch;
    if (name == "hint") return hint_arguments{from.hint.exercise, read_todo(from.todo)};
    if (name == "reset") return from.reset;
    if (name == "run") return from.run;
    if (name == "solution") return from.solution;
    if (name == "submit") return from.submit;
    if (name == "publish") return from.publish;
    if (name == "doctor") return doctor_arguments{};
    if (name == "test") return test_arguments{};
    if (name == "bench") return bench_arguments{};
    if (name == "stubs") return from.stubs;
    if (name == "verify") return from.verify;
    if (name == "new") return from.fresh;
    if (name != "grade") return status_arguments{};
    auto grade = from.grade;
    grade.jobs = read_jobs(from.jobs);
    return grade;
}

void verify_seed(const std::string& text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = error == std::errc() && end == text.data() + text.size();
    if (!text.empty() && !whole) throw wrong("bad-seed", {{"word", text}});
}

void verify(const typed& from, const std::string& name) {
    verify_seed(from.check.seed);
    verify_seed(from.replay.seed);
    if (name == "replay" && from.replay.check.empty()) throw wrong("replay-needs-check", {});
    if (name == "stubs" && from.stubs.write == from.check_stubs)
        throw wrong("stubs-write-or-check", {});
    if (name == "experiment" && from.experiment.which.empty())
        throw wrong("experiment-needs-letter", {});
    if (name == "experiment" && from.experiment.reference && !from.experiment.with.empty())
        throw wrong("experiment-with-or-reference", {});
    const bool no_exercise = (name == "hint" && from.hint.exercise.empty()) ||
                             (name == "reset" && from.reset.exercise.empty()) ||
                             (name == "run" && from.run.program.empty()) ||
                             (name == "solution" && from.solution.exercise.empty());
    if (no_exercise) throw wrong("needs-exercise", {{"command", name}});
    if (name == "new" && (from.kind != "exercise" || from.fresh.name.empty()))
        throw wrong("new-needs-name", {});
    if (name == "submit" && from.submit.name.empty()) throw wrong("submit-needs-name", {});
    const bool nowhere = (name == "publish" && from.publish.out.empty()) ||
                         (name == "grade" && from.grade.out.empty());
    if (nowhere) throw wrong("option-needs-value", {{"option", "--out"}});
}

/// What is ours, and what belongs to the program that `lab run` starts: `lab run tcp_client --lang`
/// is no business of ours.
struct split_words {
    std::vector<std::string> ours;
    std::vector<std::string> programs;
};

split_words split(const std::vector<std::string>& arguments) {
    bool value = false;  // of --lang
    int words = 0;       // "run", then the program
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const auto& word = arguments[i];
        const bool counts = !value && (word.empty() || word.front() != '-');
        value = !value && word == "--lang";
        if (!counts) continue;
        if (++words == 1 && word != "run") break;
        if (words < 2) continue;
        const auto end = arguments.begin() + static_cast<std::ptrdiff_t>(i) + 1;
        return {{arguments.begin(), end}, {end, arguments.end()}};
    }
    return {arguments, {}};
}

}  // namespace

manners glance(const std::vector<std::string>& all) {
    const auto arguments = split(all).ours;
    manners result;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const auto& word = arguments[i];
        if (word == "--json") result.json = true;
        if (word == "--plain") result.plain = true;
        std::string language;
        if (word == "--lang" && i + 1 < arguments.size()) language = arguments[i + 1];
        if (word.rfind("--lang=", 0) == 0) language = word.substr(7);
        if (language == "en" || language == "es") result.language = course::language_of(language);
    }
    return result;
}

request parse(const std::vector<std::string>& arguments, const course::catalogue& words) {
    typed from;
    auto app = grammar(from);
    const auto words_of = split(arguments);
    run(*app, words_of.ours);
    from.run.arguments = words_of.programs;
    const auto* picked = chosen(*app);
    const auto name = picked == nullptr ? std::string() : picked->get_name();

    request result;
    if (!from.language.empty()) result.language = read_language(from.language);
    result.json = from.json;
    result.plain = from.plain;
    if (from.help) {
        result.help = words.text("help." + (name.empty() ? std::string("lab") : name));
        return result;
    }
    verify(from, name);
    result.command = choose(name, from);
    return result;
}

}  // namespace cli
