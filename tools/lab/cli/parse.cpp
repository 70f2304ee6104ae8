#include "lab/cli/parse.hpp"

#include "lab/cli/commit.hpp"
#include "lab/cli/shard.hpp"
#include "lab/workspace/hints_shown.hpp"
#include "lab/workspace/problem.hpp"
#include "support/arguments.hpp"
#include "support/similar.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>

namespace cli {
namespace {

using lab::problem;
using lab::status;

problem wrong(std::string id, course::parameters params) {
    return {status::wrong_use, std::move(id), std::move(params)};
}

constexpr auto any_number = std::numeric_limits<std::size_t>::max();

struct sorted;

// The grammar of a command: how many words, which options beside the global ones, and how they
// become values.
struct grammar {
    std::string name;
    std::size_t words;
    std::vector<std::string> options;
    command (*make)(const sorted&);
};

const std::vector<std::string> of_all_commands{"lang", "json", "plain", "help"};

// An option has the same form for every command, so that the words can be parsed before the command
// is known.
const std::vector<arguments::option> options{
    {"lang", true},
    {"json"},
    {"plain"},
    {"help", false, 'h'},
    {"seed", true},
    {"todo", true},
    {"with", true},
    {"name", true},
    {"out", true},
    {"undo"},
    {"reference"},
    {"jobs", true, 'j'},
    {"no-check"},
    {"again"},
    {"write"},
    {"check"},
    {"unsafe-no-sandbox"},
    {"separate-users"},
    {"gradescope"},
    {"version"},
    {"quick"},
    {"assignment", true},
    {"all"},
    {"level", true},
    {"open", true},
    {"roster", true},
    {"rubric", true},
    {"export", true},
    {"moodle", true},
    {"canvas", true},
    {"shard", true},
};

/// The words of a command line, sorted by their role.
struct sorted {
    const grammar* command;
    std::vector<std::string> words;
    std::map<std::string, std::string> options;  ///< those that were given

    [[nodiscard]] bool has(const std::string& option) const { return options.contains(option); }
    [[nodiscard]] std::string value(const std::string& option,
                                    const std::string& otherwise = "") const {
        const auto found = options.find(option);
        return found == options.end() ? otherwise : found->second;
    }
    [[nodiscard]] std::string word(std::size_t which) const {
        return which < words.size() ? words[which] : "";
    }
};

course::language read_language(const std::string& text) {
    if (text != "en" && text != "es") throw wrong("unknown-language", {{"word", text}});
    return course::language_of(text);
}

/// 0 if the option was not given.
template <class Number>
Number read_number(const std::string& text, Number most, const char* wrong_value) {
    if (text.empty()) return 0;
    const auto number = arguments::number(text, Number{1});
    if (number && *number <= most) return *number;
    throw wrong(wrong_value, {{"word", text}});
}

std::string read_seed(const std::string& text) {
    if (text.empty() || arguments::number<std::uint64_t>(text, 0)) return text;
    throw wrong("bad-seed", {{"word", text}});
}

command experiment(const sorted& from) {
    if (from.words.empty()) throw wrong("experiment-needs-letter", {});
    if (from.has("reference") && !from.value("with").empty())
        throw wrong("experiment-with-or-reference", {});
    return experiment_arguments{from.word(0), from.value("with"), from.has("reference")};
}

command stubs(const sorted& from) {
    if (from.has("write") == from.has("check")) throw wrong("stubs-write-or-check", {});
    return stubs_arguments{from.has("write")};
}

command fresh(const sorted& from) {
    if (from.word(0) != "exercise" || from.word(1).empty()) throw wrong("new-needs-name", {});
    return new_arguments{from.word(1)};
}

// A missing option gives the command's default.
std::string out(const sorted& from, const std::string& otherwise) {
    auto where = from.value("out", otherwise);
    if (where.empty()) throw wrong("option-needs-value", {{"option", "--out"}});
    return where;
}

// A shard knows a part of the class.
void check_shard(const sorted& from) {
    for (const char* whole : {"roster", "rubric", "export", "moodle", "canvas", "open"})
        if (from.has(whole)) throw wrong("shard-of-whole", {{"option", std::string("--") + whole}});
    if (from.words.empty() || !from.has("out")) throw wrong("shard-needs-class", {});
}

class_tables tables(const sorted& from) {
    return {from.value("roster"), from.value("rubric"), from.value("export"), from.value("moodle"),
            from.value("canvas")};
}

command grade(const sorted& from) {
    grade_arguments result;
    result.regrade = from.command->name == "regrade";
    result.shard = read_shard(from.value("shard"));
    if (result.shard) check_shard(from);
    result.submissions = from.words;
    result.out = out(from, result.out);
    result.jobs = read_number(from.value("jobs"), 1024U, "bad-jobs");
    result.again = from.has("again");
    result.unsafe_no_sandbox = from.has("unsafe-no-sandbox");
    result.separate_users = from.has("separate-users");
    if (result.separate_users && result.unsafe_no_sandbox) throw wrong("two-isolations", {});
    result.assignment = from.value("assignment");
    result.tables = tables(from);
    result.open = from.value("open");
    return result;
}

command merge(const sorted& from) {
    if (from.words.empty()) throw wrong("merge-needs-shards", {});
    merge_arguments result;
    result.shards = from.words;
    result.out = out(from, result.out);
    result.tables = tables(from);
    return result;
}

std::string exercise(const sorted& from) {
    if (from.word(0).empty()) throw wrong("needs-exercise", {{"command", from.command->name}});
    return from.word(0);
}

std::string check_of_replay(const sorted& from) {
    if (from.word(0).empty()) throw wrong("replay-needs-check", {});
    return from.word(0);
}

std::string name_of_author(const sorted& from) {
    if (from.value("name").empty()) throw wrong("submit-needs-name", {});
    return from.value("name");
}

template <class Arguments>
command nothing_more(const sorted&) {
    return Arguments{};
}

command check(const sorted& from) {
    return check_arguments{from.words, read_seed(from.value("seed")), from.has("all")};
}

command watch(const sorted& from) {
    return watch_arguments{from.word(0)};
}

command hint(const sorted& from) {
    return hint_arguments{exercise(from), read_number(from.value("todo"), 99, "bad-todo"),
                          read_number(from.value("level"), lab::hint_levels, "bad-level")};
}

command reset(const sorted& from) {
    return reset_arguments{exercise(from), from.has("undo")};
}

command run(const sorted& from) {
    return run_arguments{exercise(from), {}};
}

command guide(const sorted& from) {
    return guide_arguments{from.word(0)};
}

command solution(const sorted& from) {
    return solution_arguments{exercise(from)};
}

command replay(const sorted& from) {
    return replay_arguments{check_of_replay(from), read_seed(from.value("seed"))};
}

command submit(const sorted& from) {
    return submit_arguments{name_of_author(from), from.has("no-check"), from.value("assignment")};
}

command publish(const sorted& from) {
    const bool gradescope = from.has("gradescope");
    return publish_arguments{out(from, gradescope ? "autograder.zip" : publish_arguments{}.out),
                             gradescope};
}

command verify(const sorted& from) {
    return verify_arguments{from.words, from.has("again")};
}

command test(const sorted& from) {
    return test_arguments{from.has("quick")};
}

const grammar no_command{"lab", 0, {"version"}, nothing_more<status_arguments>};  // the bare word

const std::vector<grammar> commands{
    {"check", any_number, {"seed", "all"}, check},
    {"watch", 1, {}, watch},
    {"hint", 1, {"todo", "level"}, hint},
    {"reset", 1, {"undo"}, reset},
    {"run", 1, {}, run},
    {"solution", 1, {}, solution},
    {"replay", 1, {"seed"}, replay},
    {"experiment", 1, {"with", "reference"}, experiment},
    {"lan", 0, {}, nothing_more<lan_arguments>},
    {"guide", 1, {}, guide},
    {"submit", 0, {"name", "no-check", "assignment"}, submit},
    {"publish", 0, {"out", "gradescope"}, publish},
    {"grade",
     any_number,
     {"out", "jobs", "again", "unsafe-no-sandbox", "separate-users", "assignment", "roster",
      "rubric", "export", "moodle", "canvas", "open", "shard"},
     grade},
    {"regrade",
     any_number,
     {"out", "jobs", "again", "unsafe-no-sandbox", "separate-users", "assignment", "roster",
      "rubric", "export", "moodle", "canvas"},
     grade},
    {"merge", any_number, {"out", "roster", "rubric", "export", "moodle", "canvas"}, merge},
    {"doctor", 0, {}, nothing_more<doctor_arguments>},
    {"test", 0, {"quick"}, test},
    {"bench", 0, {}, nothing_more<bench_arguments>},
    {"stubs", 0, {"write", "check"}, stubs},
    {"verify", any_number, {"again"}, verify},
    {"new", 2, {}, fresh},
    {"help", 1, {}, nothing_more<status_arguments>},  // parse() answers it
};

std::vector<std::string> options_of(const grammar& command) {
    auto names = of_all_commands;
    names.insert(names.end(), command.options.begin(), command.options.end());
    return names;
}

problem unknown_option(const std::string& word, const grammar& command) {
    std::vector<std::string> names;
    for (const auto& name : options_of(command))
        names.push_back("--" + name);
    const auto meant = support::similar(word.substr(0, word.find('=')), names);
    if (meant.empty()) return wrong("unknown-option", {{"word", word}});
    return wrong("unknown-option-meant", {{"word", word}, {"meant", meant}});
}

const grammar& command_named(const std::string& word) {
    std::vector<std::string> names;
    for (const auto& each : commands) {
        if (each.name == word) return each;
        names.push_back(each.name);
    }
    const auto meant = support::similar(word, names);
    if (meant.empty()) throw wrong("unknown-command", {{"word", word}});
    throw wrong("unknown-command-meant", {{"word", word}, {"meant", meant}});
}

void take_word(sorted& into, const std::string& word) {
    if (into.command == &no_command) {
        into.command = &command_named(word);
        return;
    }
    if (into.words.size() == into.command->words)
        throw wrong("too-many-words", {{"word", word}, {"command", into.command->name}});
    into.words.push_back(word);
}

sorted sort_out(const std::vector<arguments::word>& words) {
    sorted result{&no_command, {}, {}};
    for (const auto& word : words)
        if (word.kind == arguments::kind::plain) take_word(result, word.text);
    const auto taken = options_of(*result.command);
    for (const auto& word : words) {
        if (word.kind == arguments::kind::plain) continue;
        if (word.kind == arguments::kind::unknown_option)
            throw unknown_option(word.text, *result.command);
        if (word.kind == arguments::kind::lacks_value)
            throw wrong("option-needs-value", {{"option", word.text}});
        if (std::find(taken.begin(), taken.end(), word.text) == taken.end())
            throw unknown_option("--" + word.text, *result.command);
        result.options[word.text] = word.value;
    }
    return result;
}

std::string version() {
    const std::string built_from = commit();
    return "lab " SOCK_VERSION + (built_from.empty() ? "" : " (" + built_from + ")") + "\n";
}

// `lab check --help`, `lab help check`, `lab --version`: the text that is printed instead of a
// command's work.
std::string answer(const sorted& from, const course::catalogue& words) {
    if (from.has("version")) return version();
    const bool help = from.command->name == "help";
    if (!help && !from.has("help")) return "";
    const auto about = help ? from.word(0) : from.command->name;
    if (about.empty() || about == "help") return words.text("help.lab");
    return words.text("help." + (help ? command_named(about).name : about));
}

/// Separates lab's words from those of the program that `lab run` starts: in `lab run tcp_client
/// --lang`, the option belongs to the program.
struct split_words {
    std::vector<std::string> ours;
    std::vector<std::string> programs;
};

split_words split(const std::vector<std::string>& all) {
    bool value = false;  // of --lang
    int words = 0;       // "run", then the program
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto& word = all[i];
        const bool counts = !value && (word.empty() || word.front() != '-');
        value = !value && word == "--lang";
        if (!counts) continue;
        if (++words == 1 && word != "run") break;
        if (words < 2) continue;
        const auto end = all.begin() + static_cast<std::ptrdiff_t>(i) + 1;
        return {{all.begin(), end}, {end, all.end()}};
    }
    return {all, {}};
}

}  // namespace

global_options prescan(const std::vector<std::string>& typed) {
    global_options result;
    for (const auto& word : arguments::read(options, split(typed).ours)) {
        if (word.kind != arguments::kind::option) continue;
        if (word.text == "json") result.json = true;
        if (word.text == "plain") result.plain = true;
        const bool known = word.value == "en" || word.value == "es";
        if (word.text == "lang" && known) result.language = course::language_of(word.value);
    }
    return result;
}

request parse(const std::vector<std::string>& typed, const course::catalogue& words) {
    const auto words_of = split(typed);
    const auto from = sort_out(arguments::read(options, words_of.ours));
    request result;
    if (from.has("lang")) result.language = read_language(from.value("lang"));
    result.json = from.has("json");
    result.plain = from.has("plain");
    result.answer = answer(from, words);
    if (!result.answer.empty()) return result;
    result.command = from.command->make(from);
    if (auto* run = std::get_if<run_arguments>(&result.command)) run->arguments = words_of.programs;
    return result;
}

}  // namespace cli
