// The table of wrong programs and the checks that they fail: `acceptance_programs [table]`. It is
// not kept anywhere; what it must show is checked.
#include "trial.hpp"

#include <iomanip>
#include <iostream>
#include <map>

#include <sock_catch.hpp>

using namespace acceptance;

namespace {

char letter(const std::string& verdict) {
    if (verdict == "passed") return '.';
    if (verdict == "failed") return 'F';
    if (verdict == "skipped") return '-';
    return verdict == "internal-error" ? '!' : '?';
}

std::vector<std::string> check_names(const course::exercise& exercise) {
    std::vector<std::string> result;
    for (const auto& check : exercise.checks)
        result.push_back(check.id.substr(check.id.find('/') + 1));
    return result;
}

// The names stand upright over their columns.
void print_heading(const std::vector<std::string>& names) {
    std::size_t height = 0;
    for (const auto& name : names)
        height = std::max(height, name.size());
    for (std::size_t row = 0; row < height; ++row) {
        std::cout << std::string(30, ' ');
        for (const auto& name : names) {
            const auto above = height - name.size();
            std::cout << ' ' << (row < above ? ' ' : name[row - above]);
        }
        std::cout << '\n';
    }
}

void print_row(const course::exercise& exercise, const trial& tried) {
    std::map<std::string, std::string> verdicts;
    for (const auto& check : tried.result.checks)
        verdicts[check.id] = check.verdict;
    std::cout << "  " << std::left << std::setw(28) << tried.what.id;
    for (const auto& check : exercise.checks)
        std::cout << ' ' << letter(verdicts[check.id]);
    const auto* first = tried.result.first_failed();
    std::cout << "   " << (first != nullptr ? first->diagnosis : tried.problem) << '\n';
}

}  // namespace

TEST_CASE("every check is failed by at least one wrong program", "[.][table]") {
    const auto trials = try_all(wrong_programs(), extent::all_checks);
    std::map<std::string, int> failures;
    for (const auto& exercise : the_course().exercises) {
        std::cout << '\n' << exercise.program << '\n';
        print_heading(check_names(exercise));
        for (const auto& tried : trials) {
            if (tried.what.program != exercise.program) continue;
            print_row(exercise, tried);
            for (const auto& check : tried.result.checks)
                failures[check.id] += check.verdict == "failed" ? 1 : 0;
        }
    }
    std::cout << "\n  F failed   . passed   - skipped, explained by an earlier one\n\n";
    for (const auto& exercise : the_course().exercises) {
        for (const auto& check : exercise.checks) {
            INFO(check.id << " is failed by no wrong program");
            CHECK(failures[check.id] > 0);
        }
    }
}
