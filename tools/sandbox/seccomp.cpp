#include "sandbox/seccomp.hpp"

#include "sandbox/calls.hpp"
#include "sandbox/inherited_files.hpp"
#include "sandbox/request.hpp"
#include "support/agreed_numbers.hpp"
#include "support/unique_fd.hpp"

#include <seccomp.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <memory>
#include <vector>

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace sandbox {
namespace {

constexpr std::uint64_t low_half = 0xffffffff;  // of an int, whose upper half may hold anything

// What is not in the table is answered by the box's first process, which reports it. A filter that
// nothing listens to fails with ENOSYS (seccomp_unotify(2)).
class filter {
  public:
    filter() : context_{seccomp_init(SCMP_ACT_NOTIFY), seccomp_release} {
        if (!context_) throw failure("no memory for the seccomp filter");
        // As a tree: a call passes seven comparisons instead of a hundred.
        seccomp_attr_set(context_.get(), SCMP_FLTATR_CTL_OPTIMIZE, 2);
        // 32-bit calls on a 64-bit kernel have other numbers, so no rule would match them.
        seccomp_attr_set(context_.get(), SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
    }

    void allow(const std::string& name, const std::vector<scmp_arg_cmp>& when = {}) {
        add(SCMP_ACT_ALLOW, name, when);
    }

    // Without a report: libraries try these calls on their own.
    void refuse_quietly(const std::string& name, int error,
                        const std::vector<scmp_arg_cmp>& when = {}) {
        add(SCMP_ACT_ERRNO(static_cast<std::uint32_t>(error)), name, when);
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
    void add(std::uint32_t action, const std::string& name, const std::vector<scmp_arg_cmp>& when) {
        const int number = seccomp_syscall_resolve_name(name.c_str());
        // Newer than this libseccomp, or unknown on this architecture.
        if (number < 0) return;
        const int result = seccomp_rule_add_array(context_.get(), action, number,
                                                  static_cast<unsigned>(when.size()), when.data());
        if (result < 0) {
            throw failure("seccomp rule for " + name + ": " + std::strerror(-result));
        }
    }

    std::unique_ptr<void, void (*)(scmp_filter_ctx)> context_;
};

scmp_arg_cmp is(unsigned argument, std::uint64_t value, std::uint64_t mask = low_half) {
    return {argument, SCMP_CMP_MASKED_EQ, mask, value};
}

// AF_VSOCK reaches the hypervisor and, through it, other machines; AF_ALG, AF_PACKET, AF_TIPC… each
// had vulnerabilities, and a network namespace does not confine them. AF_UNIX had some in 2025 and
// 2026. Of the internet's protocols, MPTCP, UDPLITE and SCTP are not needed.
void allow_sockets(filter& into) {
    constexpr std::uint64_t families[] = {AF_INET, AF_INET6};
    constexpr std::uint64_t protocols[] = {0, IPPROTO_TCP, IPPROTO_UDP};
    for (const auto family : families) {
        for (const auto protocol : protocols)
            into.allow("socket", {is(0, family), is(2, protocol)});
    }
    // getifaddrs(3) and getaddrinfo(3) need NETLINK_ROUTE.
    into.allow("socket", {is(0, AF_NETLINK), is(2, 0)});
    // The C library looks for nscd(8) at every look-up of a name.
    into.refuse_quietly("socket", EAFNOSUPPORT, {is(0, AF_UNIX)});
}

// Not SO_ATTACH_FILTER and the like, nor TCP_ULP, nor UDP_ENCAP: they load code, or change the
// protocol, in the kernel.
void allow_socket_options(filter& into) {
    const auto below = [&](std::uint64_t level, std::uint64_t end) {
        into.allow("setsockopt", {is(1, level), {2, SCMP_CMP_LT, end, 0}});
    };
    below(SOL_SOCKET, SO_ATTACH_FILTER);
    constexpr std::uint64_t others[] = {SO_TIMESTAMP, SO_RXQ_OVFL, SO_PEEK_OFF, SO_BUSY_POLL};
    for (const auto option : others)
        into.allow("setsockopt", {is(1, SOL_SOCKET), is(2, option)});
    below(IPPROTO_TCP, TCP_ULP);
    below(IPPROTO_UDP, 100);  // UDP_ENCAP, linux/udp.h
    into.allow("setsockopt", {is(1, IPPROTO_IP)});
    into.allow("setsockopt", {is(1, IPPROTO_IPV6)});
    into.allow("setsockopt", {is(1, SOL_NETLINK)});
}

// Shared memory without a file waits for the referee.
void allow_mappings(filter& into) {
    into.allow("mmap", {is(3, 0, MAP_SHARED)});
    into.allow("mmap", {is(3, MAP_SHARED, MAP_SHARED | MAP_ANONYMOUS)});
}

void allow_by_argument(filter& into, const std::string& name, work kind) {
    const auto rules = argument_rules(name, kind);
    if (rules.empty()) into.allow(name);
    for (const auto& rule : rules) {
        for (const auto value : rule.values)
            into.allow(name, {is(rule.argument, value, rule.mask)});
    }
}

std::vector<sock_filter> read_program(int file) {
    struct stat about {};
    if (::fstat(file, &about) != 0) return {};  // the kernel refuses an empty filter
    std::vector<sock_filter> result(static_cast<std::size_t>(about.st_size) / sizeof(sock_filter));
    const auto bytes = result.size() * sizeof(sock_filter);
    const auto size = ::pread(file, result.data(), bytes, 0);
    return size == static_cast<ssize_t>(bytes) ? result : std::vector<sock_filter>{};
}

std::string name_of(int number) {
    const std::unique_ptr<char, decltype(&std::free)> name{
        seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, number), &std::free};
    return name ? std::string{name.get()} : "system call " + std::to_string(number);
}

// The kernel's structs may be longer than those of the header (seccomp_unotify(2)).
union notification {
    unsigned char room[512];  // first: `{}` clears the first member
    seccomp_notif call;
    seccomp_notif_resp answer;
};

// Of a thread, its process: pidfd_open(2) takes no other.
pid_t process_of(pid_t thread) {
    std::ifstream status{"/proc/" + std::to_string(thread) + "/status"};
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("Tgid:")) return std::atoi(line.c_str() + 5);
    return -1;
}

// flock(2) for another process: a lock belongs to the open file, which the two share. Only on what
// the box can write to: its neighbours see a lock on a file that they, too, can only read. A lock
// that another program holds is not waited for.
int lock_shared(pid_t thread, int file, int operation) {
    const support::descriptor process{
        static_cast<int>(::syscall(SYS_pidfd_open, process_of(thread), 0))};
    if (process.get() < 0) return EPERM;
    const support::descriptor same{
        static_cast<int>(::syscall(SYS_pidfd_getfd, process.get(), file, 0))};
    if (same.get() < 0) return errno;
    struct statvfs where {};
    if (::fstatvfs(same.get(), &where) != 0 || (where.f_flag & ST_RDONLY) != 0) return EPERM;
    return ::flock(same.get(), operation | LOCK_NB) == 0 ? 0 : errno;
}

// Only their own user may take a process's descriptors (ptrace(2): the real one counts).
int lock_for(pid_t thread, int file, int operation, const new_user* user) {
    if (user == nullptr) return lock_shared(thread, file, operation);
    const uid_t own = ::getuid();
    const gid_t group = ::getgid();
    constexpr auto as_it_is = static_cast<uid_t>(-1);
    if (::setresgid(user->of.group(), as_it_is, as_it_is) != 0 ||
        ::setresuid(user->number, as_it_is, as_it_is) != 0)
        return EPERM;
    const int error = lock_shared(thread, file, operation);
    if (::setresuid(own, as_it_is, as_it_is) != 0 || ::setresgid(group, as_it_is, as_it_is) != 0)
        ::_exit(support::box_failed);
    return error;
}

bool continues(const seccomp_notif& call, std::uint64_t& shared_left) {
    const auto bytes = call.data.args[1];
    if (bytes > shared_left) return false;
    shared_left -= bytes;
    return true;
}

}  // namespace

int seccomp_filter(const profile& rules) {
    filter made;
    for (const auto& name : allowed_calls(rules.calls)) {
        if (name == "socket" && rules.calls != work::suite) {
            allow_sockets(made);
        } else if (name == "setsockopt" && rules.calls != work::suite) {
            allow_socket_options(made);
        } else if (name == "flock" && !rules.nested) {
            continue;  // the referee decides
        } else if (name == "mmap" && !rules.nested) {
            allow_mappings(made);
        } else {
            allow_by_argument(made, name, rules.calls);
        }
    }
    // Its flags are in memory, where no filter can see them; the C library falls back to clone.
    made.refuse_quietly("clone3", ENOSYS);
    return made.descriptor();
}

int install_filter(int file, bool listen) {
    auto program = read_program(file);
    const sock_fprog filter{static_cast<unsigned short>(program.size()), program.data()};
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return -1;
    const auto with = [&](unsigned flags) {
        return static_cast<int>(::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &filter));
    };
    if (!listen) return with(0) == 0 ? no_listener : -1;
    const int listener = with(SECCOMP_FILTER_FLAG_NEW_LISTENER);
    return listener;
}

std::string referee::answer(int listener) {
    notification it{};
    if (::ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &it) != 0) return {};
    const auto call = it.call;
    const auto name = name_of(call.data.nr);
    it = {};
    it.answer.id = call.id;
    bool refused = false;
    if (name == "flock" && kind_ != work::unpack) {
        const auto file = static_cast<int>(call.data.args[0]);
        const int error = lock_for(static_cast<pid_t>(call.pid), file,
                                   static_cast<int>(call.data.args[1]), user_);
        it.answer.error = -error;
        refused = error == EPERM;
    } else if (name == "mmap" && continues(call, shared_left_)) {
        // What decides is in registers: it cannot change before the kernel goes on.
        it.answer.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
    } else {
        it.answer.error = -refusal(name, kind_);
        refused = true;
    }
    ::ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &it);
    return refused ? name : std::string{};
}

}  // namespace sandbox
