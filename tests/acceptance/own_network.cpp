// own_network PROGRAM ARG…: runs the program in a network namespace with only a loopback device, so
// that no other process uses its ports (network_namespaces(7)). If the system does not allow that,
// the program runs in the common network.

#include <cerrno>
#include <cstdio>
#include <cstring>

#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

bool start_loopback() {
    const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return false;
    ifreq device{};
    std::strcpy(device.ifr_name, "lo");
    device.ifr_flags = IFF_UP | IFF_RUNNING;
    const bool up = ioctl(fd, SIOCSIFFLAGS, &device) == 0;
    close(fd);
    return up;
}

// An ordinary user needs a user namespace to create a network namespace; root does not.
bool leave_common_network() {
    if (unshare(CLONE_NEWNET) == 0) return true;
    return unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0;
}

}  // namespace

int main(int count, char** arguments) {
    if (count < 2) {
        std::fprintf(stderr, "usage: sock-own-network PROGRAM ARG...\n");
        return 2;
    }
    if (leave_common_network() && !start_loopback()) {
        std::fprintf(stderr, "sock-own-network: the loopback device does not start\n");
        return 3;
    }
    execvp(arguments[1], arguments + 1);
    std::fprintf(stderr, "sock-own-network: %s: %s\n", arguments[1], std::strerror(errno));
    return 127;
}
