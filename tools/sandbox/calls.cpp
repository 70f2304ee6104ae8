#include "sandbox/calls.hpp"

#include <seccomp.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <set>
#include <sstream>

#include <asm/ioctls.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/socket.h>

namespace sandbox {
namespace {

constexpr unsigned bit(work kind) {
    return static_cast<unsigned>(kind);
}

constexpr unsigned programs = bit(work::run) | bit(work::script) | bit(work::suite);
constexpr unsigned processes = programs | bit(work::build);
constexpr unsigned every = processes | bit(work::unpack);

// A name that an architecture lacks (open on arm64) is no rule there.
constexpr call_group groups[] = {
    {"start and end", every,
     "execve exit exit_group arch_prctl set_tid_address set_robust_list get_robust_list rseq "
     "prlimit64 getrlimit uname getpid gettid getuid geteuid getgid getegid",
     "what the C library does before main and after it; prlimit64 on oneself only"},
    {"memory", every, "brk mmap munmap mprotect mremap madvise msync futex futex_waitv sched_yield",
     "malloc, mapped files, locks between threads; of shared memory without a file, 16 MB"},
    {"read and write", every,
     "read write readv writev pread64 pwrite64 preadv pwritev preadv2 pwritev2 lseek _llseek close "
     "close_range open openat stat fstat lstat newfstatat fstatat64 stat64 fstat64 lstat64 statx "
     "access faccessat faccessat2 readlink readlinkat getcwd getdents getdents64 fadvise64 fcntl "
     "fcntl64 ioctl dup dup2 dup3",
     "files and standard streams; fcntl without F_GETLK, leases and pipe sizes, ioctl only as a "
     "terminal or socket asks"},
    {"time", every,
     "clock_gettime clock_getres clock_nanosleep nanosleep gettimeofday time times getrusage",
     "to measure and to wait"},
    {"signals", every,
     "rt_sigaction rt_sigprocmask rt_sigreturn rt_sigsuspend rt_sigpending rt_sigtimedwait "
     "sigaltstack sigreturn restart_syscall pause kill tkill tgkill",
     "handlers, masks, abort(3); the process namespace bounds whom they reach"},
    {"random numbers", every, "getrandom", "hash tables of Python, heap checks of the C library"},
    {"change files", processes,
     "creat rename renameat renameat2 unlink unlinkat mkdir mkdirat rmdir link linkat symlink "
     "symlinkat chmod fchmod fchmodat umask truncate ftruncate fallocate fsync fdatasync utimensat "
     "utimes utime chdir fchdir statfs fstatfs copy_file_range sendfile sendfile64 flock",
     "compilers and file servers write in the box's own folders; flock, on files of those folders "
     "only: a register of users is locked"},
    {"processes", processes,
     "clone fork vfork wait4 waitid getppid getpgrp getpgid setpgid getsid getpriority "
     "setrlimit prctl sched_getaffinity sched_getparam sched_getscheduler sched_get_priority_max "
     "sched_get_priority_min getcpu membarrier pipe pipe2 getresuid getresgid getgroups sysinfo "
     "mincore capget",
     "compilers start their parts, servers fork and make threads; clone without new namespaces, "
     "prctl only for names and the parent's death"},
    {"timers", programs,
     "alarm setitimer getitimer timer_create timer_settime timer_gettime timer_getoverrun "
     "timer_delete timerfd_create timerfd_settime timerfd_gettime signalfd signalfd4 eventfd "
     "eventfd2",
     "time limits by signal or by descriptor"},
    {"sockets", programs,
     "socket bind listen accept accept4 connect shutdown getsockname getpeername getsockopt "
     "setsockopt sendto recvfrom sendmsg recvmsg sendmmsg recvmmsg",
     "TCP, UDP and the list of addresses (netlink); no other family or protocol, no MSG_OOB, no "
     "filters and no TCP_ULP"},
    {"wait for sockets", programs,
     "poll ppoll select _newselect pselect6 epoll_create epoll_create1 epoll_ctl epoll_ctl_old "
     "epoll_wait epoll_wait_old epoll_pwait epoll_pwait2",
     "the ways of a server of many clients"},
    {"splice", bit(work::run) | bit(work::suite), "splice", "one correct style echoes with it"},
    {"Python", bit(work::script) | bit(work::suite), "socketpair",
     "asyncio wakes itself through a pair; it reaches no other program"},
    // The boxes in it have filters of their own.
    {"boxes", bit(work::suite),
     "unshare setns mount umount2 pivot_root chroot open_tree move_mount fsopen fsconfig fsmount "
     "mount_setattr seccomp memfd_create capset sethostname setuid setgid setresuid setresgid "
     "setgroups setfsuid setfsgid openat2 pidfd_open pidfd_send_signal pidfd_getfd mknod mknodat "
     "sched_setaffinity setsid",
     "bubblewrap makes each student's box within the suite's; a session of its own is a share of "
     "the "
     "processors of its own (sched(7), autogroup): one for each box"},
};

constexpr std::uint64_t namespace_flags = CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET |
                                          CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWUTS |
                                          CLONE_NEWCGROUP;

constexpr std::uint64_t none_of_them[] = {0};
// Locks need a file that can be written to, but F_GETLK shows those of another box on one that
// cannot.
constexpr std::uint64_t fcntl_commands[] = {F_DUPFD,  F_DUPFD_CLOEXEC, F_GETFD, F_SETFD,
                                            F_GETFL,  F_SETFL,         F_SETLK, F_SETLKW,
                                            F_SETOWN, F_GETOWN,        F_SETSIG};
// Not TIOCSTI, which types into the grader's terminal, nor TIOCLINUX, which pastes.
constexpr std::uint64_t ioctl_requests[] = {TCGETS,   TCSETS,   TCSETSW,  TIOCGWINSZ,
                                            FIONREAD, FIONBIO,  FIOCLEX,  FIONCLEX,
                                            FIOASYNC, TIOCOUTQ, TIOCGPGRP};
constexpr std::uint64_t set_vma = 0x53564d41;  // names for memory: newer C libraries
constexpr std::uint64_t prctl_options[] = {PR_SET_PDEATHSIG, PR_GET_PDEATHSIG, PR_SET_NAME,
                                           PR_GET_NAME,      PR_GET_DUMPABLE,  PR_SET_NO_NEW_PRIVS,
                                           PR_CAPBSET_READ,  set_vma};
constexpr std::uint64_t pair_families[] = {AF_UNIX};

constexpr argument_rule rules[] = {
    // A user namespace gives every capability in it, and with them the parts of the kernel where
    // most holes of the last years were.
    {"clone", 0, namespace_flags, none_of_them},
    // Only of the process itself: prlimit(1, RLIMIT_NOFILE, 0) blinded the box's first process.
    {"prlimit64", 0, 0xffffffff, none_of_them},
    {"fcntl", 1, 0xffffffff, fcntl_commands},
    {"ioctl", 1, 0xffffffff, ioctl_requests},
    {"prctl", 0, 0xffffffff, prctl_options},
    {"socketpair", 0, 0xffffffff, pair_families},
    {"sendto", 3, MSG_OOB, none_of_them},
    {"recvfrom", 3, MSG_OOB, none_of_them},
    {"sendmsg", 2, MSG_OOB, none_of_them},
    {"recvmsg", 2, MSG_OOB, none_of_them},
    {"sendmmsg", 3, MSG_OOB, none_of_them},
    {"recvmmsg", 3, MSG_OOB, none_of_them},
};

std::vector<std::string> words_of(std::string_view text) {
    std::istringstream words{std::string{text}};
    std::vector<std::string> result;
    for (std::string word; words >> word;)
        result.push_back(word);
    return result;
}

struct known_refusal {
    std::string_view call;
    int error;
};

constexpr known_refusal refusals[] = {
    {"mmap", ENOMEM},         {"flock", EPERM},
    {"clone", EPERM},         {"prlimit64", EPERM},
    {"ioctl", EPERM},         {"fcntl", EINVAL},
    {"prctl", EINVAL},        {"socketpair", EAFNOSUPPORT},
    {"socket", EAFNOSUPPORT}, {"setsockopt", ENOPROTOOPT},
    {"sendto", EOPNOTSUPP},   {"recvfrom", EOPNOTSUPP},
    {"sendmsg", EOPNOTSUPP},  {"recvmsg", EOPNOTSUPP},
    {"sendmmsg", EOPNOTSUPP}, {"recvmmsg", EOPNOTSUPP},
};

struct named_work {
    work kind;
    std::string_view name;
};

constexpr named_work kinds_of_work[] = {{work::unpack, "unpack"},
                                        {work::build, "build"},
                                        {work::run, "run"},
                                        {work::script, "run of a script"},
                                        {work::suite, "suite"}};

// Of one architecture, so that the table is the same on every machine.
long count_of(work kind) {
    const auto names = allowed_calls(kind);
    return std::count_if(names.begin(), names.end(), [](const std::string& name) {
        return seccomp_syscall_resolve_name_arch(SCMP_ARCH_X86_64, name.c_str()) >= 0;
    });
}

std::string kinds_of(const call_group& group) {
    std::string result;
    for (const auto& each : kinds_of_work) {
        if ((group.kinds & bit(each.kind)) == 0) continue;
        result += (result.empty() ? "" : ", ") + std::string{each.name};
    }
    return group.kinds == every ? "all" : result;
}

}  // namespace

std::span<const call_group> call_groups() {
    return groups;
}

// The suite's own box makes boxes: what it does is not a student's, and its arguments are free.
std::vector<argument_rule> argument_rules(std::string_view call, work kind) {
    std::vector<argument_rule> result;
    if (kind == work::suite) return result;
    std::copy_if(std::begin(rules), std::end(rules), std::back_inserter(result),
                 [&](const argument_rule& each) { return each.call == call; });
    return result;
}

std::vector<std::string> allowed_calls(work kind) {
    std::set<std::string> result;
    for (const auto& group : groups) {
        if ((group.kinds & bit(kind)) == 0) continue;
        for (auto& name : words_of(group.names))
            result.insert(std::move(name));
    }
    return {result.begin(), result.end()};
}

std::vector<int> allowed_numbers(work kind) {
    std::vector<int> result;
    for (const auto& name : allowed_calls(kind)) {
        const int number = seccomp_syscall_resolve_name(name.c_str());
        if (number >= 0) result.push_back(number);
    }
    std::sort(result.begin(), result.end());
    return result;
}

int refusal(std::string_view call, work kind) {
    const auto allowed = allowed_calls(kind);
    if (!std::binary_search(allowed.begin(), allowed.end(), call)) return ENOSYS;
    const auto* const found =
        std::find_if(std::begin(refusals), std::end(refusals),
                     [&](const known_refusal& each) { return each.call == call; });
    return found == std::end(refusals) ? ENOSYS : found->error;
}

void describe_calls(std::ostream& out) {
    out << "# The system calls of each box\n\n"
           "Written by `sock-box calls`; a test compares them. Every other call fails with "
           "ENOSYS,\n"
           "a value of an argument that is not allowed with the call's own error, and the box's\n"
           "standard error says `sock-box: refused NAME`.\n\n"
           "| box | system calls (x86-64) |\n|---|---|\n";
    for (const auto& each : kinds_of_work)
        out << "| " << each.name << " | " << count_of(each.kind) << " |\n";
    out << "\n| group | boxes | why | calls |\n|---|---|---|---|\n";
    for (const auto& group : groups) {
        out << "| " << group.name << " | " << kinds_of(group) << " | " << group.why << " | `"
            << group.names << "` |\n";
    }
}

}  // namespace sandbox
