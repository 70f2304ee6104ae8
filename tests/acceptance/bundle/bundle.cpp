#include "acceptance/bundle/bundle.hpp"

#include "acceptance/report.hpp"
#include "course/todo_regions.hpp"
#include "lab/workspace/workspace.hpp"
#include "support/process.hpp"

#include <cstdlib>
#include <stdexcept>

namespace acceptance {
namespace {

// The whole lab and suite may have to be compiled, on a machine with other work.
constexpr support::milliseconds time_limit{1'500'000};

std::string own_path() {
    const char* path = std::getenv("PATH");
    return path != nullptr ? path : "/usr/bin:/bin";
}

answer run(const std::vector<std::string>& argv, const fs::path& here,
           const std::vector<std::string>& more = {}, const std::string& path = own_path()) {
    support::command what;
    what.argv = argv;
    what.directory = here.string();
    std::vector<std::string> environment = {"LC_ALL=C.UTF-8", "TERM=xterm", "CCACHE_DISABLE=1",
                                            "PATH=" + path};
    environment.insert(environment.end(), more.begin(), more.end());
    what.environment = environment;
    what.keep_head = 4 * 1024 * 1024;
    const auto ended = support::run(what, time_limit);
    return {ended.timed_out || ended.status.signal != 0 ? -1 : ended.status.code, ended.out.text(),
            ended.err.text(), ended.took};
}

// What the launcher and the compiler call, and nothing else.
void link_tools(const fs::path& folder) {
    fs::create_directories(folder);
    const auto compiler_name = fs::path(compiler()).filename().string();
    for (const std::string name : {"sh", "uname", "chmod", "as", "ld", compiler_name.c_str()}) {
        const auto found = run({"sh", "-c", "command -v \"$1\"", "sh", name}, folder).out;
        fs::create_symlink(found.substr(0, found.find('\n')), folder / name);
    }
}

}  // namespace

answer lab_of_the_tree(const std::vector<std::string>& arguments) {
    std::vector<std::string> argv = {SOCK_LAB};
    argv.insert(argv.end(), arguments.begin(), arguments.end());
    return run(argv, tree(), {"SOCK_LAB_HOME=" + tree().string()});
}

unpacked_bundle::unpacked_bundle(const std::string& in, installed on_the_machine)
    : installed_(on_the_machine) {
    link_tools(scratch_.path() / "tools");
    // The zip's name is that of its folder.
    const std::string name = "Práctica de redes (ñ)";
    const auto zip = scratch_.path() / (name + ".zip");
    const auto made = lab_of_the_tree({"publish", "--lang", in, "--out", zip.string()});
    if (made.code != 0) throw std::runtime_error("publish: " + made.err);
    const auto unpacked = run({"cmake", "-E", "tar", "xf", zip.string()}, scratch_.path());
    if (unpacked.code != 0) throw std::runtime_error("unpacking: " + unpacked.err);
    home_ = scratch_.path() / name;
}

fs::path unpacked_bundle::not_yours() const {
    return home_ / lab::not_yours;
}

void unpacked_bundle::move() {
    const auto place = scratch_.path() / "otro lugar/sock: $HOME";
    fs::create_directories(place.parent_path());
    fs::rename(home_, place);
    home_ = place;
}

void unpacked_bundle::protect() {
    for (const auto& it : fs::recursive_directory_iterator(not_yours()))
        fs::permissions(it.path(), fs::perms(0222), fs::perm_options::remove);
    const auto folder = not_yours().string();
    mounting_ = {"bwrap", "--dev-bind", "/", "/", "--ro-bind", folder, folder};
    if (lab({"--version"}).code != 0) mounting_.clear();
}

answer unpacked_bundle::configure() const {
    // The generator of this tree: cmake's default may need a program that is not installed.
    return run({"cmake", "-G", SOCK_GENERATOR, "-S", not_yours().string(), "-B",
                (scratch_.path() / "build").string()},
               home_);
}

std::string unpacked_bundle::search_path() const {
    return installed_ == installed::compiler ? (scratch_.path() / "tools").string() : own_path();
}

answer unpacked_bundle::lab(const std::vector<std::string>& arguments) const {
    std::vector<std::string> argv;
    if (!own_network().empty()) argv.push_back(own_network().string());
    argv.insert(argv.end(), mounting_.begin(), mounting_.end());
    // Through sh: cmake, which has unpacked it, sets no modes.
    argv.insert(argv.end(), {"/bin/sh", "./lab"});
    argv.insert(argv.end(), arguments.begin(), arguments.end());
    return run(argv, home_, {}, search_path());
}

void unpacked_bundle::solve() const {
    for (const auto& exercise : the_course().exercises) {
        const auto path = fs::path(exercise.folder) / exercise.source();
        lab::write_file(home_ / "exercises" / path,
                        course::without_markers(lab::read_file(solutions() / path)));
    }
}

}  // namespace acceptance
