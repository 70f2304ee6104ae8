#include "tools/lab/world.hpp"

#include "course/todo_regions.hpp"
#include "lab/authoring/published.hpp"

#include <cstdlib>

namespace world {
namespace {

constexpr support::milliseconds longest_command{240'000};

void copy_part(const fs::path& home, const std::string& path) {
    if (!fs::exists(fs::path(SOCK_TREE) / path)) return;
    fs::create_directories((home / path).parent_path());
    fs::copy(fs::path(SOCK_TREE) / path, home / path,
             fs::copy_options::recursive | fs::copy_options::overwrite_existing);
}

std::string variable(const char* name, const char* otherwise) {
    const char* value = std::getenv(name);
    return value == nullptr ? otherwise : value;
}

}  // namespace

// The path has a blank, so that missing quotes are detected.
tree::tree(bool with_solutions) : home_(scratch_.path() / "a course") {
    for (const auto& rule : authoring::publication_rules) {
        const std::string path(rule.pattern);
        if (rule.published) copy_part(home_, path.substr(0, path.find("/*")));
    }
    if (with_solutions) copy_part(home_, "solutions");
}

answer tree::lab(const std::vector<std::string>& arguments, const fs::path& here) const {
    support::command what;
    what.argv = {SOCK_LAB};
    what.argv.insert(what.argv.end(), arguments.begin(), arguments.end());
    what.directory = here.empty() ? home_.string() : here.string();
    what.environment = environment();
    what.keep_head = 1024 * 1024;
    const auto ended = support::run(what, longest_command);
    return {ended.timed_out || ended.status.signal != 0 ? -1 : ended.status.code, ended.out.text(),
            ended.err.text()};
}

std::vector<std::string> tree::environment() const {
    // insert() does not change the variables that the test has set.
    auto variables = variables_;
    variables.insert({{"PATH", variable("PATH", "/usr/bin:/bin")},
                      {"TMPDIR", variable("TMPDIR", "/tmp")},
                      {"SOCK_LAB_HOME", home_.string()},
                      {"SOCK_LAB_BIN", BIN},
                      {"TERM", "xterm"},
                      {"LC_ALL", "C.UTF-8"}});
    std::vector<std::string> result;
    for (const auto& [name, value] : variables)
        result.push_back(name + "=" + value);
    return result;
}

void tree::write(const std::string& path, const std::string& text) const {
    lab::write_file(home_ / path, text);
}

std::string tree::read(const std::string& path) const {
    return lab::read_file(home_ / path);
}

std::string tree::count_of_checks(const std::string& folder, bool passed) const {
    const auto toml = read("exercises/" + folder + "/exercise.toml");
    int count = 0;
    for (auto at = toml.find("[[check]]"); at != toml.npos; at = toml.find("[[check]]", at + 1))
        ++count;
    return std::to_string(passed ? count : 0) + " of " + std::to_string(count) + " checks";
}

void tree::solve(const std::string& folder, const std::string& program) const {
    const auto path = fs::path(folder) / (program + ".cpp");
    const auto solution = lab::read_file(fs::path(SOCK_TREE) / "solutions" / path);
    write("exercises/" + path.string(), course::without_markers(solution));
}

}  // namespace world
