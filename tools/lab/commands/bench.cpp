#include "lab/commands/building.hpp"
#include "lab/commands/commands.hpp"
#include "lab/commands/visible.hpp"
#include "support/parallel.hpp"

#include <iostream>

namespace lab {

status run(const session& now, const cli::bench_arguments& /*arguments*/) {
    if (!fs::exists(now.where.home / "bench"))
        throw problem(status::wrong_use, "bench-in-bundle", {});
    const auto build = now.where.build.string();
    building steps(now);
    steps.step({"cmake", "-S", now.where.home.string(), "-B", build, "-DSOCK_TESTS=ON"},
               "bench-does-not-build");
    steps.step({"cmake", "--build", build, "--target", "sock-bench", "--parallel",
                std::to_string(support::cores())},
               "bench-does-not-build");
    std::vector<std::string> argv = {(now.where.bin / "sock-bench").string()};
    if (now.json) argv.emplace_back("--json");
    if (!now.json) std::cout << "\n" << std::flush;
    return run_visibly(argv) == 0 ? status::well : status::own_failure;
}

}  // namespace lab
