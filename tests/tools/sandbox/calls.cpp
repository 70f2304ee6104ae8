// The system calls that a sandbox blocks, and those that it must allow.
#include "tools/sandbox/fixture.hpp"

#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
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

}  // namespace

TEST_CASE("calls that only an attack needs fail, without killing the program") {
    if (!possible()) return;
    CHECK(call("run", SYS_keyctl) == "ENOSYS");
    CHECK(call("run", SYS_add_key) == "ENOSYS");
    CHECK(call("run", SYS_io_uring_setup, {"8", "0"}) == "ENOSYS");
    CHECK(call("run", SYS_ptrace) == "EPERM");
    CHECK(call("run", SYS_process_vm_readv, {"1"}) == "EPERM");
    CHECK(call("run", SYS_perf_event_open) == "EPERM");
    CHECK(call("run", SYS_bpf) == "EPERM");
    CHECK(call("run", SYS_userfaultfd) == "ENOSYS");
    CHECK(call("run", SYS_mount) == "EPERM");
    CHECK(call("run", SYS_open_by_handle_at) == "EPERM");
    CHECK(call("run", SYS_memfd_create) == "ENOSYS");
    CHECK(call("run", SYS_shmget, {"0", "4096", "01600"}) == "ENOSYS");
    CHECK(call("run", SYS_kexec_load) == "EPERM");
}

TEST_CASE("no new namespaces in a student's box") {
    if (!possible()) return;
    CHECK(call("run", SYS_unshare, {std::to_string(CLONE_NEWUSER)}) == "EPERM");
    CHECK(call("run", SYS_setns, {"0", "0"}) == "EPERM");
    CHECK(call("run", SYS_clone3) == "ENOSYS");
    CHECK(guest_says("run", {"clone", "0"}) == "ok");
    CHECK(guest_says("run", {"clone", std::to_string(CLONE_NEWUSER)}) == "EPERM");
    CHECK(guest_says("run", {"clone", std::to_string(CLONE_NEWNET)}) == "EPERM");
    CHECK(guest_says("build", {"clone", std::to_string(CLONE_NEWUSER)}) == "EPERM");
    CHECK(guest_says("unpack", {"clone", std::to_string(CLONE_NEWUSER)}) == "EPERM");
    // It needs namespaces for the sandboxes that it starts.
    CHECK(guest_says("suite", {"clone", std::to_string(CLONE_NEWUSER)}) == "ok");
}

TEST_CASE("sockets of the internet and of unix, and of no other family") {
    if (!possible()) return;
    for (const int family : {AF_UNIX, AF_INET, AF_INET6}) {
        CHECK(open_socket(std::to_string(family)) == "ok");
    }
    CHECK(open_socket(std::to_string(AF_NETLINK), "3", "0") == "ok");
    CHECK(open_socket(std::to_string(AF_NETLINK), "3", "12") == "EPROTONOSUPPORT");
    for (const int family : {AF_VSOCK, AF_PACKET, AF_ALG, AF_KEY, AF_TIPC, AF_BLUETOOTH, 60}) {
        CAPTURE(family);
        CHECK(open_socket(std::to_string(family)) == "EAFNOSUPPORT");
    }
    // The kernel uses the lower half only: 40 is AF_VSOCK, whatever the upper half is.
    CHECK(open_socket("0x100000028") == "EAFNOSUPPORT");
}

TEST_CASE("a program cannot type into the grader's terminal") {
    if (!possible()) return;
    CHECK(call("run", SYS_ioctl, {"0", std::to_string(TIOCSTI), "0"}) == "EPERM");
    CHECK(call("run", SYS_ioctl, {"0", "0x100005412", "0"}) == "EPERM");
    CHECK(call("run", SYS_ioctl, {"0", std::to_string(FIONREAD), "0"}) != "EPERM");
}

TEST_CASE("threads and processes start although clone3 is closed") {
    if (!possible()) return;
    CHECK(guest_says("run", {"threads", "40"}) == "ok");
    CHECK(said(in_box({"run", "--", "/bin/sh", "-c", "echo $(echo one | cat)"})) == "one");
}

TEST_CASE("signals that the grader ignores are not inherited as ignored") {
    if (!possible()) return;
    auto command = box_command({"run", "--", box_guest(), "ignored"});
    command.argv.insert(command.argv.begin(),
                        {"/bin/sh", "-c", "trap '' PIPE INT; exec \"$@\"", "sh"});
    CHECK(said(support::run(command, support::milliseconds{30000})).empty());
}
