#include "sandbox/bubblewrap.hpp"

#include "sandbox/system_files.hpp"

namespace sandbox {
namespace {

using arguments = std::vector<std::string>;

void add(arguments& to, std::initializer_list<std::string> words) {
    to.insert(to.end(), words);
}

void namespaces(arguments& to, const profile& rules) {
    // Each namespace is named, because --unshare-all silently leaves out what it cannot get.
    add(to, {"--unshare-user"});
    add(to, {"--unshare-pid"});  // sees and signals only its own processes; all end with the box
    add(to, {"--unshare-ipc"});  // message queues and shared memory are a channel between boxes
    add(to, {"--unshare-uts"});
    add(to, {"--unshare-cgroup-try"});  // hides the machine's units; kernels may lack it
    // Loopback and nothing else: port 5000 is free in each, and no packet can leave.
    if (!rules.shares_network) add(to, {"--unshare-net"});
    // Always the same number: nothing in the box shows who grades.
    add(to, {"--uid", "1000", "--gid", "1000", "--hostname", "sock"});
    // A new user namespace would give back the capabilities, and with them access to the kernel's
    // least tested code.
    if (!rules.nested) add(to, {"--disable-userns"});
    add(to, {"--cap-drop", "ALL"});
}

void process_options(arguments& to) {
    // Ends with its parent, even if the parent is killed.
    add(to, {"--die-with-parent"});
    // Without the terminal: TIOCSTI would type into it (CVE-2017-5226).
    add(to, {"--new-session"});
    // Process 1 is sandbox_init, not bubblewrap: see sandbox_init.hpp.
    add(to, {"--as-pid-1"});
    // LD_PRELOAD, tokens, the grader's name: none of it comes in.
    add(to, {"--clearenv", "--setenv", "PATH", "/usr/bin:/bin", "--setenv", "LC_ALL", "C.UTF-8"});
    add(to, {"--setenv", "HOME", "/tmp"});
}

void devices_of(arguments& to, devices which) {
    if (which == devices::all) {
        add(to, {"--dev", "/dev"});
        return;
    }
    if (which == devices::none) return;
    // One by one, and on the root, which is made read-only: bwrap's own --dev is a writable tmpfs
    // without a size limit, with terminals that no program needs.
    add(to, {"--dir", "/dev", "--dev-bind", "/dev/null", "/dev/null"});
    if (which == devices::null) return;
    // Not /dev/zero: shared mappings of it are memory that belongs to no process.
    for (const std::string device : {"/dev/full", "/dev/random", "/dev/urandom"}) {
        add(to, {"--dev-bind", device, device});
    }
    add(to, {"--symlink", "/proc/self/fd", "/dev/fd", "--symlink", "fd/0", "/dev/stdin"});
    add(to, {"--symlink", "fd/1", "/dev/stdout", "--symlink", "fd/2", "/dev/stderr"});
}

// Without a size a tmpfs takes half of the machine's memory.
void sized_tmpfs(arguments& to, std::uint64_t bytes, const std::string& path) {
    if (bytes == 0) return;
    add(to, {"--perms", "1777", "--size", std::to_string(bytes), "--tmpfs", path});
}

// /work if the caller has bound it, else a folder that can be written to.
std::string start_folder(const request& what) {
    for (const auto& each : what.bindings) {
        if (each.inside == "/work") return "/work";
    }
    return what.rules->tmp > 0 ? "/tmp" : "/";
}

}  // namespace

std::vector<written_file> etc_files() {
    return {
        {"/etc/hosts", "127.0.0.1 localhost sock\n::1 localhost ip6-localhost ip6-loopback\n"},
        // Files only: a DNS request would hang, because the box's network leads nowhere.
        {"/etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files\nservices: files\n"
                               "protocols: files\n"},
        {"/etc/passwd", "student:x:1000:1000:student:/tmp:/bin/sh\n"},
        {"/etc/services", "echo 7/tcp\necho 7/udp\n"},
        // Old tutorials write getprotobyname("tcp")->p_proto: without this they crash.
        {"/etc/protocols", "ip 0 IP\nicmp 1 ICMP\ntcp 6 TCP\nudp 17 UDP\nipv6 41 IPv6\n"},
    };
}

std::vector<std::string> isolation_arguments(const request& what, const std::string& own_program,
                                             const std::vector<int>& etc) {
    const profile& rules = *what.rules;
    arguments made;
    namespaces(made, rules);
    process_options(made);
    const auto system = system_file_arguments(rules.files);
    made.insert(made.end(), system.begin(), system.end());
    if (rules.proc) add(made, {"--proc", "/proc"});
    // Else a process lowers its own /proc/self/oom_score_adj. A nested box writes its user map.
    if (rules.proc && !rules.nested) add(made, {"--remount-ro", "/proc"});
    devices_of(made, rules.device_files);
    if (rules.toolchain) {
        add(made, {"--ro-bind-try", "/etc/alternatives", "/etc/alternatives"});
        add(made, {"--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache"});
    }
    const auto files = etc_files();
    for (std::size_t i = 0; i < files.size(); ++i) {
        add(made, {"--perms", "0444", "--file", std::to_string(etc[i]), files[i].path});
    }
    sized_tmpfs(made, rules.tmp, "/tmp");
    sized_tmpfs(made, rules.shm, "/dev/shm");
    add(made, {"--ro-bind", own_program, "/box/sock-box"});
    for (const auto& each : what.bindings) {
        add(made, {each.writable ? "--bind" : "--ro-bind", each.host, each.inside});
    }
    // The root and bwrap's /dev are tmpfs without a size limit: each took 64 MB in a trial.
    if (rules.device_files == devices::all) add(made, {"--remount-ro", "/dev"});
    add(made, {"--remount-ro", "/"});
    add(made, {"--chdir", start_folder(what)});
    return made;
}

}  // namespace sandbox
