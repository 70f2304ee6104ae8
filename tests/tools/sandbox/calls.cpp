// The system calls that a sandbox blocks, and those that it must allow.
#include "sandbox/calls.hpp"

#include "sandbox/profile.hpp"
#include "support/files.hpp"
#include "tools/sandbox/fixture.hpp"

#include <algorithm>
#include <sstream>

#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>

using namespace test_box;

namespace {

std::string call(const std::string& profile, long number, const words& arguments = {}) {
    words trick = {"call", std::to_string(number)};
    trick.insert(trick.end(), arguments.begin(), arguments.end());
    return guest_says(profile, trick);
}

std::string open_socket(const std::string& family, const std::string& type = "1",
                        const std::string& protocol = "0") {
    return call("run", SYS_socket, {family, type, protocol});
}

words numbers(const std::vector<int>& all) {
    words result;
    for (const int each : all)
        result.push_back(std::to_string(each));
    return result;
}

constexpr const char* compiled[] = {"run", "run-many", "run-sanitized"};

}  // namespace

TEST_CASE("each system call outside the profile's table fails, up to 600 and above") {
    if (!possible()) return;
    for (const std::string profile : {"unpack", "build", "suite", "run", "run-many",
                                      "run-sanitized", "run-script", "run-many-script"}) {
        words trick = {"sweep", "600"};
        const auto allowed =
            numbers(sandbox::allowed_numbers(sandbox::find_profile(profile)->calls));
        trick.insert(trick.end(), allowed.begin(), allowed.end());
        CAPTURE(profile);
        CHECK(guest_says(profile, trick) == "swept");
        CHECK(allowed.size() < (profile == "suite" ? 240 : 200));
    }
}

TEST_CASE("what reaches out of a box or blinds its watcher is in no student's table") {
    for (const auto kind :
         {sandbox::work::unpack, sandbox::work::build, sandbox::work::run, sandbox::work::script}) {
        const auto allowed = sandbox::allowed_calls(kind);
        for (const std::string name : {"inotify_init1",
                                       "inotify_add_watch",
                                       "fanotify_init",
                                       "semget",
                                       "semop",
                                       "shmget",
                                       "msgget",
                                       "mq_open",
                                       "io_setup",
                                       "io_submit",
                                       "io_uring_setup",
                                       "vmsplice",
                                       "tee",
                                       "setxattr",
                                       "getxattr",
                                       "pidfd_open",
                                       "pidfd_getfd",
                                       "pidfd_send_signal",
                                       "rt_sigqueueinfo",
                                       "rt_tgsigqueueinfo",
                                       "setpriority",
                                       "sched_setscheduler",
                                       "sched_setparam",
                                       "sched_setattr",
                                       "sched_setaffinity",
                                       "ioprio_set",
                                       "personality",
                                       "execveat",
                                       "memfd_create",
                                       "unshare",
                                       "setns",
                                       "mount",
                                       "ptrace",
                                       "process_vm_readv",
                                       "kcmp",
                                       "keyctl",
                                       "add_key",
                                       "bpf",
                                       "perf_event_open",
                                       "userfaultfd",
                                       "open_by_handle_at",
                                       "name_to_handle_at",
                                       "seccomp",
                                       "landlock_create_ruleset",
                                       "modify_ldt",
                                       "clone3",
                                       "mknod",
                                       "chroot",
                                       "setuid",
                                       "capset",
                                       "prctl64"}) {
            CAPTURE(name);
            CHECK(std::find(allowed.begin(), allowed.end(), name) == allowed.end());
        }
    }
    const auto build = sandbox::allowed_calls(sandbox::work::build);
    for (const std::string name : {"socket", "splice", "socketpair", "connect"})
        CHECK(std::find(build.begin(), build.end(), name) == build.end());
}

TEST_CASE("the handbook's table of system calls is that of the code") {
    const auto written = support::read_file(SOCK_TREE "/docs/reference/system_calls.md");
    std::ostringstream made;
    sandbox::describe_calls(made);
    CHECK(written == made.str());
}

TEST_CASE("a refused call is reported, once for each name") {
    if (!possible()) return;
    const auto ran = guest("run", {"call", std::to_string(SYS_inotify_init1)});
    CHECK(said(ran) == "ENOSYS");
    CHECK(ran.err.text() == "sock-box: refused inotify_init1\n");
    const auto twice = guest("run", {"twice", std::to_string(SYS_inotify_init1)});
    CHECK(said(twice) == "ENOSYS\nENOSYS");
    CHECK(twice.err.text() == "sock-box: refused inotify_init1\n");
}

TEST_CASE("no new namespaces in a student's box") {
    if (!possible()) return;
    CHECK(call("run", SYS_unshare, {std::to_string(CLONE_NEWUSER)}) == "ENOSYS");
    CHECK(call("run", SYS_setns, {"0", "0"}) == "ENOSYS");
    CHECK(call("run", SYS_clone3) == "ENOSYS");
    CHECK(guest_says("run", {"clone", "0"}) == "ok");
    CHECK(guest_says("run", {"clone", std::to_string(CLONE_NEWUSER)}) == "EPERM");
    CHECK(guest_says("run", {"clone", std::to_string(CLONE_NEWNET)}) == "EPERM");
    CHECK(guest_says("build", {"clone", std::to_string(CLONE_NEWUSER)}) == "EPERM");
    CHECK(guest_says("unpack", {"clone", std::to_string(CLONE_NEWUSER)}) == "ENOSYS");
    // It needs namespaces for the sandboxes that it starts.
    CHECK(guest_says("suite", {"clone", std::to_string(CLONE_NEWUSER)}) == "ok");
}

TEST_CASE("sockets of TCP and UDP, and of no other family or protocol") {
    if (!possible()) return;
    for (const int family : {AF_INET, AF_INET6}) {
        CHECK(open_socket(std::to_string(family)) == "ok");
        CHECK(open_socket(std::to_string(family), "2", std::to_string(IPPROTO_UDP)) == "ok");
        for (const int protocol : {IPPROTO_MPTCP, IPPROTO_UDPLITE, IPPROTO_SCTP, IPPROTO_ICMP}) {
            CAPTURE(family, protocol);
            CHECK(open_socket(std::to_string(family), "1", std::to_string(protocol)) ==
                  "EAFNOSUPPORT");
        }
    }
    CHECK(open_socket(std::to_string(AF_NETLINK), "3", "0") == "ok");
    CHECK(open_socket(std::to_string(AF_NETLINK), "3", "12") == "EAFNOSUPPORT");
    // AF_RXRPC (33) is Dirty Frag's door (CVE-2026-43500), AF_ALG Copy Fail's (CVE-2026-31431).
    for (const int family :
         {AF_UNIX, AF_VSOCK, AF_PACKET, AF_ALG, AF_RXRPC, AF_KEY, AF_TIPC, AF_BLUETOOTH, 60}) {
        CAPTURE(family);
        CHECK(open_socket(std::to_string(family)) == "EAFNOSUPPORT");
    }
    // The kernel uses the lower half only: 40 is AF_VSOCK, whatever the upper half is.
    CHECK(open_socket("0x100000028") == "EAFNOSUPPORT");
    CHECK(open_socket("0x100000002") == "ok");
}

TEST_CASE("a lock is possible on the box's own files, and on none that other boxes see") {
    if (!possible()) return;
    CHECK(guest_says("run", {"lock", "/tmp/mine"}) == "ok\nEAGAIN\nok");
    CHECK(guest_says("run", {"lock", "/usr/bin/env"}) == "EPERM");
    CHECK(guest_says("run-script", {"lock", "/usr/bin/env"}) == "EPERM");
}

TEST_CASE("a pair of AF_UNIX sockets, which asyncio needs, is for scripts only") {
    if (!possible()) return;
    const auto pair = std::to_string(SYS_socketpair);
    for (const std::string profile : compiled)
        CHECK(guest_says(profile, {"call", pair, "1", "1", "0", "0"}) == "ENOSYS");
    CHECK(guest_says("run-script", {"call", pair, "1", "1", "0", "0"}) == "EFAULT");
}

// CVE-2025-38236: out-of-band data of AF_UNIX. No exercise needs any.
TEST_CASE("no out-of-band data") {
    if (!possible()) return;
    const auto oob = std::to_string(MSG_OOB);
    for (const std::string profile : {"run", "run-script"}) {
        CHECK(call(profile, SYS_sendto, {"0", "0", "0", oob}) == "EOPNOTSUPP");
        CHECK(call(profile, SYS_recvfrom, {"0", "0", "0", oob}) == "EOPNOTSUPP");
        CHECK(call(profile, SYS_sendmsg, {"0", "0", oob}) == "EOPNOTSUPP");
        CHECK(call(profile, SYS_recvmsg, {"0", "0", oob}) == "EOPNOTSUPP");
        CHECK(call(profile, SYS_sendmmsg, {"0", "0", "0", oob}) == "EOPNOTSUPP");
        CHECK(call(profile, SYS_recvmmsg, {"0", "0", "0", oob}) == "EOPNOTSUPP");
    }
}

TEST_CASE("no code and no other protocol is loaded into the kernel's sockets") {
    if (!possible()) return;
    const auto set = [](int level, int option) {
        return call("run", SYS_setsockopt, {"0", std::to_string(level), std::to_string(option)});
    };
    CHECK(set(SOL_SOCKET, SO_ATTACH_FILTER) == "ENOPROTOOPT");
    CHECK(set(SOL_SOCKET, SO_ATTACH_BPF) == "ENOPROTOOPT");
    CHECK(set(SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF) == "ENOPROTOOPT");
    CHECK(set(IPPROTO_TCP, 31 /* TCP_ULP: Fragnesia's door */) == "ENOPROTOOPT");
    CHECK(set(IPPROTO_UDP, 100 /* UDP_ENCAP */) == "ENOPROTOOPT");
    CHECK(set(SOL_SOCKET, SO_REUSEADDR) == "ENOTSOCK");
    CHECK(set(IPPROTO_TCP, 1 /* TCP_NODELAY */) == "ENOTSOCK");
}

TEST_CASE("a program cannot type into the grader's terminal") {
    if (!possible()) return;
    CHECK(call("run", SYS_ioctl, {"0", std::to_string(TIOCSTI), "0"}) == "EPERM");
    CHECK(call("run", SYS_ioctl, {"0", "0x100005412", "0"}) == "EPERM");
    CHECK(call("run", SYS_ioctl, {"0", std::to_string(FIONREAD), "0"}) != "EPERM");
}

TEST_CASE("a process changes its own limits and descriptors, and no other's") {
    if (!possible()) return;
    CHECK(call("run", SYS_prlimit64, {"1", std::to_string(RLIMIT_NOFILE), "0", "0"}) == "EPERM");
    CHECK(call("run", SYS_prlimit64, {"0", std::to_string(RLIMIT_NOFILE), "0", "0"}) == "ok");
    CHECK(call("run", SYS_prctl, {std::to_string(PR_SET_DUMPABLE), "0"}) == "EINVAL");
    CHECK(call("run", SYS_fcntl, {"0", std::to_string(F_SETPIPE_SZ), "4096"}) == "EINVAL");
    CHECK(call("run", SYS_fcntl, {"0", std::to_string(F_GETLK), "0"}) == "EINVAL");
    CHECK(call("run", SYS_fcntl, {"0", std::to_string(F_OFD_GETLK), "0"}) == "EINVAL");
    CHECK(call("run", SYS_fcntl, {"0", std::to_string(F_SETLEASE), "0"}) == "EINVAL");
    CHECK(call("run", SYS_fcntl, {"0", std::to_string(F_NOTIFY), "0"}) == "EINVAL");
}

TEST_CASE("a box is one session, and so has one share of the processors") {
    if (!possible()) return;
    for (const auto* box : {"build", "run"})
        CHECK(call(box, SYS_setsid) == "ENOSYS");
}

TEST_CASE("threads and processes start although clone3 is closed") {
    if (!possible()) return;
    CHECK(guest_says("run", {"threads", "40"}) == "ok");
    CHECK(said(in_box({"run", "--", "/bin/sh", "-c", "echo $(echo one | { read x; echo $x; })"})) ==
          "one");
}

TEST_CASE("signals that the grader ignores are not inherited as ignored") {
    if (!possible()) return;
    auto command = box_command({"run", "--", box_guest(), "ignored"});
    command.argv.insert(command.argv.begin(),
                        {"/bin/sh", "-c", "trap '' PIPE INT; exec \"$@\"", "sh"});
    CHECK(said(support::run(command, support::milliseconds{30000})).empty());
}
