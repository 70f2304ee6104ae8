#include "sandbox/calls.hpp"
#include "sandbox/launch.hpp"
#include "sandbox/layers.hpp"
#include "sandbox/probe.hpp"
#include "sandbox/sandbox_init.hpp"
#include "sandbox/users.hpp"

#include <cstdlib>
#include <iostream>

namespace {

constexpr std::string_view usage =
    "sock-box PROFILE [--users N] [--ro HOST=BOX]... [--rw HOST=BOX]... [--fd N]... [--fd-if-open "
    "N]...\n"
    "         -- PROGRAM ARG...\n"
    "sock-box probe [--users N]\n"
    "sock-box clean --users N\n"
    "sock-box layers\n"
    "sock-box calls\n"
    "\n"
    "Runs a program in a box of bubblewrap and seccomp, as an ordinary user. With --users, as\n"
    "root, a weaker box: a user of its own, of the 32 from number N on, and seccomp.\n"
    "\n"
    "  unpack   reads an archive: no path that can be written to, stdin to stdout\n"
    "  build    compiles: no network, /usr, a small /tmp\n"
    "  suite    runs the suite: a network of its own, boxes within it\n"
    "  run      runs a student's program: shares the network of its caller only\n"
    "  run-many       the same, for a server that has many clients\n"
    "  run-sanitized  the same, for one that was built with AddressSanitizer\n"
    "  run-script     the same, for a script; run-many-script\n"
    "  calls    prints a table of the system calls that each box allows\n"
    "  clean    ends all processes of these users and removes their files\n"
    "  probe    prints as JSON what this machine allows; exit 0 if that is enough\n"
    "  layers   tries to break out of a box, and prints as JSON what was possible; exit 0 if "
    "nothing\n"
    "\n"
    "  --ro, --rw   a path of this machine that appears in the box\n"
    "  --fd         a descriptor that stays open; all others from 3 on are closed\n"
    "  --fd-if-open the same, if it is open at all: a launcher need not know\n"
    "\n"
    "A program outside of the box appears in it, read-only, as /program/NAME.\n"
    "The end is the program's own, by exit status or by signal; exit status 125: no box.\n";

// sock-box --init PROFILE REPORT FILTER PROGRAM ARG…: how the program calls itself inside a box.
int guard(const std::vector<std::string>& arguments) {
    const auto* rules = arguments.size() < 5 ? nullptr : sandbox::find_profile(arguments[1]);
    if (rules == nullptr) throw sandbox::failure("--init is for sock-box itself");
    const int report = std::atoi(arguments[2].c_str());
    const int filter = std::atoi(arguments[3].c_str());
    return sandbox::guard(*rules, report, filter, {arguments.begin() + 4, arguments.end()});
}

int run(const std::vector<std::string>& arguments) {
    if (arguments.empty() || arguments[0] == "--help" || arguments[0] == "-h") {
        std::cout << usage;
        return arguments.empty() ? sandbox::own_failure : 0;
    }
    if (arguments[0] == "--init") return guard(arguments);
    if (arguments[0] == "--inside") return sandbox::describe_inside(std::cout);
    if (arguments[0] == "--attack") return sandbox::attack_inside(std::cout);
    if (arguments[0] == "--take-memory") return sandbox::take_memory();
    if (arguments[0] == "layers") return sandbox::try_layers(std::cout);
    const bool users = arguments.size() == 3 && arguments[1] == "--users";
    const uid_t first = users ? sandbox::parse_users(arguments[2]) : 0;
    if (arguments[0] == "probe")
        return users ? sandbox::probe_users(std::cout, first) : sandbox::probe(std::cout);
    if (arguments[0] == "clean" && users) {
        sandbox::clean_block({first});
        return 0;
    }
    if (arguments[0] == "calls") {
        sandbox::describe_calls(std::cout);
        return 0;
    }
    return sandbox::launch(sandbox::parse_request(arguments));
}

}  // namespace

int main(int count, char* arguments[]) {
    try {
        return run({arguments + 1, arguments + count});
    } catch (const std::exception& problem) {
        std::cerr << "sock-box: " << problem.what() << '\n';
        return sandbox::own_failure;
    }
}
