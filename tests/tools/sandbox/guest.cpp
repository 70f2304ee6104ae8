// A program that misbehaves on command: `box-guest WHAT [ARG…]`. It prints what it found.
#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <latch>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

using words = std::vector<std::string>;

long number(const std::string& text) {
    return std::strtol(text.c_str(), nullptr, 0);
}

void say(const std::string& text) {
    std::cout << text << std::endl;
}

// syscall NUMBER [ARG…]: "ok", or the error's name.
int call(const words& arguments) {
    long values[7] = {};
    for (std::size_t i = 0; i < arguments.size() && i < 7; ++i)
        values[i] = number(arguments[i]);
    const long result = ::syscall(values[0], values[1], values[2], values[3], values[4], values[5]);
    say(result >= 0 ? "ok" : strerrorname_np(errno));
    return 0;
}

int twice(const words& arguments) {
    call(arguments);
    return call(arguments);
}

// The kernel's own trampolines call these, and every other caller gets a signal. Those of the
// probes pass each filter (since Linux 6.14).
bool ends_its_caller(long call) {
#ifdef __x86_64__
    if (call == 335 || call == 336) return true;  // uretprobe, uprobe
#endif
    return call == SYS_rt_sigreturn;
}

// sweep END [NUMBER…]: tries each call below END but those, with arguments that are no pointers and
// no descriptors. Prints those that did more than fail, and "swept" at the end.
int sweep(const words& arguments) {
    const std::set<std::string> left_out(arguments.begin() + 1, arguments.end());
    for (long each = 0; each < number(arguments.at(0)); ++each) {
        if (left_out.contains(std::to_string(each)) || ends_its_caller(each)) continue;
        errno = 0;
        const long result = ::syscall(each, -1L, -1L, -1L, -1L, -1L, -1L);
        if (result != -1 || errno != ENOSYS) std::cout << each << ' ' << std::flush;
    }
    say("swept");
    return 0;
}

// Forks for ever; every child stays. Prints how many it got.
int fork_bomb(const words&) {
    int made = 0;
    for (pid_t child = 0; (child = ::fork()) >= 0; ++made) {
        if (child == 0) {
            for (;;)
                ::pause();
        }
    }
    say(std::to_string(made));
    return 0;
}

int threads(const words& arguments) {
    std::vector<std::thread> all;
    std::latch started(number(arguments.at(0)));
    for (long i = 0; i < number(arguments.at(0)); ++i) {
        all.emplace_back([&] {
            std::vector<char> some(100'000, 'x');
            started.arrive_and_wait();
        });
    }
    for (auto& each : all)
        each.join();
    say("ok");
    return 0;
}

// hog PROCESSES MEGABYTES: each process uses that much memory, and keeps it.
int hog(const words& arguments) {
    const auto bytes = static_cast<std::size_t>(number(arguments.at(1))) * 1024 * 1024;
    for (long i = 1; i < number(arguments.at(0)); ++i) {
        if (::fork() == 0) break;
    }
    auto* const memory = static_cast<char*>(
        ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    if (memory == MAP_FAILED) {
        say("refused");
        return 0;
    }
    for (std::size_t at = 0; at < bytes; at += 4096)
        memory[at] = 'x';
    say("got it");
    for (;;)
        ::pause();
}

// shared: takes shared memory without a file and gives its pages away, so that no process shows
// them; prints how many MB it got of 64.
int shared(const words&) {
    constexpr std::size_t mib = 1024 * 1024;
    int got = 0;
    for (; got < 64; ++got) {
        auto* const memory = static_cast<char*>(
            ::mmap(nullptr, mib, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
        if (memory == MAP_FAILED) break;
        std::memset(memory, 'x', mib);
        ::madvise(memory, mib, MADV_DONTNEED);
    }
    say(std::to_string(got));
    return 0;
}

// Sends on loopback, and never reads, through all the connections that one process can have.
void leave_unread() {
    const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof where;
    auto* const address = reinterpret_cast<sockaddr*>(&where);
    ::bind(listener, address, size);
    ::listen(listener, 128);
    ::getsockname(listener, address, &size);
    const std::string chunk(1024 * 1024, 'x');
    for (;;) {
        const int sender = ::socket(AF_INET, SOCK_STREAM, 0);
        if (sender < 0 || ::connect(sender, address, size) != 0) return;
        if (::accept(listener, nullptr, nullptr) < 0) return;
        while (::send(sender, chunk.data(), chunk.size(), MSG_DONTWAIT) > 0) {
        }
    }
}

int unread(const words&) {
    do {
        leave_unread();
    } while (::fork() == 0);
    for (;;)
        ::pause();
}

// lock FILE: locks it, tries to lock it through a second descriptor in another thread, then unlocks
// and locks it again.
int lock(const words& arguments) {
    const auto* const path = arguments.at(0).c_str();
    const int file =
        ::open(path, O_RDONLY | O_CLOEXEC | (::access(path, F_OK) == 0 ? 0 : O_CREAT), 0600);
    const int other = ::open(path, O_RDONLY | O_CLOEXEC);
    const auto attempt = [](int on) {
        say(::flock(on, LOCK_EX | LOCK_NB) == 0 ? "ok" : strerrorname_np(errno));
        return errno != EPERM;
    };
    if (!attempt(file)) return 0;
    std::thread{attempt, other}.join();
    ::flock(file, LOCK_UN);
    attempt(other);
    return 0;
}

int write_file(const words& arguments) {
    const int file = ::open(arguments.at(0).c_str(), O_WRONLY | O_CLOEXEC);
    const auto& text = arguments.at(1);
    const bool written = file >= 0 && ::write(file, text.data(), text.size()) > 0;
    say(written ? "ok" : strerrorname_np(errno));
    return 0;
}

// fill FOLDER: writes files of 1 MB until that fails. Prints how many.
int fill(const words& arguments) {
    const std::string chunk(1024 * 1024, 'x');
    int written = 0;
    for (; written < 1000; ++written) {
        std::ofstream file{arguments.at(0) + "/fill" + std::to_string(written)};
        file << chunk << std::flush;
        if (!file) break;
    }
    say(std::to_string(written));
    return 0;
}

int many_files(const words& arguments) {
    for (int i = 0;; ++i) {
        const auto path = arguments.at(0) + "/" + std::to_string(i);
        const int file = ::open(path.c_str(), O_CREAT | O_WRONLY, 0600);
        if (file < 0) break;
        ::close(file);
    }
    say("no more");
    for (;;)
        ::pause();
}

// Tries to make a file in every folder that it sees.
int writable(const words&) {
    namespace fs = std::filesystem;
    std::error_code none;
    words found;
    const auto try_folder = [&](const std::string& folder) {
        const auto path = folder + "/sock-was-here";
        const int file = ::open(path.c_str(), O_CREAT | O_WRONLY, 0600);
        if (file >= 0) found.push_back(folder);
    };
    try_folder("");
    const auto options = fs::directory_options::skip_permission_denied;
    for (fs::recursive_directory_iterator at{"/", options, none}, end; at != end;
         at.increment(none)) {
        const auto path = at->path().string();
        if (path == "/usr" || path == "/proc") at.disable_recursion_pending();
        if (at->is_directory(none) && !at->is_symlink(none)) try_folder(path);
    }
    try_folder("/usr/lib");
    std::sort(found.begin(), found.end());
    for (const auto& each : found)
        say(each);
    return 0;
}

// Leaves its parent and its group, and its session where it may, as daemon(3) does; ignores every
// signal and keeps its inherited descriptors open.
int daemonise(const words&) {
    if (::fork() != 0) return 0;
    if (::setsid() < 0) ::setpgid(0, 0);
    if (::fork() != 0) ::_exit(0);
    for (int each = 1; each < NSIG; ++each)
        std::signal(each, SIG_IGN);
    for (;;)
        ::pause();
}

int stay(const words&) {
    if (::fork() == 0) return daemonise({});
    say("here");
    for (;;)
        ::pause();
}

int descriptors(const words&) {
    for (int each = 0; each < 1024; ++each) {
        if (::fcntl(each, F_GETFD) >= 0) std::cout << each << ' ';
    }
    say("");
    return 0;
}

int end_by(const words& arguments) {
    std::raise(static_cast<int>(number(arguments.at(0))));
    return 0;
}

int kill_all(const words&) {
    const int everybody = ::kill(-1, SIGKILL);
    int others = 0;
    for (pid_t each = 1; each < 100; ++each) {
        if (each != ::getpid() && ::kill(each, SIGKILL) == 0) ++others;
    }
    say("alive " + std::to_string(everybody) + " " + std::to_string(others));
    return 0;
}

int read_file(const words& arguments) {
    std::ifstream file{arguments.at(0), std::ios::binary};
    if (!file) {
        say(std::string{"cannot: "} + strerrorname_np(errno));
        return 1;
    }
    std::cout << file.rdbuf();
    return 0;
}

int resolve(const words& arguments) {
    addrinfo* found = nullptr;
    const char* service = arguments.size() > 1 ? arguments[1].c_str() : nullptr;
    const int problem = ::getaddrinfo(arguments.at(0).c_str(), service, nullptr, &found);
    say(problem == 0 ? "ok" : ::gai_strerror(problem));
    say(::getprotobyname("tcp") != nullptr ? "tcp" : "no protocols");
    if (problem == 0) ::freeaddrinfo(found);
    return 0;
}

int ignored_signals(const words&) {
    for (int each = 1; each < NSIG; ++each) {
        struct sigaction now {};
        if (::sigaction(each, nullptr, &now) == 0 && now.sa_handler == SIG_IGN) {
            std::cout << each << ' ';
        }
    }
    say("");
    return 0;
}

// clone FLAGS: the raw system call, not the library's function.
int raw_clone(const words& arguments) {
    const long child = ::syscall(SYS_clone, number(arguments.at(0)) | SIGCHLD, 0, 0, 0, 0);
    if (child == 0) ::_exit(0);
    say(child > 0 ? "ok" : strerrorname_np(errno));
    return 0;
}

int list(const words& arguments) {
    words names;
    for (const auto& each : std::filesystem::directory_iterator{arguments.at(0)}) {
        names.push_back(each.path().filename().string());
    }
    std::sort(names.begin(), names.end());
    for (const auto& each : names)
        std::cout << each << ' ';
    say("");
    return 0;
}

int links(const words& arguments) {
    for (const auto& each : arguments)
        say(std::filesystem::read_symlink(each).string());
    return 0;
}

// run PROGRAM [ARG…]: becomes it, or prints why not.
int run(const words& arguments) {
    std::vector<char*> line;
    for (const auto& each : arguments)
        line.push_back(const_cast<char*>(each.c_str()));
    line.push_back(nullptr);
    ::execv(line.front(), line.data());
    say(strerrorname_np(errno));
    return 1;
}

int exit_with(const words& arguments) {
    return static_cast<int>(number(arguments.at(0)));
}

struct trick {
    const char* name;
    int (*play)(const words&);
};

constexpr trick tricks[] = {
    {"call", call},
    {"twice", twice},
    {"sweep", sweep},
    {"fork-bomb", fork_bomb},
    {"threads", threads},
    {"hog", hog},
    {"shared", shared},
    {"unread", unread},
    {"lock", lock},
    {"write", write_file},
    {"fill", fill},
    {"many-files", many_files},
    {"writable", writable},
    {"daemonise", daemonise},
    {"stay", stay},
    {"end-by", end_by},
    {"descriptors", descriptors},
    {"kill-all", kill_all},
    {"read", read_file},
    {"resolve", resolve},
    {"ignored", ignored_signals},
    {"clone", raw_clone},
    {"list", list},
    {"links", links},
    {"run", run},
    {"exit", exit_with},
};

}  // namespace

int main(int count, char* arguments[]) {
    const words given{arguments + 1, arguments + count};
    for (const auto& each : tricks) {
        if (!given.empty() && given[0] == each.name)
            return each.play({given.begin() + 1, given.end()});
    }
    return 2;
}
