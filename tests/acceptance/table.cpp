// TABLE.md: which wrong program fails which check. `acceptance_programs "[table]"` judges those
// whose row is missing or does not have the expected letters (without the file: all, which takes a
// while). An ordinary run checks that the file is up to date.
#include "acceptance/trial.hpp"

#include <fstream>
#include <iomanip>
#include <map>
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

std::string table_of(const std::vector<sample>& samples,
                     const std::map<std::string, std::string>& lines) {
    std::string text = "# Wrong programs and the checks that they fail\n\n"
                       "`build/bin/acceptance_programs \"[table]\"` brings it up to date (without "
                       "this file: makes all of it\nanew); a test fails when it is out of date.\n\n"
                       "    F failed   . passed   - skipped: an earlier failure explains it, or it "
                       "does not apply\n";
    for (const auto& exercise : the_course().exercises) {
        text += "\n## " + exercise.program + "\n\n```\n" + heading(check_names(exercise));
        for (const auto& each : samples) {
            if (each.program == exercise.program) text += lines.at(each.name());
        }
        text += "```\n";
    }
    return text;
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
    const auto trials = try_all(stale, extent::all_checks);
    for (const auto& tried : trials) {
        INFO(tried.what.name() << ": " << tried.problem);
        CHECK(tried.result.first_failed() != nullptr);
        lines[tried.what.name()] = row(*the_course().find(tried.what.program), tried);
    }
    std::ofstream(table_file()) << table_of(samples, lines);
}

TEST_CASE("TABLE.md is of this corpus and of this course, and every check is failed in it") {
    const auto text = read_file(table_file());
    const auto samples = wrong_programs();
    CHECK(samples.size() >= 100);
    for (const auto& exercise : the_course().exercises) {
        auto rows = rows_of(text, exercise);
        std::string failed(exercise.checks.size(), '.');
        for (const auto& each : samples) {
            if (each.program != exercise.program) continue;
            INFO(each.name() << " is not in TABLE.md as it is now");
            const auto found = rows.find(each.id);
            REQUIRE(found != rows.end());
            CHECK(holds(found->second, exercise, each));
            const auto& letters = found->second.letters;
            REQUIRE(letters.size() == exercise.checks.size());
            for (std::size_t i = 0; i < letters.size(); ++i)
                failed[i] = letters[i] == 'F' ? 'F' : failed[i];
            rows.erase(found);
        }
        INFO(exercise.program << ": rows of programs that are gone: " << rows.size());
        CHECK(rows.empty());
        for (std::size_t i = 0; i < exercise.checks.size(); ++i) {
            INFO(exercise.checks[i].id << " is failed by no wrong program");
            CHECK(failed[i] == 'F');
        }
    }
}
