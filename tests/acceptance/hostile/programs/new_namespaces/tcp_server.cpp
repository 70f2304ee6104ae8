#include <initializer_list>
#include <cstdio>

#include <sched.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

int main() {
    int open = 0;
    const auto count = [&](long result) { open += result >= 0 ? 1 : 0; };
    for (const int flag : {CLONE_NEWUSER, CLONE_NEWNET, CLONE_NEWNS, CLONE_NEWPID, CLONE_NEWIPC}) {
        count(unshare(flag));
    }
    count(mount("none", "/tmp", "tmpfs", 0, nullptr));
    count(syscall(SYS_keyctl, 0, -3, 1, 0, 0));
    count(syscall(SYS_io_uring_setup, 8, nullptr));
    count(syscall(SYS_bpf, 0, nullptr, 0));
    count(syscall(SYS_perf_event_open, nullptr, 0, -1, -1, 0));
    count(syscall(SYS_userfaultfd, 0));
    count(socket(AF_VSOCK, SOCK_STREAM, 0));
    count(socket(AF_PACKET, SOCK_RAW, 0));
    count(chroot("/tmp"));
    count(setuid(0));
    if (open > 0) std::printf("FOUND %d OPEN DOORS\n", open);
    return 0;
}
