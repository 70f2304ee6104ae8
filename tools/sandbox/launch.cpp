#include "sandbox/launch.hpp"

#include "sandbox/bubblewrap.hpp"
#include "sandbox/inherited_files.hpp"
#include "sandbox/memory_cgroup.hpp"
#include "sandbox/sandbox_init.hpp"
#include "sandbox/seccomp.hpp"
#include "sandbox/usage.hpp"
#include "support/process.hpp"
#include "support/unique_fd.hpp"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <system_error>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace sandbox {
namespace {

struct prepared {
    std::string bubblewrap;
    std::vector<std::string> arguments;  ///< of bubblewrap, from argv[0] on
    std::vector<int> kept;               ///< descriptors that the box inherits
    int report = -1;                     ///< the pipe of sandbox_init's report: this side's end
    int report_inside = -1;              ///< sandbox_init's end
    int filter = -1;                     ///< of seccomp
    std::vector<std::string> program;
};

void check_descriptors(const std::vector<int>& named) {
    for (const int each : named) {
        if (::fcntl(each, F_GETFD) >= 0) continue;
        throw failure("--fd " + std::to_string(each) + ": no such descriptor is open");
    }
}

prepared prepare_common(const request& what) {
    prepared made;
    check_descriptors(what.descriptors);
    int report[2];
    if (::pipe2(report, O_CLOEXEC) != 0) throw failure("no pipe left");
    made.report = report[0];
    made.report_inside = report[1];
    made.filter = seccomp_filter(*what.rules);
    made.kept = what.descriptors;
    made.kept.insert(made.kept.end(), {made.filter, made.report_inside});
    made.program = what.program;
    return made;
}

prepared prepare_box(request what) {
    const auto bubblewrap = find_bubblewrap();
    bind_program(what);
    auto made = prepare_common(what);
    made.bubblewrap = bubblewrap;
    std::vector<int> etc;
    for (const auto& each : etc_files()) {
        etc.push_back(file_in_memory(each.path.c_str(), each.bytes));
    }
    // The arguments are passed in a file, because a command line is readable in the box and names
    // folders of this machine.
    std::string text;
    for (const auto& each : isolation_arguments(what, own_program(), etc))
        text += each + '\0';
    const int walls_file = file_in_memory("the arguments of bwrap", text);
    made.kept.insert(made.kept.end(), etc.begin(), etc.end());
    made.kept.push_back(walls_file);
    made.arguments = {"bwrap",
                      "--args",
                      std::to_string(walls_file),
                      "--",
                      "/box/sock-box",
                      "--init",
                      std::string{what.rules->name},
                      std::to_string(made.report_inside),
                      std::to_string(made.filter)};
    made.arguments.insert(made.arguments.end(), made.program.begin(), made.program.end());
    return made;
}

// If memory runs short, the kernel kills a process here first, not the suite or the grader's
// editor.
void prefer_for_oom() {
    std::ofstream{"/proc/self/oom_score_adj"} << 1000;
}

// What the child of this process becomes: bubblewrap or, for a user's box, sandbox_init.
[[noreturn]] void become_box(const prepared& what, const profile& rules, const new_user* user,
                             const memory_cgroup& group, pid_t parent) {
    // The box ends with its launcher, which may have ended before this line.
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(own_failure);
    if (!rules.nested) prefer_for_oom();
    if (group.made() && !group.enter()) {
        constexpr std::string_view reason = "cannot enter the cgroup for its memory";
        [[maybe_unused]] const auto written =
            ::write(what.report_inside, reason.data(), reason.size());
        ::_exit(own_failure);
    }
    ::fcntl(what.report_inside, F_SETFD, 0);
    close_all_but(what.kept);
    if (user != nullptr) ::_exit(guard(rules, what.report_inside, what.filter, what.program, user));
    std::vector<char*> arguments;
    for (const auto& each : what.arguments)
        arguments.push_back(const_cast<char*>(each.c_str()));
    arguments.push_back(nullptr);
    // An empty environment: bubblewrap needs none, and a program in the box could read it.
    char* nothing[] = {nullptr};
    ::execve(what.bubblewrap.c_str(), arguments.data(), nothing);
    ::_exit(own_failure);
}

int wait_for(pid_t child) {
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return WEXITSTATUS(status);
}

/// What sandbox_init reports.
struct reported {
    std::string problem;  ///< why no program was started
    bool started = false;
    int signal = SIGKILL;  ///< without a number, sandbox_init itself was killed
};

// Says each refused call at once: a server is usually ended together with this process.
reported read_report(int from) {
    const support::descriptor pipe{from};
    reported result;
    std::string text;
    char some[256];
    for (;;) {
        const auto size = ::read(from, some, sizeof some);
        if (size < 0 && errno == EINTR) continue;
        if (size <= 0) break;
        text.append(some, static_cast<std::size_t>(size));
        if (!result.started && text.starts_with('!')) {
            result.started = true;
            text.erase(0, 1);
        }
        for (std::size_t end = 0; result.started && (end = text.find('\n')) != std::string::npos;
             text.erase(0, end + 1))
            std::cerr << "sock-box: refused " << text.substr(0, end) << std::endl;
    }
    if (!result.started)
        result.problem = text;
    else if (!text.empty())
        result.signal = std::atoi(text.c_str());
    return result;
}

support::exit_status run_box(const prepared& ready, const profile& rules,
                             const new_user* user = nullptr, int lock = -1) {
    const memory_cgroup group{rules.all.cgroup_memory};
    const pid_t self = ::getpid();
    const pid_t child = ::fork();
    if (child < 0) throw failure(std::string{"cannot start a process: "} + std::strerror(errno));
    if (child == 0) become_box(ready, rules, user, group, self);
    ::close(ready.report_inside);
    close_all_but(lock < 0 ? std::vector<int>{ready.report} : std::vector<int>{ready.report, lock});
    const auto report = read_report(ready.report);
    const int code = wait_for(child);
    if (!report.started) {
        throw failure(report.problem.empty()
                          ? "bubblewrap could not build the box (its reason is above); "
                            "sock-box probe explains"
                          : report.problem);
    }
    if (report.signal == SIGKILL && group.exceeded()) {
        std::cerr << "sock-box: ended, because it " << over_memory(rules.all) << '\n';
    }
    return {code, report.signal};
}

// Paths are the same inside and outside, so what is bound is only looked at for the folder to start
// in, which program and caller share.
support::exit_status run_as_user(const request& what) {
    std::string folder;
    for (const auto& each : what.bindings)
        if (each.inside == "/work") folder = each.host;
    if (!folder.empty() && ::chmod(folder.c_str(), 0770) != 0)
        throw failure("cannot share " + folder + ": " + std::strerror(errno));
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);  // what is left of the box ends here
    const user_block block{what.users};
    const box_user owner{block, !folder.empty()};
    const new_user user{block, owner.number(), folder};
    return run_box(prepare_common(what), *what.rules, &user, owner.lock());
}

}  // namespace

std::string find_bubblewrap() {
    const char* path = std::getenv("PATH");
    std::istringstream folders{path == nullptr ? "/usr/bin:/bin" : path};
    for (std::string folder; std::getline(folders, folder, ':');) {
        const auto candidate = (folder.empty() ? "." : folder) + "/bwrap";
        if (::access(candidate.c_str(), X_OK) == 0) return candidate;
    }
    throw failure("bubblewrap is not installed, and without it there is no box: "
                  "apt-get install bubblewrap");
}

std::string own_program() {
    std::error_code problem;
    const auto path = std::filesystem::read_symlink("/proc/self/exe", problem);
    if (problem) throw failure("cannot read /proc/self/exe: " + problem.message());
    return path.string();
}

int launch(request what) {
    if (what.users == 0 && ::geteuid() == 0) {
        throw failure("will not run as root: a hole in the box would be root's. "
                      "Run it as an ordinary user.");
    }
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    fill_standard_descriptors();
    const profile& rules = *what.rules;
    const auto end =
        what.users != 0 ? run_as_user(what) : run_box(prepare_box(std::move(what)), rules);
    if (end.signal != 0) support::end_by_signal(end.signal);
    return end.code;
}

}  // namespace sandbox
