#include "lab/commands/building.hpp"

#include "lab/commands/visible.hpp"
#include "lab/workspace/files.hpp"
#include "lab/workspace/problem.hpp"

#include <iostream>

namespace lab {
namespace {

std::string end_of(const fs::path& log) {
    constexpr std::size_t enough = 3000;
    const auto text = read_file(log);
    return text.size() <= enough ? text : "…" + text.substr(text.size() - enough);
}

}  // namespace

building::building(const session& now)
    : now_(now), log_(now.where.build / "building.log"), line_(now.progress_look()) {
    std::error_code ignored;
    fs::remove(log_, ignored);
}

void building::step(const std::vector<std::string>& argv, const std::string& complaint) {
    if (!now_.json) std::cout << spelled(argv) << "\n" << std::flush;
    line_.show(now_.say.text("test.wait"));
    const int code = run_visibly(argv, log_);
    line_.clear();
    if (code == 0) return;
    std::cerr << now_.say.show(end_of(log_)) << "\n";
    throw problem(status::own_failure, complaint, {{"file", log_.string()}});
}

std::string spelled(const std::vector<std::string>& argv) {
    std::string result = "$";
    for (const auto& argument : argv) {
        const bool plain = argument.find_first_of(" '\"$") == std::string::npos;
        result += plain ? " " + argument : " '" + argument + "'";
    }
    return result;
}

}  // namespace lab
