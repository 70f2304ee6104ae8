#include "acceptance/bundle/bundle.hpp"

#include "acceptance/report.hpp"
#include "course/todo_regions.hpp"
#include "support/process.hpp"

#include <cstdlib>
#include <stdexcept>

namespace acceptance {
namespace {

// The whole lab and suite may have to be compiled, on a machine with other work.
constexpr support::milliseconds time_limit{1'500'000};

answer run(const std::vector<std::string>& argv, const fs::path& here,
           const std::vector<std::string>& more = {}) {
    support::command what;
    what.argv = argv;
    what.directory = here.string();
    const char* path = std::getenv("PATH");
    std::vector<std::string> environment = {"LC_ALL=C.UTF-8", "TERM=xterm", "CCACHE_DISABLE=1",
                                            std::string("PATH=") + (path != nullptr ? path : "")};
    environment.insert(environment.end(), more.begin(), more.end());
    what.environment = environment;
    what.keep_head = 4 * 1024 * 1024;
    const auto ended = support::run(what, time_limit);
    return {ended.timed_out || ended.status.signal != 0 ? -1 : ended.status.code, ended.out.text(),
            ended.err.text(), ended.took};
}

}  // namespace

answer lab_of_the_tree(const std::vector<std::string>& arguments) {
    std::vector<std::string> argv = {SOCK_LAB};
    argv.insert(argv.end(), arguments.begin(), arguments.end());
    return run(argv, tree(), {"SOCK_LAB_HOME=" + tree().string()});
}

unpacked_bundle::unpacked_bundle(const std::string& in, tools whose)
    : home_(scratch_.path() / "mi curso"), whose_(whose) {
    const auto zip = scratch_.path() / "bundle.zip";
    const auto made = lab_of_the_tree({"publish", "--lang", in, "--out", zip.string()});
    if (made.code != 0) throw std::runtime_error("publish: " + made.err);
    fs::create_directories(home_);
    const auto unpacked = run({"cmake", "-E", "tar", "xf", zip.string()}, home_);
    if (unpacked.code != 0) throw std::runtime_error("unpacking: " + unpacked.err);
    // Our own zips have this bit set; cmake does not set it.
    fs::permissions(home_ / "lab", fs::perms::owner_all);
}

answer unpacked_bundle::configure() const {
    // The generator of this tree: cmake's default may need a program that is not installed.
    return run({"cmake", "-G", SOCK_GENERATOR, "-S", home_.string(), "-B",
                (scratch_.path() / "build").string()},
               home_);
}

answer unpacked_bundle::lab(const std::vector<std::string>& arguments) const {
    std::vector<std::string> argv;
    if (!own_network().empty()) argv.push_back(own_network().string());
    if (whose_ == tools::built_there)
        argv.insert(argv.end(), {"sh", "./lab"});
    else
        argv.emplace_back(SOCK_LAB);
    argv.insert(argv.end(), arguments.begin(), arguments.end());
    if (whose_ == tools::built_there) return run(argv, home_);
    return run(argv, home_,
               {"SOCK_LAB_HOME=" + home_.string(),
                "SOCK_LAB_BIN=" + fs::path(SOCK_LAB).parent_path().string()});
}

void unpacked_bundle::solve() const {
    for (const auto& exercise : the_course().exercises) {
        const auto path = fs::path(exercise.folder) / exercise.source();
        lab::write_file(home_ / "exercises" / path,
                        course::without_markers(lab::read_file(solutions() / path)));
    }
}

}  // namespace acceptance
