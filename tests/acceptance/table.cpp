// TABLE.md: the contract's sentences, the ways to break them, the checks that see it and the wrong
// programs that walk them; and which wrong program fails which check. `acceptance_table "[table]"`
// judges the programs whose row is missing or does not have the expected letters (without the file:
// all, which takes a while). An ordinary run only reads.
#include "acceptance/contract.hpp"
#include "acceptance/trial.hpp"

#include <fstream>
#include <iomanip>
#include <iterator>
#include <map>
#include <set>
#include <sstream>

#include <sock_catch.hpp>

using namespace acceptance;

namespace {

fs::path table_file() {
    return corpus_home() / "TABLE.md";
}

char letter(const std::string& verdict) {
    if (verdict == "passed") return '.';
    if (verdict == "failed") return 'F';
    if (verdict == "skipped" || verdict.empty()) return '-';  // not run: does not apply
    return verdict == "internal-error" ? '!' : '?';
}

std::vector<std::string> check_names(const course::exercise& exercise) {
    std::vector<std::string> result;
    for (const auto& check : exercise.checks)
        result.push_back(check.id.substr(check.id.find('/') + 1));
    return result;
}

constexpr int name_width = 34;

// The names are written vertically above their columns.
std::string heading(const std::vector<std::string>& names) {
    std::size_t height = 0;
    for (const auto& name : names)
        height = std::max(height, name.size());
    std::string result;
    for (std::size_t row = 0; row < height; ++row) {
        std::string line(name_width, ' ');
        for (const auto& name : names) {
            const auto above = height - name.size();
            line += ' ';
            line += row < above ? ' ' : name[row - above];
        }
        result += line.substr(0, line.find_last_not_of(' ') + 1) + '\n';
    }
    return result;
}

std::string row(const course::exercise& exercise, const trial& tried) {
    std::map<std::string, std::string> verdicts;
    for (const auto& check : tried.result.checks)
        verdicts[check.id] = check.verdict;
    std::ostringstream line;
    line << std::left << std::setw(name_width) << tried.what.id;
    for (const auto& check : exercise.checks)
        line << ' ' << letter(verdicts[check.id]);
    const auto* first = tried.result.first_failed();
    line << "   " << (first != nullptr ? first->diagnosis : tried.problem) << '\n';
    return line.str();
}

using names = std::vector<std::string>;

std::string joined(const names& all) {
    std::string result;
    for (const auto& each : all)
        result += (result.empty() ? "" : ", ") + each;
    return result;
}

bool contains(const names& all, const std::string& one) {
    return std::find(all.begin(), all.end(), one) != all.end();
}

/// The wrong programs that walk `it`.
std::vector<const sample*> walkers(const way& it, const std::vector<sample>& samples) {
    std::vector<const sample*> result;
    for (const auto& each : samples) {
        if (each.way == it.id && contains(it.programs, each.program)) result.push_back(&each);
    }
    return result;
}

// The sentences of one program, or, without one, those of several; each with its ways.
std::string sentences_of(const std::string& program, const contract& all,
                         const std::vector<sample>& samples) {
    std::string text;
    for (const auto& sentence : all.sentences) {
        const bool shared = sentence.programs.size() > 1;
        if (shared != program.empty() || (!shared && sentence.programs[0] != program)) continue;
        text += "\n**" + sentence.id + "** · " + sentence.text;
        text += (shared ? " (" + joined(sentence.programs) + ")" : "") + "\n\n";
        text += "| way | | check | wrong programs |\n|---|---|---|---|\n";
        for (const auto& way : sentence.ways) {
            names wrong;
            for (const auto* each : walkers(way, samples))
                wrong.push_back(shared ? each->name() : each->id);
            if (!way.open.empty()) wrong = {"open: " + way.open};
            const bool few = way.programs != sentence.programs;
            text += "| " + way.text + (few ? " (" + joined(way.programs) + ")" : "") + " | " +
                    way.part + " | " + way.check + " | " + joined(wrong) + " |\n";
        }
    }
    return text;
}

std::string left_open_of(const contract& all) {
    std::string text =
        "\n## Left open\n\nBoth ways are right, and these correct programs go them.\n\n"
        "| what | one way | and another |\n|---|---|---|\n";
    for (const auto& choice : all.left_open) {
        text += "| " + choice.text + " |";
        for (const auto& side : choice.sides)
            text += " " + side.text + ": " +
                    (side.open.empty() ? joined(side.programs) : "open: " + side.open) + " |";
        text += '\n';
    }
    return text;
}

std::string matrix_of(const course::exercise& exercise, const std::vector<sample>& samples,
                      const std::map<std::string, std::string>& lines) {
    auto text = "\n```\n" + heading(check_names(exercise));
    for (const auto& each : samples) {
        const auto found = lines.find(each.name());
        if (each.program == exercise.program && found != lines.end()) text += found->second;
    }
    return text + "```\n";
}

std::string table_of(const std::vector<sample>& samples,
                     const std::map<std::string, std::string>& lines) {
    const auto all = read_contract();
    std::string text = "# The contract, the checks, and the wrong programs that fail them\n\n"
                       "`build/bin/acceptance_table \"[table]\"` brings it up to date (without "
                       "this file: makes all "
                       "of it\nanew); a test fails when it is out of date. The sentences and the "
                       "ways to break them "
                       "are those of\n[contract.toml](contract.toml), the wrong programs those of "
                       "[wrong/](wrong).\n\n"
                       "    F failed   . passed   - skipped: an earlier failure explains it, or it "
                       "does not apply\n"
                       "    ? unstable, or the check is newer than the row\n"
                       "\n## Several programs\n" +
                       sentences_of({}, all, samples);
    for (const auto& exercise : the_course().exercises) {
        text += "\n## " + exercise.program + "\n" + sentences_of(exercise.program, all, samples) +
                matrix_of(exercise, samples, lines);
    }
    return text + left_open_of(all);
}

/// One row of the file: a letter for each check of the exercise, below the check's name.
struct row_read {
    std::string line;
    std::string letters;
    std::string diagnosis;
};

std::map<std::string, row_read> rows_of(const std::string& text, const course::exercise& exercise) {
    const auto section = text.find("## " + exercise.program + "\n");
    const auto begin = text.find(heading(check_names(exercise)), section);
    std::map<std::string, row_read> result;
    if (section == std::string::npos || begin == std::string::npos) return result;
    std::istringstream lines(text.substr(begin + heading(check_names(exercise)).size()));
    for (std::string line; std::getline(lines, line) && line != "```";) {
        std::istringstream words(line);
        std::string id;
        row_read read;
        read.line = line + '\n';
        words >> id;
        char mark = 0;
        for (std::size_t i = 0; i < exercise.checks.size() && words >> mark; ++i)
            read.letters += mark;
        words >> read.diagnosis;
        result[id] = read;
    }
    return result;
}

// True if the row has what the corpus expects, and the file has today's names of the checks.
bool holds(const row_read& row, const course::exercise& exercise, const sample& what) {
    const auto first = row.letters.find('F');
    if (row.letters.size() != exercise.checks.size() || first == std::string::npos) return false;
    const bool in_place =
        exercise.checks[first].id == what.expected.check || what.expected.at_latest;
    return in_place && row.diagnosis == what.expected.diagnosis;
}

/// The rows of the file that are still valid, and the programs that have to be judged.
struct division {
    std::map<std::string, std::string> lines;  // by the name of the sample
    std::vector<sample> stale;
};

division divide(const std::string& text, const std::vector<sample>& samples) {
    division result;
    for (const auto& each : samples) {
        const auto& exercise = *the_course().find(each.program);
        const auto rows = rows_of(text, exercise);
        const auto found = rows.find(each.id);
        if (found != rows.end() && holds(found->second, exercise, each))
            result.lines[each.name()] = found->second.line;
        else
            result.stale.push_back(each);
    }
    return result;
}

}  // namespace

TEST_CASE("the table of wrong programs and checks, brought up to date", "[.][table]") {
    const auto samples = wrong_programs();
    auto [lines, stale] = divide(fs::exists(table_file()) ? read_file(table_file()) : "", samples);
    for (const auto& exercise : the_course().exercises) {
        std::vector<sample> own;
        std::copy_if(stale.begin(), stale.end(), std::back_inserter(own),
                     [&](const sample& each) { return each.program == exercise.program; });
        // Most of the time is spent in waits for what a wrong program never does.
        for (const auto& tried : try_all(own, extent::all_checks, 3 * support::cores())) {
            INFO(tried.what.name() << ": " << tried.problem);
            CHECK(tried.result.first_failed() != nullptr);
            lines[tried.what.name()] = row(exercise, tried);
        }
        // After each exercise, so that a run that is broken off goes on there.
        std::ofstream(table_file()) << table_of(samples, lines);
    }
}

TEST_CASE("TABLE.md is of this corpus, this course and this contract") {
    const auto text = read_file(table_file());
    const auto samples = wrong_programs();
    CHECK(samples.size() >= 320);
    const auto [lines, stale] = divide(text, samples);
    for (const auto& each : stale) {
        INFO(each.name() << " is not in TABLE.md as it is now");
        CHECK(lines.count(each.name()) == 1);
    }
    if (stale.empty()) CHECK(table_of(samples, lines) == text);
}

namespace {

// Ways that are not covered yet. The number is only ever made smaller.
constexpr std::size_t open_ways = 5;

/// The letter in TABLE.md of a wrong program at a check.
char verdict_on(const sample& it, const std::string& check, const std::string& text) {
    const auto& exercise = *the_course().find(it.program);
    const auto rows = rows_of(text, exercise);
    const auto found = rows.find(it.id);
    const auto all = check_names(exercise);
    const auto at =
        static_cast<std::size_t>(std::find(all.begin(), all.end(), check) - all.begin());
    return found != rows.end() && at < found->second.letters.size() ? found->second.letters[at]
                                                                    : '?';
}

std::string fault_of(const way& it, const std::vector<sample>& samples, const std::string& text) {
    for (const auto& program : it.programs) {
        if (!contains(check_names(*the_course().find(program)), it.check))
            return "there is no check " + program + "/" + it.check;
    }
    const auto wrong = walkers(it, samples);
    if (wrong.empty()) return "no wrong program walks it";
    const bool seen = std::any_of(wrong.begin(), wrong.end(), [&](const sample* each) {
        return verdict_on(*each, it.check, text) == 'F';
    });
    return seen ? "" : "none of its wrong programs fails " + it.check;
}

}  // namespace

TEST_CASE("each way to break the contract has its check and its wrong program") {
    const auto text = read_file(table_file());
    const auto samples = wrong_programs();
    std::size_t open = 0;
    for (const auto& sentence : read_contract().sentences) {
        INFO(sentence.id << ": " << sentence.text);
        CHECK_FALSE(sentence.ways.empty());
        for (const auto& way : sentence.ways) {
            const auto fault = fault_of(way, samples, text);
            INFO(joined(way.programs) << ", " << way.id << ": " << fault);
            CHECK(fault.empty() == way.open.empty());
            if (!way.open.empty()) ++open;
        }
    }
    CHECK(open == open_ways);
}

TEST_CASE("each check and each wrong program has its way in the contract") {
    std::set<std::string> checks;
    std::set<std::string> ways;
    for (const auto& sentence : read_contract().sentences) {
        for (const auto& way : sentence.ways) {
            for (const auto& program : way.programs) {
                checks.insert(program + "/" + way.check);
                ways.insert(program + "/" + way.id);
            }
        }
    }
    for (const auto& exercise : the_course().exercises) {
        for (const auto& check : exercise.checks) {
            INFO(check.id);
            CHECK(checks.count(check.id) == 1);
        }
    }
    for (const auto& each : wrong_programs()) {
        INFO(each.name() << " walks " << each.way);
        CHECK(ways.count(each.program + "/" + each.way) == 1);
    }
}

TEST_CASE("both sides of what is left open have correct programs") {
    std::set<std::string> correct;
    for (const auto& each : correct_programs())
        correct.insert(each.name());
    for (const auto& choice : read_contract().left_open) {
        INFO(choice.text);
        CHECK(choice.sides.size() >= 2);
        for (const auto& side : choice.sides) {
            CHECK(side.programs.empty() == !side.open.empty());
            for (const auto& program : side.programs) {
                INFO(program);
                CHECK(correct.count(program) == 1);
            }
        }
    }
}
