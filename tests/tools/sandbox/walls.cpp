// What is visible inside a sandbox, and what is not.
#include "tools/sandbox/fixture.hpp"

#include <algorithm>
#include <filesystem>
#include <sstream>

using namespace test_box;

namespace {

support::finished in_suite(const std::string& script) {
    return in_box({"suite", "--ro", box_guest() + "=/box/guest", "--", "/bin/sh", "-c", script});
}

}  // namespace

TEST_CASE("a sandbox has its own namespaces, except for the network of a student's") {
    if (!possible()) return;
    for (const std::string profile : {"suite", "run"}) {
        for (const std::string kind : {"user", "pid", "net", "mnt", "ipc", "uts", "cgroup"}) {
            const auto link = "/proc/self/ns/" + kind;
            const auto ours = std::filesystem::read_symlink(link).string();
            const auto theirs = guest_says(profile, {"links", link});
            CAPTURE(profile, kind);
            CHECK(theirs.starts_with(kind + ":["));
            CHECK((theirs == ours) == (profile == "run" && kind == "net"));
        }
    }
}

TEST_CASE("a network namespace has loopback only") {
    if (!possible()) return;
    const auto devices = guest_says("suite", {"read", "/proc/net/dev"});
    CHECK(devices.find("lo:") != std::string::npos);
    CHECK(std::count(devices.begin(), devices.end(), ':') == 1);
}

TEST_CASE("only the small folders meant for it are writable") {
    if (!possible()) return;
    CHECK(guest_says("unpack", {"writable"}).empty());
    CHECK(guest_says("build", {"writable"}) == "/tmp");
    CHECK(guest_says("run", {"writable"}) == "/dev/shm\n/tmp");
    CHECK(guest_says("suite", {"writable"}) == "/dev/shm\n/tmp");
}

TEST_CASE("a sandbox has /usr, an /etc of five files, and no other file of the machine") {
    if (!possible()) return;
    CHECK(guest_says("run", {"list", "/etc"}) == "hosts nsswitch.conf passwd protocols services ");
    for (const auto* profile : {"unpack", "build", "suite", "run"}) {
        const auto root = guest_says(profile, {"list", "/"});
        CAPTURE(profile, root);
        for (const auto* hidden : {"home", "root", "var", "srv", "mnt", "media", "opt", "sys"}) {
            CHECK(root.find(hidden) == std::string::npos);
        }
        CHECK(guest_says(profile, {"read", "/etc/shadow"}) == "cannot: ENOENT");
    }
    CHECK(guest_says("build", {"read", "/dev/zero"}) == "cannot: ENOENT");
    // A source can include any file that its compiler sees.
    CHECK(guest_says("build", {"read", "/proc/version"}) == "cannot: ENOENT");
    CHECK(guest_says("build", {"read", "/proc/self/mountinfo"}) == "cannot: ENOENT");
    CHECK(guest_says("unpack", {"list", "/"}).find("proc") == std::string::npos);
}

TEST_CASE("a program finds no interpreter and no tool that would do its work") {
    if (!possible()) return;
    for (const std::string profile : {"run", "run-many", "run-sanitized", "run-script"}) {
        CAPTURE(profile);
        for (const auto* tool : {"/usr/bin/perl", "/usr/bin/bash", "/usr/bin/gdb", "/usr/bin/node",
                                 "/usr/bin/gcc", "/usr/bin/strace", "/usr/local/bin", "/usr/sbin"})
            CHECK(guest_says(profile, {"run", tool}) == "ENOENT");
        const bool script = profile == "run-script";
        CHECK(guest_says(profile, {"run", "/usr/bin/python3", "-I", "-c",
                                   "import asyncio, ctypes, hashlib, ssl; print('works')"}) ==
              (script ? "works" : "ENOENT"));
    }
    CHECK(guest_says("run", {"list", "/usr/bin"}) == "env sh ");
}

TEST_CASE("names resolve without a network") {
    if (!possible()) return;
    CHECK(guest_says("run", {"resolve", "localhost", "echo"}) == "ok\ntcp");
    CHECK(guest_says("run", {"resolve", "sock"}) == "ok\ntcp");
    CHECK(guest_says("run", {"resolve", "example.org"}).starts_with("Name or service not known"));
}

TEST_CASE("the environment stays outside, the first process's, too") {
    if (!possible()) return;
    auto command = box_command({"run", "--", "/usr/bin/env"});
    command.environment = {"PATH=/usr/bin:/bin", "TOKEN=hush", "LD_PRELOAD_32=x"};
    const auto ran = support::run(command, support::milliseconds{30000});
    CHECK(ran.out.text().find("hush") == std::string::npos);
    CHECK(ran.out.text().find("PATH=/usr/bin:/bin\n") != std::string::npos);
    CHECK(ran.out.text().find("LC_ALL=C.UTF-8\n") != std::string::npos);
    CHECK(guest_says("run", {"read", "/proc/1/environ"}) == "cannot: EACCES");
    CHECK(guest_says("run", {"read", "/proc/1/mem"}) == "cannot: EACCES");
    CHECK(guest_says("run", {"list", "/proc/1/fd"}).empty());
}

TEST_CASE("the command line of the first process names no folder outside") {
    if (!possible()) return;
    const auto line = guest_says("run", {"read", "/proc/1/cmdline"});
    CHECK(line.find("/box/sock-box") == 0);
    CHECK(line.find("/program/box-guest") != std::string::npos);
    CHECK(line.find("--ro-bind") == std::string::npos);
}

TEST_CASE("only the named descriptors are open") {
    if (!possible()) return;
    const lifeline line;
    for (const auto& [options, expected] :
         {std::pair{words{}, "0 1 2 "}, std::pair{words{"--fd", "9"}, "0 1 2 9 "},
          std::pair{words{"--fd", "30", "--fd", "7"}, "0 1 2 7 30 "}}) {
        words arguments = {"run"};
        arguments.insert(arguments.end(), options.begin(), options.end());
        arguments.insert(arguments.end(), {"--", box_guest(), "descriptors"});
        auto command = box_command(arguments);
        for (const int each : {3, 5, 7, 9, 10, 11, 30, 55}) {
            command.descriptors.push_back({line.writing_end(), each});
        }
        CHECK(said(support::run(command, support::milliseconds{30000})) == expected);
    }
}

// Locks, queues and AF_UNIX are refused in calls.cpp.
TEST_CASE("two boxes side by side find no channel") {
    if (!possible()) return;
    for (const std::string profile : {"suite", "run"}) {
        CAPTURE(profile);
        auto command = box_command({profile, "--", "/bin/sh", "-c",
                                    "echo x >/tmp/mark; echo x >/dev/shm/mark; echo here; read x"});
        command.input = support::standard_input::pipe;
        support::child first{command};
        support::deadline until{support::milliseconds{30000}};
        REQUIRE(first.wait_output([](const std::string& text) { return !text.empty(); }, until));
        const auto look = "for f in /tmp /dev/shm; do cd $f; echo *; done; "
                          "set -- /proc/[0-9]*; echo $#";
        CHECK(said(in_box({profile, "--", "/bin/sh", "-c", look})) == "*\n*\n2");
        CHECK(guest_says(profile, {"kill-all"}) == "alive -1 1");
        REQUIRE(first.write("\n", until));
        const auto end = first.wait(until);
        CHECK((end && end->success()));
    }
}

TEST_CASE("a student's sandbox shares the suite's network and nothing else") {
    if (!possible()) return;
    const std::string links = "/box/guest links /proc/self/ns/net /proc/self/ns/pid "
                              "/proc/self/ns/ipc /proc/self/ns/mnt /proc/self/ns/user";
    const auto ran = in_suite(links + "; /box/sock-box run --ro /box/guest=/box/guest -- " + links);
    INFO(ran.err.text());
    std::istringstream lines{ran.out.text()};
    words seen;
    for (std::string line; std::getline(lines, line);)
        seen.push_back(line);
    REQUIRE(seen.size() == 10);
    CHECK(seen[0] == seen[5]);
    for (std::size_t i = 1; i < 5; ++i)
        CHECK(seen[i] != seen[5 + i]);
}

TEST_CASE("the suite sees its student's processes, and they do not see it") {
    if (!possible()) return;
    const auto inner = in_suite("/box/sock-box run -- /bin/sh -c 'set -- /proc/[0-9]*; echo $#'");
    CHECK(said(inner) == "2");  // sandbox_init, sh
    const auto outer =
        in_suite("/box/sock-box run --ro /box/guest=/box/guest -- /box/guest stay >/dev/null & "
                 "until grep -qsx guest /proc/[0-9]*/comm; do :; done; echo seen");
    CHECK(said(outer) == "seen");
}
