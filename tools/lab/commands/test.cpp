#include "lab/commands/building.hpp"
#include "lab/commands/commands.hpp"
#include "lab/commands/junit.hpp"
#include "lab/commands/visible.hpp"
#include "lab/workspace/files.hpp"
#include "support/parallel.hpp"
#include "wire/result.hpp"

#include <nlohmann/json.hpp>

#include <iostream>

namespace lab {
namespace {

tally run_tests(const session& now, bool quick) {
    const auto build = now.where.build.string();
    const auto report = now.where.build / "tests.xml";
    std::error_code ignored;
    fs::remove(report, ignored);
    // Two more than there are cores: the long tests mostly wait.
    std::vector<std::string> argv = {"ctest",
                                     "--test-dir",
                                     build,
                                     "--output-junit",
                                     report.string(),
                                     "--parallel",
                                     std::to_string(support::cores() + 2),
                                     "--output-on-failure"};
    if (quick) argv.insert(argv.end(), {"-LE", "slow"});
    if (!now.json) std::cout << spelled(argv) << "\n" << std::flush;
    run_visibly(argv, now.json ? now.where.build / "test.log" : fs::path());
    if (!fs::is_regular_file(report)) throw problem(status::own_failure, "no-tests-ran");
    return read_junit(read_file(report));
}

void print(const session& now, const tally& result) {
    if (now.json) {
        const nlohmann::ordered_json json = {{"schema", "sock-lab/test/1"},
                                             {"passed", result.passed},
                                             {"failed", result.failed},
                                             {"skipped", result.skipped},
                                             {"failures", result.failures}};
        std::cout << wire::dump(json, 2) << "\n";
        return;
    }
    std::cout << "\n";
    for (const auto& name : result.failures)
        std::cout << now.say.symbol("✗") << " " << now.say.show(name) << "\n";
    // Machines read this line, too: it is the same in every language.
    std::cout << result.passed << " passed, " << result.failed << " failed";
    if (result.skipped > 0) std::cout << ", " << result.skipped << " skipped";
    std::cout << "\n";
}

}  // namespace

status run(const session& now, const cli::test_arguments& arguments) {
    if (!fs::is_directory(now.where.home / "tests/library"))
        throw problem(status::wrong_use, "test-in-bundle");
    const auto build = now.where.build.string();
    building steps(now);
    steps.step({"cmake", "-S", now.where.home.string(), "-B", build, "-DSOCK_TESTS=ON"},
               "tests-do-not-build");
    steps.step({"cmake", "--build", build, "--parallel", std::to_string(support::cores())},
               "tests-do-not-build");
    const auto result = run_tests(now, arguments.quick);
    print(now, result);
    if (result.passed + result.failed == 0) throw problem(status::own_failure, "no-tests-ran");
    return result.failed == 0 ? status::well : status::check_failed;
}

}  // namespace lab
