#include "support/process.hpp"

#include "support/cleanup.hpp"
#include "support/idle.hpp"
#include "support/kernel_sockets.hpp"
#include "support/process_table.hpp"
#include "support/running_programs.hpp"
#include "support/unique_fd.hpp"

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <system_error>
#include <thread>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sock_catch.hpp>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace support;

namespace {

constexpr milliseconds plenty{10'000};

finished shell(const std::string& script, milliseconds limit = plenty,
               std::string_view input = {}) {
    return run({{"sh", "-c", script}}, limit, input);
}

/// A socket with a free port of 127.0.0.1.
descriptor bound_socket(transport kind) {
    descriptor result{::socket(AF_INET, kind == transport::tcp ? SOCK_STREAM : SOCK_DGRAM, 0)};
    sockaddr_in here{};
    here.sin_family = AF_INET;
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* generic = reinterpret_cast<sockaddr*>(&here);  // NOLINT: what bind(2) takes
    REQUIRE(::bind(result.get(), generic, sizeof here) == 0);
    return result;
}

bool says_ready(const std::string& text) {
    return text.find("ready") != std::string::npos;
}

// Asked as an ordinary user: root reads all descriptors.
bool hides_from_ordinary_user(int dumpable) {
    const pid_t asking = ::fork();
    if (asking == 0) {
        if (::geteuid() == 0 && ::setresuid(65534, 65534, 65534) != 0) ::_exit(2);
        int ready[2];
        if (::pipe(ready) != 0) ::_exit(2);
        const pid_t other = ::fork();
        if (other == 0) {
            ::prctl(PR_SET_PDEATHSIG, SIGKILL);
            ::prctl(PR_SET_DUMPABLE, dumpable);
            ::close(ready[1]);
            for (;;)
                ::pause();
        }
        ::close(ready[1]);
        char none = 0;
        while (::read(ready[0], &none, 1) > 0) {
        }
        const bool hidden = hides_descriptors(other);
        ::kill(other, SIGKILL);
        ::_exit(hidden ? 1 : 0);
    }
    int status = 0;
    ::waitpid(asking, &status, 0);
    REQUIRE((WIFEXITED(status) && WEXITSTATUS(status) < 2));
    return WEXITSTATUS(status) == 1;
}

}  // namespace

TEST_CASE("a process whose descriptors cannot be read is noticed") {
    if (!has_proc()) return;
    CHECK(hides_from_ordinary_user(0));
    CHECK_FALSE(hides_from_ordinary_user(1));
    CHECK_FALSE(hides_descriptors(::getpid()));
}

TEST_CASE("a program gets input; its output and its exit status are recorded") {
    const auto result = shell("cat; echo oops >&2; exit 3", plenty, "hola\n");
    CHECK(result.status.code == 3);
    CHECK(result.out.text() == "hola\n");
    CHECK(result.err.text() == "oops\n");
    CHECK_FALSE(result.timed_out);
}

TEST_CASE("a signal is distinguished from an exit status") {
    CHECK(shell("kill -PIPE $$").status.signal == SIGPIPE);
    CHECK(shell("exit 2").status.signal == 0);
    const auto own = shell("exit 130").status;  // 128 + SIGINT, but no signal came
    CHECK(own.signal == 0);
    CHECK(own.code == 130);
}

TEST_CASE("a program that cannot be started is named") {
    try {
        run({{"no-such-program"}}, plenty);
        FAIL("it started");
    } catch (const std::system_error& error) {
        CHECK(std::string(error.what()).find("no-such-program") != std::string::npos);
    }
}

TEST_CASE("a program that runs for ever is killed at its deadline") {
    const auto result = shell("while :; do :; done", milliseconds{100});
    CHECK(result.timed_out);
    CHECK(result.status.signal == SIGKILL);
}

TEST_CASE("a flood of output keeps its beginning and its end, and all bytes are counted") {
    const auto result = shell("echo first; yes | head -c 3000000; echo last");
    CHECK(result.out.bytes == 3000011);
    CHECK_FALSE(result.out.complete());
    CHECK(result.out.head.substr(0, 6) == "first\n");
    CHECK(result.out.tail.substr(result.out.tail.size() - 5) == "last\n");
}

TEST_CASE("only the passed descriptors reach the program") {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);  // intentionally not close-on-exec
    command what{{"sh", "-c", "echo hi >&7; ls /proc/self/fd"}};
    what.descriptors = {{ends[1], 7}};
    const auto result = run(what, plenty);
    ::close(ends[1]);
    char text[8] = {};
    CHECK(::read(ends[0], text, sizeof text) == 3);
    ::close(ends[0]);
    CHECK(result.out.text() == "0\n1\n2\n3\n7\n");  // 3 is the folder that ls reads
}

TEST_CASE("processes that a program leaves behind are killed, even in another session") {
    adopt_orphans();
    child it({{"sh", "-c", "(setsid sh -c 'echo ready; while :; do sleep 1; done' &); exit 0"}});
    deadline until(plenty);
    REQUIRE(it.wait_output(says_ready, until));
    REQUIRE(it.wait(plenty));
    CHECK(children(::getpid()).size() >= 1);
    it.end();
    CHECK(children(::getpid()).empty());
}

TEST_CASE("Ctrl-C kills the started processes before the process that started them") {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    const pid_t starter = ::fork();
    if (starter == 0) {
        end_children_on_signals();
        const child it({{"sh", "-c", "while :; do sleep 1; done"}});
        const pid_t pid = it.pid();
        if (::write(ends[1], &pid, sizeof pid) == sizeof pid) ::pause();
        ::_exit(1);
    }
    pid_t started = 0;
    REQUIRE(::read(ends[0], &started, sizeof started) == sizeof started);
    ::close(ends[0]);
    ::close(ends[1]);
    adopt_orphans();
    ::kill(starter, SIGINT);
    int status = 0;
    REQUIRE(::waitpid(starter, &status, 0) == starter);
    CHECK(WTERMSIG(status) == SIGINT);
    REQUIRE(::waitpid(started, &status, 0) == started);  // adopted, and killed by the handler
    CHECK(WTERMSIG(status) == SIGKILL);
}

TEST_CASE("a signal ends all running programs, however many there are") {
    constexpr std::size_t many = 600;
    adopt_orphans();
    // Catch2 3 runs the tests in any order: an orphan of another test must not be counted.
    REQUIRE(await([] { return running::instance().end_orphans(); }, deadline(plenty)));
    const pid_t starter = ::fork();
    if (starter == 0) {
        end_children_on_signals();
        for (std::size_t i = 0; i < many; ++i) {
            const pid_t pid = ::fork();
            if (pid == 0) {
                ::setpgid(0, 0);
                while (true)
                    ::pause();
            }
            ::setpgid(pid, pid);
            running::instance().add(pid);
        }
        ::raise(SIGTERM);
        ::_exit(1);
    }
    int status = 0;
    REQUIRE(::waitpid(starter, &status, 0) == starter);
    CHECK(WTERMSIG(status) == SIGTERM);
    std::size_t ended = 0;
    await(
        [&] {
            while (::waitpid(-1, nullptr, WNOHANG) > 0)
                ++ended;
            return ended == many;
        },
        deadline(plenty));
    CHECK(ended == many);
    running::instance().end_orphans();
}

TEST_CASE("writing to a program that does not read does not end the writer") {
    command what{{"sh", "-c", "exec 0<&-; echo ready; while :; do sleep 1; done"}};
    what.input = standard_input::pipe;
    child it(what);
    deadline until(plenty);
    REQUIRE(it.wait_output(says_ready, until));
    CHECK_FALSE(it.write("hola", until));
}

TEST_CASE("a deadline passes, and a wait never exceeds the time left") {
    deadline soon(milliseconds{30});
    CHECK_FALSE(soon.expired());
    CHECK(soon.poll_timeout() <= 30);
    while (!soon.expired())
        ::poll(nullptr, 0, soon.poll_timeout());
    CHECK(soon.left() == milliseconds{0});
}

TEST_CASE("a listening socket is found, in /proc, too") {
    const auto socket = bound_socket(transport::tcp);
    sockaddr_in here{};
    socklen_t size = sizeof here;
    auto* generic = reinterpret_cast<sockaddr*>(&here);  // NOLINT: what getsockname(2) takes
    REQUIRE(::getsockname(socket.get(), generic, &size) == 0);
    const auto mine = [&](const socket_entry& it) {
        return it.port == ntohs(here.sin_port) && it.address == "127.0.0.1" &&
               it.state == tcp_state::listen && it.inode != 0;
    };
    const auto among = [&](const std::vector<socket_entry>& all) {
        return std::count_if(all.begin(), all.end(), mine);
    };
    CHECK(among(servers(transport::tcp)) == 0);
    REQUIRE(::listen(socket.get(), 1) == 0);
    CHECK(among(servers(transport::tcp)) == 1);
    CHECK(among(sockets(transport::tcp)) == 1);
}

TEST_CASE("all sockets are listed, even if they do not fit into a page") {
    for (const auto kind : {transport::tcp, transport::udp}) {
        std::vector<descriptor> many;
        for (int i = 0; i < 150; ++i) {
            many.push_back(bound_socket(kind));
            if (kind == transport::tcp) REQUIRE(::listen(many.back().get(), 1) == 0);
        }
        auto inodes = socket_inodes(::getpid());
        REQUIRE(inodes.size() >= many.size());
        const auto before = inodes.size();
        for (const auto& each : sockets(kind))
            inodes.erase(each.inode);
        CHECK(before - inodes.size() >= many.size());
    }
}

TEST_CASE("the process table lists this process and its children") {
    child it({{"sh", "-c", "echo ready; read line"}});
    const auto own_family = family(::getpid());
    bool found = false;
    for (const auto& member : own_family)
        found = found || member.pid == it.pid();
    CHECK(found);
}

TEST_CASE("a waiting process is idle; one with a busy thread is not") {
    child waits({{"sh", "-c", "read line"}});
    CHECK(await_rest({waits.pid()}, deadline(plenty)));
    const pid_t works = ::fork();
    if (works == 0) {
        std::thread([] {
            for (volatile bool on = true; on;) {
            }
        }).join();
    }
    CHECK_FALSE(await_rest({waits.pid(), works}, deadline(milliseconds{100})));
    ::kill(works, SIGKILL);
    ::waitpid(works, nullptr, 0);
}

namespace {

std::filesystem::path new_folder() {
    auto name = (std::filesystem::temp_directory_path() / "sock-cleanup-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    return name;
}

}  // namespace

TEST_CASE("a folder is removed when its process is killed") {
    const auto folder = new_folder();
    const pid_t pid = ::fork();
    if (pid == 0) {
        const cleanup clears(folder);
        ::kill(::getpid(), SIGKILL);
    }
    ::waitpid(pid, nullptr, 0);
    CHECK(await([&] { return !std::filesystem::exists(folder); }, deadline(plenty)));
}

TEST_CASE("a destroyed cleanup leaves the folder to its owner") {
    const auto folder = new_folder();
    { const cleanup clears(folder); }
    while (::waitpid(-1, nullptr, 0) > 0) {  // no process is left to remove it
    }
    CHECK(std::filesystem::remove(folder));
}
