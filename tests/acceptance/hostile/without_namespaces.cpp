// Runs a command as in a container without user namespaces: as root of a user namespace that allows
// no further ones, with processes and a network of its own: without-namespaces COMMAND ARG…
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <string>

#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

constexpr int cannot = 77;

bool wrote(const std::string& file, const char* text) {
    std::ofstream out{file};
    out << text << std::flush;
    return out.good();
}

void wait_for_word(int from) {
    char word = 0;
    static_cast<void>(::read(from, &word, 1));
}

int end_of(pid_t child) {
    int status = 0;
    if (::waitpid(child, &status, 0) < 0) return cannot;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

[[noreturn]] void become(int made, int mapped, char* command[]) {
    if (::unshare(CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWPID | CLONE_NEWNS) != 0) ::_exit(cannot);
    static_cast<void>(::write(made, "x", 1));
    wait_for_word(mapped);
    if (::setresgid(0, 0, 0) != 0 || ::setresuid(0, 0, 0) != 0) ::_exit(cannot);
    // The next child is process 1 there.
    const pid_t first = ::fork();
    if (first != 0) ::_exit(first < 0 ? cannot : end_of(first));
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const bool ready = ::mount("proc", "/proc", "proc", 0, nullptr) == 0 &&
                       wrote("/proc/sys/user/max_user_namespaces", "0") &&
                       std::system("ip link set lo up") == 0;
    if (ready) ::execvp(command[0], command);
    ::_exit(cannot);
}

}  // namespace

int main(int count, char* arguments[]) {
    int made[2];
    int mapped[2];
    if (count < 2 || ::pipe(made) != 0 || ::pipe(mapped) != 0) return cannot;
    const pid_t child = ::fork();
    if (child < 0) return cannot;
    if (child == 0) ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (child == 0) become(made[1], mapped[0], arguments + 1);
    ::close(made[1]);
    wait_for_word(made[0]);
    const auto folder = "/proc/" + std::to_string(child);
    const bool there =
        wrote(folder + "/uid_map", "0 0 65536") && wrote(folder + "/gid_map", "0 0 65536");
    if (there) static_cast<void>(::write(mapped[1], "x", 1));
    ::close(mapped[1]);
    const int end = end_of(child);
    return there ? end : cannot;
}
