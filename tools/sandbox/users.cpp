#include "sandbox/users.hpp"

#include "sandbox/request.hpp"
#include "sandbox/usage.hpp"
#include "sandbox/user_files.hpp"
#include "support/deadline.hpp"
#include "support/rights.hpp"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <set>

#include <fcntl.h>
#include <grp.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace sandbox {
namespace {

// Groups first: without the right they could not be given up any more (setgroups(2)).
bool change_user(uid_t user, gid_t group, bool with_rights) {
    const gid_t callers[] = {::getegid()};
    // The suite's files are for the caller's group.
    if (::setgroups(with_rights ? 1 : 0, callers) != 0) return false;
    ::prctl(PR_SET_KEEPCAPS, 1);
    if (::setresgid(group, group, group) != 0 || ::setresuid(user, user, user) != 0) return false;
    ::prctl(PR_SET_KEEPCAPS, 0);
    return with_rights ? support::keep_rights_to_become_others() : support::give_up_rights();
}

// One call reaches them all, and no fork escapes it. Its sender must be that user and nothing more:
// with the right to signal others it would end every process of the machine.
void kill_all_of(uid_t user) {
    const pid_t child = ::fork();
    if (child == 0) {
        if (change_user(user, user, false) && ::setuid(0) != 0) ::kill(-1, SIGKILL);
        ::_exit(0);
    }
    while (child > 0 && ::waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
    }
}

bool end_processes(user_range which) {
    // Those that this process has adopted.
    while (::waitpid(-1, nullptr, WNOHANG) > 0) {
    }
    const auto users = users_with_processes(which);
    for (const auto user : users)
        kill_all_of(user);
    return users.empty();
}

void clean_users(user_range which, user_block of) {
    support::await([&] { return end_processes(which); },
                   support::deadline::moment(support::milliseconds{2000}));
    remove_files_of(which, of);
}

void require_rights() {
    if (!support::may_become_others())
        throw failure("--users needs root (CAP_SETUID, CAP_SETGID and CAP_KILL): "
                      "without it no program can run as another user");
}

std::string folder_of_suite() {
    const char* const folder = std::getenv("TMPDIR");
    if (folder == nullptr) throw failure("the suite's box has no TMPDIR");
    return folder;
}

bool locked(int file, uid_t number) {
    struct flock it {};
    it.l_type = F_WRLCK;
    it.l_whence = SEEK_SET;
    it.l_start = static_cast<off_t>(number);
    it.l_len = 1;
    return ::fcntl(file, F_SETLK, &it) == 0;
}

// A program that reads a variable of its caller would behave in another way here.
void fresh_environment(const std::string& folder) {
    ::clearenv();
    ::setenv("PATH", "/usr/bin:/bin", 1);
    ::setenv("LC_ALL", "C.UTF-8", 1);
    ::setenv("HOME", folder.c_str(), 1);
    ::setenv("TMPDIR", folder.c_str(), 1);
}

std::string own_folder(const profile& rules) {
    if (rules.tmp == 0) return "/";
    std::string name = "/tmp/sock-box-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) return {};
    // The suite's programs go through it to the folder that they share with it.
    if (rules.nested) ::chmod(name.c_str(), 0710);
    return name;
}

}  // namespace

box_user::box_user(user_block of, bool has_folder) {
    require_rights();
    if (::getuid() != of.outer()) {
        number_ = of.outer();
        cleaned_ = of.all();
    } else if (has_folder) {
        number_ = of.with_folder();  // there may be another box of it: the suite's end cleans up
        return;
    } else {
        lock_ = ::open((folder_of_suite() + "/users").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        for (uid_t each = of.with_folder() + 1; number_ == 0 && of.holds(each); ++each)
            if (locked(lock_, each)) number_ = each;
        if (number_ == 0) throw failure("all users of this batch are taken");
        cleaned_ = {number_, number_};
    }
    clean_users(cleaned_, of);
    of_ = of;
}

box_user::~box_user() {
    if (cleaned_.from != 0) clean_users(cleaned_, of_);
    if (lock_ >= 0) ::close(lock_);
}

std::string become_user(const new_user& who, const profile& rules) {
    if (!change_user(who.number, who.of.group(), rules.nested))
        return std::string{"cannot become user "} + std::to_string(who.number) + ": " +
               std::strerror(errno);
    // The change of the user has cleared the one and the other. The suite looks at its programs
    // through /proc, and this one is nobody else's to look at yet.
    ::prctl(PR_SET_DUMPABLE, 1);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    // A file that one of the suite's programs makes can be changed by the next one and by the
    // suite.
    ::umask(002);
    const auto folder = own_folder(rules);
    if (folder.empty()) return std::string{"no temporary folder in /tmp: "} + std::strerror(errno);
    fresh_environment(folder);
    const auto& start = who.folder.empty() ? folder : who.folder;
    if (::chdir(start.c_str()) == 0) return {};
    return "cannot go to " + start + ": " + std::strerror(errno);
}

void clean_block(user_block which) {
    require_rights();
    clean_users(which.all(), which);
}

}  // namespace sandbox
