#include "lab/authoring/autograder.hpp"

#include "lab/authoring/bundle.hpp"
#include "lab/workspace/files.hpp"

#include <nlohmann/json.hpp>

namespace authoring {
namespace {

namespace fs = std::filesystem;

std::string replaced(std::string text, const std::string& mark, const std::string& by) {
    const auto at = text.find(mark);
    return at == std::string::npos ? text : text.replace(at, mark.size(), by);
}

}  // namespace

std::vector<support::file_entry>
gradescope_autograder(const lab::workspace& where, course::language in, const std::string& failed) {
    const auto scripts = where.home / "tools/lab/authoring/gradescope";
    auto runs = lab::read_file(scripts / "run_autograder");
    const auto quoted = nlohmann::json(failed).dump();
    runs = replaced(std::move(runs), "\"@FAILED@\"", quoted);
    runs = replaced(std::move(runs), "@LANGUAGE@", std::string(course::code(in)));
    std::vector<support::file_entry> result = {
        {"setup.sh", lab::read_file(scripts / "setup.sh"), true},
        {"run_autograder", runs, true},
    };
    for (auto& it : files_of(where.home, needed_for_grading))
        result.push_back(std::move(it));
    return result;
}

}  // namespace authoring
