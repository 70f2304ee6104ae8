#include "grading/privileges.hpp"

#include "grading/problem.hpp"
#include "support/rights.hpp"

#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <system_error>
#include <vector>

#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <unistd.h>

namespace grading {
namespace {

[[noreturn]] void fail(const course::catalogue& words, const std::string& why) {
    throw problem(own_failure, words.text("privileges.kept", {{"why", why}}));
}

std::optional<uid_t> number(const char* text) {
    if (text == nullptr) return std::nullopt;
    uid_t value = 0;
    const auto* end = text + std::strlen(text);
    const auto [stop, reason] = std::from_chars(text, end, value);
    if (reason != std::errc() || stop != end) return std::nullopt;
    return value;
}

user from_entry(const passwd& entry) {
    return {entry.pw_name, entry.pw_dir, entry.pw_uid, entry.pw_gid};
}

void fit_environment(const user& who) {
    ::setenv("HOME", who.home.c_str(), 1);
    ::setenv("USER", who.name.c_str(), 1);
    ::setenv("LOGNAME", who.name.c_str(), 1);
    for (const char* name : {"SUDO_UID", "SUDO_GID", "SUDO_USER", "SUDO_COMMAND", "XDG_RUNTIME_DIR",
                             "XDG_CACHE_HOME", "DBUS_SESSION_BUS_ADDRESS"})
        ::unsetenv(name);
}

// Groups first: without root they could not be given up any more (setgroups(2)).
void change_user(const user& who, const std::vector<gid_t>& groups,
                 const course::catalogue& words) {
    if (::setgroups(groups.size(), groups.data()) != 0) fail(words, "setgroups: " + reason(errno));
    if (::setresgid(who.gid, who.gid, who.gid) != 0) fail(words, "setresgid: " + reason(errno));
    if (::setresuid(who.uid, who.uid, who.uid) != 0) fail(words, "setresuid: " + reason(errno));
}

void settle(const user& who, const course::catalogue& words) {
    // The kernel hides /proc/self from a process that was root: there we find our own program, and
    // the folders that we were given as descriptors.
    if (::prctl(PR_SET_DUMPABLE, 1) != 0) fail(words, "prctl: " + reason(errno));
    fit_environment(who);
    // The old one may be one that this user cannot even enter: nothing may be meant by relative
    // paths from here on.
    if (::chdir("/") != 0) fail(words, "chdir /: " + reason(errno));
}

}  // namespace

bool is_root() {
    return ::geteuid() == 0 || ::getuid() == 0;
}

user ordinary_user(const course::catalogue& words) {
    const auto caller = number(std::getenv("SUDO_UID"));
    if (caller && *caller != 0) {
        if (const passwd* entry = ::getpwuid(*caller)) return from_entry(*entry);
    }
    const passwd* entry = ::getpwnam("nobody");
    if (entry == nullptr) fail(words, words.text("privileges.no-nobody"));
    if (entry->pw_uid == 0 || entry->pw_gid == 0)
        fail(words, words.text("privileges.nobody-is-root"));
    return from_entry(*entry);
}

void become(const user& who, const course::catalogue& words) {
    change_user(who, {who.gid}, words);
    if (::setuid(0) == 0 || ::geteuid() != who.uid || ::getegid() != who.gid)
        fail(words, words.text("privileges.not-for-good"));
    settle(who, words);
}

void become_with_rights(const user& who, gid_t boxes, const course::catalogue& words) {
    if (::prctl(PR_SET_KEEPCAPS, 1) != 0) fail(words, "prctl: " + reason(errno));
    change_user(who, {who.gid, boxes}, words);
    if (!support::keep_rights_to_become_others()) fail(words, "capset: " + reason(errno));
    settle(who, words);
}

}  // namespace grading
