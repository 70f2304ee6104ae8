// Boxes that are users of this machine: what such a user must not reach, and what it leaves behind.
#include "sandbox/request.hpp"
#include "tools/sandbox/fixture.hpp"
#include "tools/scratch.hpp"

#include <nlohmann/json.hpp>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>

#include <sys/stat.h>
#include <unistd.h>

using namespace test_box;
namespace fs = std::filesystem;

namespace {

// Below the blocks that grading takes.
constexpr const char* first = "60674";
constexpr uid_t outer = 60675;
constexpr uid_t last = 60705;

bool is_root() {
    if (::geteuid() == 0) return true;
    std::cout << "skipped: only root has boxes that are users\n";
    return false;
}

const std::string& box() {
    static const auto path = box_command({}).argv.back();
    return path;
}

support::finished as_user(const words& arguments) {
    support::command what;
    what.argv = {box(), arguments.front(), "--users", first};
    what.argv.insert(what.argv.end(), arguments.begin() + 1, arguments.end());
    what.directory = "/";
    return support::run(what, support::milliseconds{30000});
}

std::string shell_says(const std::string& profile, const std::string& script) {
    const auto ran = as_user({profile, "--", "/bin/sh", "-c", script});
    INFO(ran.err.text());
    CHECK_FALSE(ran.timed_out);
    return said(ran);
}

/// Runs `script` as the suite; "$box" in it starts a student's program.
std::string suite_says(const std::string& script) {
    return shell_says("suite", "box='" + box() + " run --users " + first + "'; " + script);
}

std::string trick(const words& arguments) {
    words all = {"run", "--", box_guest()};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return said(as_user(all));
}

support::finished tried(const words& arguments) {
    words all = {"run", "--", box_guest()};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return as_user(all);
}

bool is_theirs(const fs::path& path) {
    struct stat about {};
    return ::lstat(path.c_str(), &about) == 0 && about.st_uid >= outer && about.st_uid <= last;
}

// Of the block's users, in the folders that everybody can write to.
words files_left() {
    words result;
    for (const auto* place : {"/tmp", "/var/tmp", "/dev/shm", "/run/lock"}) {
        std::error_code none;
        for (const auto& each : fs::directory_iterator(place, none))
            if (is_theirs(each.path())) result.push_back(each.path());
    }
    return result;
}

// A killed one stays in /proc until its parent has asked for its end.
bool lives(const fs::path& process) {
    std::ifstream status{process / "status"};
    const std::string text{std::istreambuf_iterator<char>{status}, {}};
    return !text.empty() && text.find("State:\tZ") == std::string::npos;
}

words processes_left() {
    words result;
    for (const auto& each : fs::directory_iterator("/proc")) {
        const auto name = each.path().filename().string();
        if (name.find_first_not_of("0123456789") == std::string::npos && is_theirs(each.path()) &&
            lives(each.path()))
            result.push_back(name);
    }
    return result;
}

constexpr const char* all_rights = "0000000000000000";

std::string status_of(const std::string& field) {
    return "sed -n 's/^" + field + ":[\\t ]*//p' /proc/self/status";
}

}  // namespace

TEST_CASE("a user's box: another user, in no other group, without any right", "[users]") {
    if (!is_root()) return;
    CHECK(shell_says("run", "id -u; id -G") == "60675\n60674");
    for (const auto* rights : {"CapEff", "CapPrm", "CapInh", "CapAmb"})
        CHECK(shell_says("run", status_of(rights)) == all_rights);
    CHECK(shell_says("run", status_of("NoNewPrivs")) == "1");
    CHECK(shell_says("run", status_of("Seccomp")) == "2");
    CHECK(shell_says("run", "env | sort | cut -d= -f1") == "HOME\nLC_ALL\nPATH\nPWD\nTMPDIR");
    CHECK(shell_says("run", "cd; stat -c %a .; test \"$HOME\" = \"$TMPDIR\" && echo same") ==
          "700\nsame");
}

TEST_CASE("the suite keeps what it needs to start others, and nothing else", "[users]") {
    if (!is_root()) return;
    CHECK(shell_says("suite", status_of("CapEff")) == "00000000000000e0");  // KILL, SETGID, SETUID
    CHECK(suite_says("cat /etc/shadow >/dev/null && echo open") == "");
    CHECK(suite_says("$box -- /usr/bin/id -u; $box -- /usr/bin/id -u") == "60677\n60677");
    CHECK(suite_says("$box -- /bin/sleep 1 & sleep 0.4; $box -- /usr/bin/id -u; wait") == "60678");
}

TEST_CASE("a student's program reaches neither the suite nor another box", "[users]") {
    if (!is_root()) return;
    const std::string attacks[] = {
        "kill -9 $victim",
        "kill -0 $victim",
        "kill -STOP $victim",
        "cat /proc/$victim/environ",
        "ls /proc/$victim/fd",
        "cat /proc/$victim/fd/3",
        "echo '{}' >/proc/$victim/fd/3",
        "cat /proc/$victim/maps",
        "head -c 1 /proc/$victim/mem",
        "cd /proc/$victim/cwd",
        "cd /proc/$victim/root",
        "cat /proc/$victim/io",
        "echo 1000 >/proc/$victim/oom_score_adj",
        "cat /proc/$victim/stack",
    };
    std::string all;
    for (const auto& attack : attacks)
        all += "(" + attack + ") >/dev/null 2>&1 && echo \"open: " + attack.substr(0, 12) + "\"\n";
    const scratch place;
    ::chmod(place.path().c_str(), 0755);
    const auto script = place.put("attacks", all).string();
    // Of the suite; then of another box, which tells its number once it runs.
    CHECK(suite_says("$box -- /bin/sh -c \"export victim=$$; . " + script + "; echo end\"") ==
          "end");
    CHECK(suite_says("$box -- /bin/sh -c 'echo $$; exec sleep 60' >$TMPDIR/other & "
                     "while [ ! -s $TMPDIR/other ]; do sleep 0.05; done; "
                     "$box -- /bin/sh -c \"export victim=$(cat $TMPDIR/other); . " +
                     script + "; echo end\"; kill $!") == "end");
    // The same attacks work on a process of the same user: they are real.
    CHECK(suite_says("$box -- /bin/sh -c 'sleep 60 & export victim=$!; . " + script +
                     "; echo end' | wc -l") != "1");
}

TEST_CASE("a student's program reads no file that is the suite's or the grader's", "[users]") {
    if (!is_root()) return;
    const scratch place;
    ::chmod(place.path().c_str(), 0755);
    const auto secret = place.put("secret", "hidden");
    ::chmod(secret.c_str(), 0640);
    CHECK(shell_says("suite", "cat " + secret.string()) == "hidden");  // of the caller's group
    CHECK(suite_says("$box -- /bin/cat " + secret.string() + " || echo shut") == "shut");
    CHECK(suite_says("echo x >$TMPDIR/mine; chmod 600 $TMPDIR/mine; $box -- /bin/cat $TMPDIR/mine "
                     "|| echo shut") == "shut");
    CHECK(suite_says("$box -- /bin/ls $TMPDIR 2>/dev/null || echo shut") == "shut");
    CHECK(suite_says("$box -- /bin/sh -c 'echo x >\"'$TMPDIR'/users\"' 2>/dev/null || echo shut") ==
          "shut");
}

TEST_CASE("a setuid program gives a student's program nothing", "[users]") {
    if (!is_root()) return;
    const scratch place;
    ::chmod(place.path().c_str(), 0755);
    const auto copy = place.path() / "id";
    fs::copy_file("/usr/bin/id", copy);
    ::chmod(copy.c_str(), 04755);
    CHECK(shell_says("run", copy.string() + " -u") == "60675");
}

TEST_CASE("a folder is shared with the suite, whatever the modes of its files", "[users]") {
    if (!is_root()) return;
    const std::string with = "mkdir -m 700 $TMPDIR/x; echo old >$TMPDIR/x/a; share=\"$box --rw "
                             "$TMPDIR/x=/work --\"; ";
    CHECK(suite_says(with + "$share /bin/sh -c 'basename $PWD; echo new >a'; cat $TMPDIR/x/a") ==
          "x\nnew");
    // A second run is the same user, and reads what the first one has kept for itself.
    CHECK(suite_says(with + "$share /bin/sh -c 'umask 077; echo mine >b'; $share /bin/cat b") ==
          "mine");
    CHECK(suite_says(with + "$share /bin/sh -c 'mkdir -m 700 c; echo x >c/d'; echo end") == "end");
    CHECK(files_left().empty());
}

TEST_CASE("no process of a user's box outlives it", "[users]") {
    if (!is_root()) return;
    CHECK(shell_says("run", "sleep 300 >/dev/null 2>&1 & (sleep 300 & ) "
                            ">/dev/null 2>&1; echo end") == "end");
    CHECK(processes_left().empty());
    CHECK(suite_says("$box -- /bin/sh -c '(sleep 300 >/dev/null 2>&1 &); echo end'; "
                     "setsid sleep 300 >/dev/null 2>&1 & sleep 0.1") == "end");
    CHECK(processes_left().empty());
}

TEST_CASE("what a killed launcher could not end, the next one does", "[users]") {
    if (!is_root()) return;
    support::command what;
    what.argv = {box(), "suite", "--users", first, "--", "/bin/sh", "-c", "echo up; sleep 300"};
    support::child running(what);
    support::deadline until(support::milliseconds{10000});
    CHECK(running.wait_output([](const auto& text) { return text == "up\n"; }, until));
    running.signal(SIGKILL);
    CHECK(running.wait(support::milliseconds{5000}));
    CHECK(said(as_user({"run", "--", "/bin/echo", "next"})) == "next");
    CHECK(processes_left().empty());
    CHECK(files_left().empty());
}

TEST_CASE("no file of a user's box outlives it, and nothing else is touched", "[users]") {
    if (!is_root()) return;
    const scratch place;
    const auto kept = place.put("kept");
    ::chmod(place.path().c_str(), 0777);
    CHECK(shell_says("run", "touch /tmp/left /var/tmp/left /dev/shm/left; mkdir -p d/e/f; "
                            "touch d/e/f/g; ln -s " +
                                place.path().string() + " d/e/link; ln -s " + kept.string() +
                                " file; chmod 0 d/e/f d/e d; echo end") == "end");
    // Deeper than a path may be long, and than there may be descriptors.
    CHECK(shell_says("run", "i=0; while [ $i -lt 1500 ]; do mkdir d && cd -P d 2>/dev/null || "
                            "break; i=$((i+1)); done; echo end") == "end");
    CHECK(files_left().empty());
    CHECK(fs::exists(kept));
}

TEST_CASE("a user's box has the limits of the other", "[users]") {
    if (!is_root()) return;
    // 64 with the guest itself. Fewer, too: the kernel counts a user's process for a moment more
    // after its end, and there were some in the test before.
    const auto made = std::stoi(trick({"fork-bomb"}));
    CHECK(made <= 63);
    CHECK(made > 48);
    const auto hog = tried({"hog", "2", "300"});
    CHECK(hog.status.signal == 9);
    CHECK(hog.err.text() == "sock-box: ended, because it used more than 512 MB of memory\n");
    // Files are counted five times a second: a quick program has to be there still.
    const auto many = as_user({"run", "--", "/bin/sh", "-c",
                               "i=0; while [ $i -lt 20000 ]; do echo x >f$i; i=$((i+1)); done; "
                               "sleep 20"});
    CHECK(many.status.signal == 9);
    CHECK(many.err.text() == "sock-box: ended, because it made more than 4096 files\n");
    const auto full = as_user({"run", "--", "/bin/sh", "-c",
                               "for i in 1 2 3; do head -c 9000000 /dev/zero >/tmp/full$i; done; "
                               "sleep 20"});
    CHECK(full.status.signal == 9);
    CHECK(full.err.text() == "sock-box: ended, because it wrote more than 17 MB to files\n");
    CHECK(files_left().empty());
}

TEST_CASE("a lock on a file of the shared folder works", "[users]") {
    if (!is_root()) return;
    CHECK(
        suite_says("mkdir $TMPDIR/x; $box --rw $TMPDIR/x=/work -- /usr/bin/flock f echo locked") ==
        "locked");
}

TEST_CASE("without root, a user's box is refused in one line", "[users]") {
    auto what = box_command({"run", "--users", first, "--", "/bin/true"});
    const auto ran = support::run(what, support::milliseconds{30000});
    CHECK(ran.status.code == 125);
    CHECK(ran.err.text() == "sock-box: --users needs root (CAP_SETUID, CAP_SETGID and CAP_KILL): "
                            "without it no program can run as another user\n");
    const auto probed = in_box({"probe", "--users", first});
    CHECK(probed.status.code == 1);
    CHECK(nlohmann::json::parse(probed.out.text())["missing"][0]["id"] == "not-root");
}

TEST_CASE("a probe reports what a user's box has", "[users]") {
    if (!is_root()) return;
    support::command what;
    what.argv = {box(), "probe", "--users", first};
    const auto probed = support::run(what, support::milliseconds{30000});
    CHECK(probed.status.success());
    const auto kinds = nlohmann::json::parse(probed.out.text())["isolation"];
    REQUIRE(kinds.size() == 4);
    CHECK(kinds[0] == "users");
    CHECK(kinds[1] == "seccomp");
    CHECK(kinds[3] == "limits");
}

TEST_CASE("--users takes a number of no person", "[users]") {
    CHECK(sandbox::parse_users("60706") == 60706);
    for (const auto* wrong : {"0", "999", "x", "60706x", "-1", ""})
        CHECK_THROWS_AS(sandbox::parse_users(wrong), sandbox::failure);
}
