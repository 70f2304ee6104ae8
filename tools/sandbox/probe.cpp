#include "sandbox/probe.hpp"

#include "sandbox/launch.hpp"
#include "sandbox/memory_cgroup.hpp"
#include "sandbox/missing_isolation.hpp"
#include "sandbox/users.hpp"
#include "support/process.hpp"
#include "support/rights.hpp"

#include <nlohmann/json.hpp>

#include <cctype>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <sched.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace sandbox {
namespace {

using nlohmann::json;

constexpr std::string_view kinds[] = {"user", "pid", "net", "mnt", "ipc", "uts"};

json namespaces() {
    json made = json::object();
    for (const auto kind : kinds) {
        std::error_code none;
        const auto link = std::filesystem::read_symlink("/proc/self/ns/" + std::string{kind}, none);
        made[std::string{kind}] = link.string();
    }
    return made;
}

std::string status_field(const std::string& name) {
    std::ifstream status{"/proc/self/status"};
    for (std::string line; std::getline(status, line);) {
        if (!line.starts_with(name + ":")) continue;
        const auto value = line.find_first_not_of(" \t", name.size() + 1);
        return value == std::string::npos ? "" : line.substr(value);
    }
    return {};
}

bool limited(decltype(RLIMIT_AS) resource) {
    rlimit now{};
    return ::getrlimit(resource, &now) == 0 && now.rlim_max != RLIM_INFINITY;
}

// Runs in a child, because a process cannot leave a namespace again.
int try_user_namespace() {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(::unshare(CLONE_NEWUSER) == 0 ? 0 : errno);
    if (child < 0) return errno;
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : EPERM;
}

support::finished run(std::vector<std::string> argv) {
    support::command what;
    what.argv = std::move(argv);
    return support::run(what, support::milliseconds{10000});
}

// "bubblewrap 0.8.0"
std::string version_of(const std::string& bubblewrap) {
    const auto said = run({bubblewrap, "--version"});
    auto words = std::istringstream{said.out.text()};
    std::string name;
    std::string version;
    words >> name >> version;
    return version;
}

bool at_least_0_8(const std::string& version) {
    int major = 0;
    int minor = 0;
    if (std::sscanf(version.c_str(), "%d.%d", &major, &minor) < 2) return false;
    return major > 0 || minor >= 8;
}

json missing(std::string_view id, std::string_view evidence = {}) {
    const auto& why = reason_of(id);
    json made = {{"id", id},
                 {"why", {{"en", why.why_en}, {"es", why.why_es}}},
                 {"do", {{"en", why.do_en}, {"es", why.do_es}}}};
    if (!evidence.empty()) made["evidence"] = evidence;
    return made;
}

constexpr std::uint64_t smallest_group = 1024 * 1024;

// How the memory of all processes of a box together is bounded.
std::string memory_bound() {
    return memory_cgroup{smallest_group}.made() ? "memory-cgroup" : "memory-polling";
}

json isolation_seen(const json& inside) {
    json made = json::array();
    const auto here = namespaces();
    for (const auto kind : kinds) {
        const std::string name{kind};
        // "mount" is the word that people know.
        if (inside["namespaces"][name] != here[name])
            made.push_back(name == "mnt" ? "mount" : name);
    }
    if (inside["seccomp"] == "2") made.push_back("seccomp");
    made.push_back(memory_bound());
    if (inside["limits"] == true) made.push_back("limits");
    made.push_back("nested");
    return made;
}

// The number of kinds required: all that isolation_seen can find.
constexpr std::size_t required = std::size(kinds) + 4;

void try_boxes(json& into) {
    const auto self = own_program();
    const std::string there = "/box/sock-box";
    const auto ran = run({self, "suite", "--", there, "run", "--", there, "--inside"});
    const auto inside = json::parse(ran.out.text(), nullptr, false);
    if (!ran.status.success() || !inside.is_object()) {
        const auto evidence = ran.err.text();
        into["missing"].push_back(missing(reason_of_bubblewrap(evidence), evidence));
        return;
    }
    into["isolation"] = isolation_seen(inside);
    if (into["isolation"].size() < required) {
        into["missing"].push_back(missing("box", "in the box: " + inside.dump()));
    }
}

std::string_view obstacle(json& into) {
    if (::geteuid() == 0) return "root";
    try {
        const auto version = version_of(find_bubblewrap());
        into["bubblewrap"] = version;
        if (!at_least_0_8(version)) return "bubblewrap-old";
    } catch (const failure&) {
        return "bubblewrap-missing";
    }
    return reason_without_namespaces(try_user_namespace());
}

void try_users(json& into, uid_t first) {
    const auto self = own_program();
    const auto users = std::to_string(first);
    const auto ran = run({self, "suite", "--users", users, "--", self, "run", "--users", users,
                          "--", self, "--inside"});
    const auto inside = json::parse(ran.out.text(), nullptr, false);
    const bool other = inside.is_object() && user_block{first}.holds(inside["user"]) &&
                       inside["capabilities"] == std::string(16, '0') && inside["seccomp"] == "2" &&
                       inside["limits"] == true;
    if (other)
        into["isolation"] = {"users", "seccomp", memory_bound(), "limits"};
    else
        into["missing"].push_back(missing("users", ran.err.text() + inside.dump()));
}

json nothing_found() {
    return {{"possible", false},
            {"bubblewrap", nullptr},
            {"isolation", json::array()},
            {"missing", json::array()}};
}

int print(json found, std::ostream& out) {
    const bool possible = found["missing"].empty();
    found["possible"] = possible;
    out << found.dump(-1, ' ', false, json::error_handler_t::replace) << '\n';
    return possible ? 0 : 1;
}

}  // namespace

int probe(std::ostream& out) {
    auto found = nothing_found();
    if (const auto reason = obstacle(found); !reason.empty()) {
        found["missing"].push_back(missing(reason));
    } else {
        try_boxes(found);
    }
    return print(std::move(found), out);
}

int probe_users(std::ostream& out, uid_t first) {
    auto found = nothing_found();
    if (support::may_become_others())
        try_users(found, first);
    else
        found["missing"].push_back(missing("not-root"));
    return print(std::move(found), out);
}

int describe_inside(std::ostream& out) {
    const bool limits = limited(RLIMIT_NPROC) && limited(RLIMIT_AS) && limited(RLIMIT_FSIZE) &&
                        limited(RLIMIT_CPU) && limited(RLIMIT_CORE);
    out << json{{"namespaces", namespaces()},
                {"user", ::getuid()},
                {"seccomp", status_field("Seccomp")},
                {"capabilities", status_field("CapEff")},
                {"limits", limits}}
               .dump()
        << '\n';
    return 0;
}

}  // namespace sandbox
