#include "sandbox/seccomp.hpp"

#include "sandbox/inherited_files.hpp"
#include "sandbox/request.hpp"

#include <seccomp.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <vector>

#include <asm/ioctls.h>
#include <sched.h>
#include <sys/socket.h>
#include <unistd.h>

namespace sandbox {
namespace {

// A refused call fails as it would on a kernel that lacks it (ENOSYS) or to a user without the
// right (EPERM): libraries know both and fall back. Killing would punish a correct program.
struct refused_call {
    const char* name;
    int error = EPERM;
    bool nested_boxes_need_it = false;
};

// clang-format off
constexpr refused_call refused[] = {
    // New namespaces: a user namespace gives every capability inside it, and with them the parts of
    // the kernel where most holes of the last years were. (clone has its own rule below.)
    {"unshare", EPERM, true}, {"setns"},
    // Its flags are in memory, where no filter can see them; glibc falls back to clone.
    {"clone3", ENOSYS},
    // Mounts: they need a capability that the box lacks. This is a second barrier.
    {"mount", EPERM, true}, {"umount2", EPERM, true}, {"pivot_root", EPERM, true},
    {"chroot"}, {"open_tree"}, {"move_mount"}, {"fsopen"}, {"fsconfig"}, {"fsmount"}, {"fspick"},
    {"mount_setattr"}, {"quotactl"}, {"quotactl_fd"}, {"swapon"}, {"swapoff"},
    // Other processes' memory and descriptors: the judge's, should it ever be visible.
    {"ptrace"}, {"process_vm_readv"}, {"process_vm_writev"}, {"process_madvise"}, {"pidfd_getfd"},
    {"kcmp"},
    // Keyrings belong to the user, not to a namespace: two boxes could talk through them
    // (isolate 2.5 closed this), and CVE-2016-0728 came in here.
    {"keyctl", ENOSYS}, {"add_key", ENOSYS}, {"request_key", ENOSYS},
    // io_uring bypasses every other rule: seccomp does not see what is submitted to a ring.
    {"io_uring_setup", ENOSYS}, {"io_uring_enter", ENOSYS}, {"io_uring_register", ENOSYS},
    // Large kernel interfaces that no socket program needs.
    {"bpf"}, {"perf_event_open"}, {"userfaultfd", ENOSYS}, {"fanotify_init", ENOSYS},
    {"lookup_dcookie", ENOSYS}, {"vmsplice"},
    // Opens a file by its number, past every path (the "Shocker" escape from containers, 2014).
    {"open_by_handle_at"}, {"name_to_handle_at"},
    // Memory that no rlimit sees and that belongs to no process: 256 descriptors full of it in each
    // of 64 processes.
    {"memfd_create", ENOSYS, true}, {"memfd_secret", ENOSYS},
    {"shmget", ENOSYS}, {"msgget", ENOSYS}, {"semget", ENOSYS}, {"mq_open", ENOSYS},
    // The machine itself: its clock, its kernel, its log, its ports.
    {"reboot"}, {"kexec_load"}, {"kexec_file_load"}, {"init_module"}, {"finit_module"},
    {"delete_module"}, {"create_module"}, {"syslog"}, {"acct"}, {"settimeofday"},
    {"clock_settime"}, {"clock_adjtime"}, {"adjtimex"}, {"iopl"}, {"ioperm"}, {"vhangup"},
    {"nfsservctl", ENOSYS}, {"uselib", ENOSYS}, {"sysfs", ENOSYS}, {"ustat", ENOSYS},
    {"_sysctl", ENOSYS}, {"modify_ldt"}, {"vm86"}, {"vm86old"},
    // Memory placement: a way to slow down other processes.
    {"mbind"}, {"set_mempolicy"}, {"migrate_pages"}, {"move_pages"},
};
// clang-format on

constexpr std::uint64_t new_namespaces[] = {CLONE_NEWUSER,  CLONE_NEWPID, CLONE_NEWNET,
                                            CLONE_NEWNS,    CLONE_NEWIPC, CLONE_NEWUTS,
                                            CLONE_NEWCGROUP};

constexpr int allowed_families[] = {AF_UNIX, AF_INET, AF_INET6, AF_NETLINK};
constexpr int last_allowed_family = AF_NETLINK;

class filter {
  public:
    filter() : context_{seccomp_init(SCMP_ACT_ALLOW), seccomp_release} {
        if (!context_) throw failure("no memory for the seccomp filter");
        // As a tree: a call passes seven comparisons instead of a hundred.
        seccomp_attr_set(context_.get(), SCMP_FLTATR_CTL_OPTIMIZE, 2);
        // 32-bit calls on a 64-bit kernel have other numbers, so no rule would match them.
        seccomp_attr_set(context_.get(), SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
    }

    void refuse(const char* name, int error, const std::vector<scmp_arg_cmp>& when = {}) {
        const int number = seccomp_syscall_resolve_name(name);
        // Newer than this libseccomp, or older than this architecture.
        if (number == __NR_SCMP_ERROR) return;
        const auto action = SCMP_ACT_ERRNO(static_cast<std::uint32_t>(error));
        const int result = seccomp_rule_add_array(context_.get(), action, number,
                                                  static_cast<unsigned>(when.size()), when.data());
        if (result < 0) {
            throw failure(std::string{"seccomp rule for "} + name + ": " + std::strerror(-result));
        }
    }

    [[nodiscard]] int descriptor() const {
        const int file = file_in_memory("the seccomp filter", {});
        if (const int result = seccomp_export_bpf(context_.get(), file); result < 0) {
            throw failure(std::string{"seccomp filter: "} + std::strerror(-result));
        }
        ::lseek(file, 0, SEEK_SET);
        return file;
    }

  private:
    std::unique_ptr<void, void (*)(scmp_filter_ctx)> context_;
};

// AF_VSOCK reaches the hypervisor and, through it, other machines; AF_ALG, AF_PACKET, AF_TIPC… each
// had vulnerabilities, and a network namespace does not confine them.
void refuse_families(filter& into) {
    for (const char* call : {"socket", "socketpair"}) {
        for (unsigned family = 0; family <= last_allowed_family; ++family) {
            const bool allowed = std::find(std::begin(allowed_families), std::end(allowed_families),
                                           static_cast<int>(family)) != std::end(allowed_families);
            // 0 is not a family: the kernel refuses it.
            if (allowed || family == 0) continue;
            into.refuse(call, EAFNOSUPPORT, {{0, SCMP_CMP_EQ, family, 0}});
        }
        // The comparison takes 64 bits, the kernel only 32. A family with garbage in its upper half
        // is greater than all others and is refused, too.
        into.refuse(call, EAFNOSUPPORT, {{0, SCMP_CMP_GT, last_allowed_family, 0}});
    }
    // getifaddrs(3) and getaddrinfo(3) need NETLINK_ROUTE (0), and no call needs another protocol.
    into.refuse("socket", EPROTONOSUPPORT,
                {{0, SCMP_CMP_EQ, AF_NETLINK, 0}, {2, SCMP_CMP_NE, 0, 0}});
}

// TIOCSTI types into the terminal from which the box was started, as if the grader did; TIOCLINUX
// pastes. Masked to the 32 bits that the kernel looks at (flatpak's CVE-2019-10063 was this).
void refuse_typing(filter& into) {
    for (const std::uint64_t request : {std::uint64_t{TIOCSTI}, std::uint64_t{TIOCLINUX}}) {
        into.refuse("ioctl", EPERM, {{1, SCMP_CMP_MASKED_EQ, 0xffffffff, request}});
    }
}

void refuse_namespaces(filter& into) {
    for (const auto flag : new_namespaces) {
        into.refuse("clone", EPERM, {{0, SCMP_CMP_MASKED_EQ, flag, flag}});
    }
}

}  // namespace

int seccomp_filter(const profile& rules) {
    filter made;
    for (const auto& each : refused) {
        if (rules.nested && each.nested_boxes_need_it) continue;
        made.refuse(each.name, each.error);
    }
    refuse_families(made);
    refuse_typing(made);
    if (!rules.nested) refuse_namespaces(made);
    return made.descriptor();
}

}  // namespace sandbox
