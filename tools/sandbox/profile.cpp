#include "sandbox/profile.hpp"

#include <algorithm>
#include <array>

namespace sandbox {
namespace {

constexpr std::uint64_t mib = 1024 * 1024;

// Every limit is the smallest round number that no honest submission comes near. The reason stands
// beside it where it is not obvious.
constexpr profile student_run = {
    .name = "run",
    .purpose = "runs a student's program",
    .shares_network = true,
    .files = system_files::program,
    .tmp = 16 * mib,
    .shm = mib,
    .each =
        {
            .processes = 64,
            .open_files = 256,
            .file_bytes = 16 * mib,
            .cpu_seconds = 60,
            // Each thread reserves 8 MB of stack, and each malloc arena (8 a core) 64 MB, of which
            // almost nothing is used. So this limit is wide, and `data` is the real bound.
            .address_space = 8192 * mib,
            .data = 1024 * mib,
            .stack = 8 * mib,
        },
    .all = {.memory = 512 * mib, .files = 4096, .cgroup_memory = 640 * mib},
};

// AddressSanitizer reserves 16 TB of addresses for its shadow memory and uses almost none of it:
// the real bound is `all.memory`.
constexpr profile sanitized(profile it) {
    it.name = "run-sanitized";
    it.purpose = "runs a student's program that was built with sanitizers";
    it.files = system_files::sanitized;
    it.each.address_space = 0;
    it.each.data = 0;
    return it;
}

// A server of 1,000 clients may have a process or a thread, and a descriptor, for each; one of 60
// clients may have two. A thread's stack counts as address space and as data: the real bound is
// `all.memory`.
constexpr profile for_many_clients(profile it) {
    it.name = "run-many";
    it.purpose = "runs a student's server that has many clients";
    it.each.processes += 1024;
    it.each.open_files += 1024;
    it.each.address_space += 1024 * it.each.stack;
    it.each.data += 1024 * it.each.stack;
    return it;
}

// The interpreter needs more of the system than a compiled program: other calls, its library.
constexpr profile for_scripts(profile it, std::string_view name) {
    it.name = name;
    it.purpose = "runs a student's program that is a script";
    it.calls = work::script;
    it.files = system_files::script;
    return it;
}

constexpr std::array<profile, 8> profiles = {{
    {
        .name = "unpack",
        .purpose = "reads one archive from standard input, writes to standard output",
        .calls = work::unpack,
        // No /proc, no /dev, no /tmp: no path is writable.
        .proc = false,
        .device_files = devices::none,
        .each =
            {
                .processes = 1,
                .open_files = 32,
                .file_bytes = 16 * mib,
                .cpu_seconds = 10,
                // A 7z may ask for a dictionary of 1.5 GB: it gets "out of memory" at once.
                .address_space = 512 * mib,
            },
    },
    {
        .name = "build",
        .purpose = "compiles a submission",
        .calls = work::build,
        // No compiler needs it, and a source could include it: /proc/self/mountinfo names the
        // machine's folders.
        .proc = false,
        .toolchain = true,
        // #include "/dev/zero" and "/dev/urandom" keep a compiler busy for 10 to 17 s.
        .device_files = devices::null,
        .tmp = 256 * mib,
        .each =
            {
                .processes = 64,
                .open_files = 256,
                .file_bytes = 64 * mib,  // a 1.5 GB array becomes a 1.5 GB object file
                .cpu_seconds = 60,       // of one process; a heavy file takes 3 s
                .address_space = 2048 * mib,
                .stack = 64 * mib,  // g++ raises its own to this before it recurses
            },
        // A compiler's parts run one after the other: the address space of each bounds them all.
        .all = {.files = 4096, .cgroup_memory = 2560 * mib},
    },
    {
        .name = "suite",
        .purpose = "runs the suite, which starts a box of its own for each student process",
        .calls = work::suite,
        .nested = true,
        .device_files = devices::all,
        .tmp = 128 * mib,  // a check and a program share a folder: a file of 64 MiB, and more
        .shm = mib,
        .each =
            {
                .processes = 2048,   // all the boxes in it count here, too
                .open_files = 2048,  // its ends of a server's 1,000 connections, and the pipes
                .file_bytes = 8192 * mib,  // a hole of 4 GiB and more; `tmp` bounds what has bytes
                .cpu_seconds = 600,
            },
        // All boxes in it together. The kernel kills a student's process first (oom_score_adj).
        .all = {.cgroup_memory = 4096 * mib},
    },
    student_run,
    for_many_clients(student_run),
    sanitized(student_run),
    for_scripts(student_run, "run-script"),
    for_scripts(for_many_clients(student_run), "run-many-script"),
}};

}  // namespace

const profile* find_profile(std::string_view name) {
    const auto* const found = std::find_if(profiles.begin(), profiles.end(),
                                           [&](const profile& each) { return each.name == name; });
    return found == profiles.end() ? nullptr : found;
}

std::string_view profile_names() {
    return "unpack, build, suite, run, run-many, run-sanitized, run-script, run-many-script";
}

}  // namespace sandbox
