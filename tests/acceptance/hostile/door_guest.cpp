// A guest that tries the doors of doors.toml, each in a process of its own: out of its box, into
// the kernel, to its neighbours. Prints a line for each: its name and "open" or "shut".
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include <fcntl.h>
#include <linux/fanotify.h>
#include <linux/io_uring.h>
#include <linux/keyctl.h>
#include <linux/netlink.h>
#include <linux/seccomp.h>
#include <linux/userfaultfd.h>
#include <mqueue.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

namespace {

constexpr int shut = 1;

bool works(long result) {
    return result >= 0;
}

// The kernel's own code answers, be it with an error. A call that a box leaves out fails with
// ENOSYS.
bool answers(long result) {
    return result >= 0 || errno != ENOSYS;
}

// The kernel looks at the type's flags before it looks for the family: a machine without that
// module answers EINVAL, too.
bool family(int which, int protocol = 0) {
    constexpr int no_such_flag = 0x100;
    return works(::socket(which, SOCK_RAW | no_such_flag, protocol)) || errno == EINVAL;
}

int own_file() {
    return ::open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
}

struct pair_of {
    int ends[2] = {-1, -1};
};

pair_of unix_pair() {
    pair_of made;
    static_cast<void>(::socketpair(AF_UNIX, SOCK_STREAM, 0, made.ends));
    return made;
}

pair_of pipe_with(const char* text) {
    pair_of made;
    if (::pipe(made.ends) != 0 || ::write(made.ends[1], text, 1) != 1) ::_exit(shut);
    return made;
}

// With a child that waits, of the same user: what must not be reached elsewhere can be tried on it.
bool on_neighbour(bool (*reaches)(pid_t)) {
    const pid_t child = ::fork();
    if (child == 0) {
        ::alarm(5);
        for (;;)
            ::pause();
    }
    const bool found = reaches(child);
    ::kill(child, SIGKILL);
    return found;
}

bool send_out_of_band() {
    return works(::send(unix_pair().ends[0], "x", 1, MSG_OOB));
}

// A socket that is sent through itself waits for the collector.
bool send_itself() {
    const auto both = unix_pair();
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> room{};
    char byte = 'x';
    iovec data{&byte, 1};
    msghdr message{};
    message.msg_iov = &data;
    message.msg_iovlen = 1;
    message.msg_control = room.data();
    message.msg_controllen = room.size();
    auto* const header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    *reinterpret_cast<int*>(CMSG_DATA(header)) = both.ends[1];
    return works(::sendmsg(both.ends[0], &message, 0));
}

bool abstract_name() {
    const int made = ::socket(AF_UNIX, SOCK_DGRAM, 0);
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    name.sun_path[1] = 'x';
    return works(::bind(made, reinterpret_cast<sockaddr*>(&name), sizeof name));
}

bool upper_protocol() {
    const int made = ::socket(AF_INET, SOCK_STREAM, 0);
    return made >= 0 &&
           (::setsockopt(made, IPPROTO_TCP, TCP_ULP, "espintcp", 8) == 0 || errno != ENOPROTOOPT);
}

bool classic_filter() {
    const int made = ::socket(AF_INET, SOCK_DGRAM, 0);
    const std::uint64_t accept_all = 0xffff'0000'0000'0006;
    const struct {
        unsigned short length;
        const void* code;
    } program{1, &accept_all};
    return ::setsockopt(made, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) == 0;
}

bool lock_of_all() {
    return ::flock(::open("/usr/bin/env", O_RDONLY), LOCK_EX | LOCK_NB) == 0;
}

bool lock_is_seen(int file, int command) {
    struct flock what {};
    what.l_type = F_WRLCK;
    return works(::fcntl(file, command, &what));
}

bool pipe_grows() {
    return works(::fcntl(pipe_with("x").ends[0], F_SETPIPE_SZ, 1 << 20));
}

// The page of a file that may only be read gets into a pipe: Dirty Pipe's and Copy Fail's first
// step.
bool page_in_pipe() {
    loff_t at = 0;
    return ::splice(::open("/usr/bin/env", O_RDONLY), &at, pipe_with("x").ends[1], nullptr, 1, 0) >
           0;
}

bool tee_pipes() {
    return ::tee(pipe_with("x").ends[0], pipe_with("x").ends[1], 1, 0) > 0;
}

bool page_as_gift() {
    char byte = 'x';
    const iovec what{&byte, 1};
    return ::vmsplice(pipe_with("x").ends[1], &what, 1, 0) > 0;
}

bool program_without_name() {
    const int file = ::open("/bin/sh", O_RDONLY);
    char name[] = "sh";
    char option[] = "-c";
    char text[] = "exit 0";
    char* const words[] = {name, option, text, nullptr};
    char* const none[] = {nullptr};
    ::syscall(SYS_execveat, file, "", words, none, AT_EMPTY_PATH);  // which ends with 0: open
    return false;
}

bool ring() {
    io_uring_params how{};
    return works(::syscall(SYS_io_uring_setup, 8, &how));
}

bool own_faults() {
    return works(::syscall(SYS_userfaultfd, UFFD_USER_MODE_ONLY));
}

bool key() {
    return works(::syscall(SYS_add_key, "user", "door", "x", 1, KEY_SPEC_PROCESS_KEYRING));
}

bool read_neighbour(pid_t child) {
    char byte = 0;
    static char theirs = 'x';
    const iovec here{&byte, 1};
    const iovec there{&theirs, 1};
    return ::process_vm_readv(child, &here, 1, &there, 1, 0) == 1;
}

bool take_descriptor(pid_t child) {
    const long held = ::syscall(SYS_pidfd_open, child, 0);
    return held >= 0 && works(::syscall(SYS_pidfd_getfd, held, 0, 0));
}

bool limit(pid_t child) {
    const rlimit none{0, 0};
    return ::prlimit(child, RLIMIT_NOFILE, &none, nullptr) == 0;
}

bool slowest(int policy) {
    const sched_param none{};
    return ::sched_setscheduler(0, policy, &none) == 0;
}

bool handle_of_file() {
    struct {
        unsigned bytes = 128;
        int type = 0;
        unsigned char room[128] = {};
    } handle;
    int mount = 0;
    return works(::syscall(SYS_name_to_handle_at, AT_FDCWD, "/usr", &handle, &mount, 0)) ||
           errno == EOPNOTSUPP;
}

bool message_queue() {
    return works(::mq_open("/door", O_CREAT | O_RDWR, 0600, nullptr)) && ::mq_unlink("/door") == 0;
}

bool asynchronous_io() {
    unsigned long context = 0;
    return works(::syscall(SYS_io_setup, 1, &context));
}

bool watch_files() {
    return works(::inotify_add_watch(::inotify_init1(0), "/usr/bin/env", IN_ACCESS));
}

bool watch_mounts() {
    return works(::syscall(SYS_fanotify_init, FAN_CLASS_NOTIF | FAN_REPORT_FID, O_RDONLY));
}

// The kernel asks whether it is a terminal: ENOTTY is its answer.
bool types_into(int file) {
    return ::ioctl(file, TIOCSTI, "x") == 0 || errno == ENOTTY;
}

bool write_memory_file() {
    return works(::open("/proc/self/mem", O_RDWR));
}

bool new_terminal() {
    return works(::open("/dev/ptmx", O_RDWR | O_NOCTTY));
}

bool memory_device() {
    return works(::open("/dev/zero", O_RDWR));
}

bool attribute() {
    return works(::fsetxattr(own_file(), "user.door", "x", 1, 0)) || errno == EOPNOTSUPP;
}

bool old_clone(std::uint64_t flags) {
    const long child = ::syscall(SYS_clone, flags | SIGCHLD, 0, 0, 0, 0);
    if (child == 0) ::_exit(shut);
    return works(child);
}

bool new_clone() {
    std::array<std::uint64_t, 11> how{};  // clone_args, all zero
    const long child = ::syscall(SYS_clone3, how.data(), sizeof how);
    if (child == 0) ::_exit(shut);
    return works(child);
}

struct door {
    const char* name;
    bool (*opens)();
};

constexpr door doors[] = {
    {"CVE-2026-31431", [] { return family(AF_ALG); }},
    {"CVE-2026-43500", [] { return family(AF_RXRPC); }},
    {"CVE-2026-43284", [] { return family(AF_NETLINK, NETLINK_XFRM); }},
    {"CVE-2026-23394", send_itself},
    {"CVE-2026-53361", abstract_name},
    {"CVE-2025-38236", send_out_of_band},
    {"Fragnesia", upper_protocol},
    {"CVE-2025-21756", [] { return family(AF_VSOCK); }},
    {"CVE-2024-1086", [] { return family(AF_NETLINK, NETLINK_NETFILTER); }},
    {"CVE-2024-0582", ring},
    {"CVE-2022-0847", page_in_pipe},
    {"CVE-2022-0492", [] { return works(::unshare(CLONE_NEWUSER)); }},
    {"CVE-2022-0185", [] { return answers(::syscall(SYS_fsopen, "tmpfs", 0)); }},
    {"CVE-2021-43267", [] { return family(AF_TIPC); }},
    {"CVE-2021-3490", [] { return answers(::syscall(SYS_bpf, 0, nullptr, 0)); }},
    {"CVE-2021-23133", [] { return family(AF_INET, IPPROTO_SCTP); }},
    {"CVE-2020-14386", [] { return family(AF_PACKET); }},
    {"CVE-2019-13272", [] { return works(::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr)); }},
    {"CVE-2018-18955", [] { return old_clone(CLONE_NEWUSER); }},
    {"CVE-2017-11176", message_queue},
    {"CVE-2017-6074", [] { return family(AF_INET, IPPROTO_DCCP); }},
    {"CVE-2017-5226", [] { return types_into(pipe_with("x").ends[0]); }},
    {"CVE-2016-5195", write_memory_file},
    {"CVE-2016-0728", [] { return answers(::syscall(SYS_keyctl, 1, nullptr)); }},
    {"CVE-2014-0196", new_terminal},
    {"CVE-2013-2094",
     [] { return answers(::syscall(SYS_perf_event_open, nullptr, 0, -1, -1, 0)); }},
    {"Shocker", handle_of_file},
    {"unix-socket", [] { return family(AF_UNIX); }},
    {"multipath-tcp", [] { return family(AF_INET, IPPROTO_MPTCP); }},
    {"udp-lite", [] { return family(AF_INET, IPPROTO_UDPLITE); }},
    {"socket-filter", classic_filter},
    {"lock-on-shared-file", lock_of_all},
    {"lock-is-seen", [] { return lock_is_seen(::open("/usr/bin/env", O_RDONLY), F_GETLK); }},
    {"lease", [] { return works(::fcntl(own_file(), F_SETLEASE, F_WRLCK)); }},
    {"open-file-lock", [] { return lock_is_seen(own_file(), F_OFD_GETLK); }},
    {"folder-notice", [] { return works(::fcntl(::open("/tmp", O_RDONLY), F_NOTIFY, DN_CREATE)); }},
    {"inotify", watch_files},
    {"fanotify", watch_mounts},
    {"pipe-size", pipe_grows},
    {"tee", tee_pipes},
    {"vmsplice", page_as_gift},
    {"execveat", program_without_name},
    {"memfd", [] { return works(::memfd_create("door", 0)); }},
    {"userfaultfd", own_faults},
    {"add-key", key},
    {"read-a-neighbour", [] { return on_neighbour(read_neighbour); }},
    {"trace-a-neighbour",
     [] {
         return on_neighbour(
             [](pid_t child) { return works(::ptrace(PTRACE_SEIZE, child, nullptr, nullptr)); });
     }},
    {"descriptor-of-a-neighbour", [] { return on_neighbour(take_descriptor); }},
    {"limit-a-neighbour", [] { return on_neighbour(limit); }},
    {"queue-a-signal",
     [] { return on_neighbour([](pid_t child) { return ::sigqueue(child, SIGUSR1, {}) == 0; }); }},
    {"compare-with-a-neighbour",
     [] {
         return on_neighbour(
             [](pid_t child) { return works(::syscall(SYS_kcmp, ::getpid(), child, 0, 0, 0)); });
     }},
    {"shared-memory",
     [] { return ::shmctl(::shmget(IPC_PRIVATE, 4096, 0600), IPC_RMID, nullptr) == 0; }},
    {"semaphore", [] { return ::semctl(::semget(IPC_PRIVATE, 1, 0600), 0, IPC_RMID) == 0; }},
    {"system-v-queue",
     [] { return ::msgctl(::msgget(IPC_PRIVATE, 0600), IPC_RMID, nullptr) == 0; }},
    {"asynchronous-io", asynchronous_io},
    {"slower-than-all", [] { return slowest(SCHED_IDLE); }},
    {"batch-work", [] { return slowest(SCHED_BATCH); }},
    {"priority", [] { return ::setpriority(PRIO_PROCESS, 0, 19) == 0; }},
    {"fixed-addresses", [] { return works(::personality(ADDR_NO_RANDOMIZE)); }},
    {"hide-from-the-suite", [] { return ::prctl(PR_SET_DUMPABLE, 0) == 0; }},
    {"own-filter",
     [] { return answers(::syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, nullptr)); }},
    {"attributes", attribute},
    {"clone3", new_clone},
    {"dev-zero", memory_device},
};

// 0: open.
int attempt(const door& each) {
    const pid_t child = ::fork();
    if (child < 0) return -1;
    if (child == 0) {
        ::alarm(10);
        ::_exit(each.opens() ? 0 : shut);
    }
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

int main() {
    for (const auto& each : doors) {
        const int found = attempt(each);
        std::printf("%s %s\n", each.name, found == 0 ? "open" : found == shut ? "shut" : "died");
        std::fflush(stdout);
    }
    return 0;
}
