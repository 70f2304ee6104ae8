// sock-readiness [RUNS [AT_ONCE]]: how long after its call of listen(2) the suite has seen that a
// server listens. The server is this program itself: it prints the time at which listen returned.
#include "autograder/readiness.hpp"

#include "autograder/ports.hpp"
#include "autograder/program.hpp"
#include "support/process.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

constexpr const char* as_server = "--as-server";

double now_ms() {
    const auto since = support::clock::now().time_since_epoch();
    return std::chrono::duration<double, std::milli>(since).count();
}

[[noreturn]] void serve(const char* port) {
    const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in here{};
    here.sin_family = AF_INET;
    here.sin_port = htons(static_cast<in_port_t>(std::atoi(port)));
    const bool there =
        ::bind(fd, reinterpret_cast<sockaddr*>(&here), sizeof here) == 0 && ::listen(fd, 16) == 0;
    if (!there) std::exit(1);
    std::printf("%.3f\n", now_ms());
    std::fflush(stdout);
    for (;;)
        ::pause();
}

double one_latency(const suite::program_setup& where) {
    suite::timeline trace;
    const auto port = suite::free_port(suite::transport::tcp);
    suite::program server(where, trace, "tcp_server", {as_server, std::to_string(port)},
                          support::standard_input::empty);
    const suite::given nothing;
    suite::context ctx{where, trace, nothing};
    static_cast<void>(suite::await_ready(ctx, server, {suite::transport::tcp, "0.0.0.0", port}));
    const double seen = now_ms();
    support::deadline until(support::milliseconds{2000});
    const auto whole_line = [](const std::string& text) {
        return text.find('\n') != std::string::npos;
    };
    server.process().wait_output(whole_line, until);
    return seen - std::strtod(server.output().c_str(), nullptr);
}

// As many processes at a time as the suite has workers.
std::vector<double> latencies(const char* self, int runs, int at_once) {
    int ends[2];
    if (::pipe(ends) != 0) std::exit(3);
    for (int i = 0; i < at_once; ++i) {
        if (::fork() != 0) continue;
        suite::program_setup where;
        where.binaries["tcp_server"] = self;
        for (int run = 0; run < runs / at_once; ++run) {
            const double latency = one_latency(where);
            if (::write(ends[1], &latency, sizeof latency) < 0) std::_Exit(3);
        }
        std::_Exit(0);
    }
    ::close(ends[1]);
    std::vector<double> result;
    double latency = 0;
    while (::read(ends[0], &latency, sizeof latency) == sizeof latency)
        result.push_back(latency);
    ::close(ends[0]);
    while (::wait(nullptr) > 0) {
    }
    std::sort(result.begin(), result.end());
    return result;
}

}  // namespace

int main(int count, char* arguments[]) {
    if (count == 3 && std::strcmp(arguments[1], as_server) == 0) serve(arguments[2]);
    const int runs = count > 1 ? std::atoi(arguments[1]) : 200;
    const int at_once = count > 2 ? std::atoi(arguments[2]) : 8;
    if (runs < at_once || at_once < 1) {
        std::cerr << "usage: sock-readiness [RUNS [AT_ONCE]]\n";
        return 2;
    }
    const auto all = latencies("/proc/self/exe", runs, at_once);
    if (all.empty()) return 3;
    const auto at = [&](double share) {
        return all[static_cast<std::size_t>(share * static_cast<double>(all.size() - 1))];
    };
    std::printf(
        "readiness, ms after listen: median %.1f, 95th percentile %.1f, most %.1f (%zu runs, "
        "%d at a time, load %.1f per core)\n",
        at(0.5), at(0.95), all.back(), all.size(), at_once, support::load_per_core());
    return at(0.95) <= 50 ? 0 : 1;
}
