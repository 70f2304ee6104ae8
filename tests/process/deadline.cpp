#include "deadline.hpp"

#include "table.hpp"

#include <algorithm>
#include <fstream>
#include <string>
#include <thread>

#include <unistd.h>

namespace process {
namespace {

// Nobody waits longer than this, however busy the machine says it is.
constexpr double most_load = 16.0;

double runnable_tasks() {
    std::ifstream stat("/proc/stat");
    std::string word;
    while (stat >> word) {
        double running = 0;
        if (word == "procs_running" && stat >> running) return running;
    }
    return 1.0;
}

// A program that starts sixty busy loops must not buy itself time: what runs on our account is no
// load of the machine's.
double own_runnable_tasks() {
    const auto own = family(::getpid());
    const auto runs = [](const entry& each) { return each.state == 'R'; };
    return static_cast<double>(std::count_if(own.begin(), own.end(), runs));
}

double measured_load() {
    const double cores = std::max(1U, std::thread::hardware_concurrency());
    const double running = runnable_tasks();
    // The table of processes is dear to read: not while nobody waits for a core.
    if (running <= 2 * cores) return std::max(1.0, running / cores);
    return std::clamp((running - own_runnable_tasks()) / cores, 1.0, most_load);
}

}  // namespace

double load_per_core() {
    thread_local double last = 1.0;
    thread_local clock::time_point measured{};
    const auto now = clock::now();
    if (now - measured < milliseconds{50}) return last;
    measured = now;
    return last = measured_load();
}

deadline::deadline(milliseconds budget) : left_(budget) {}

void deadline::account() {
    const auto now = clock::now();
    const std::chrono::duration<double, std::milli> passed = now - seen_;
    // Reading /proc/stat costs more than the wait that it would correct.
    if (passed < milliseconds{1}) return;
    left_ -= passed / load_per_core();
    seen_ = now;
}

bool deadline::expired() {
    account();
    return left_.count() <= 0;
}

milliseconds deadline::left() {
    account();
    return std::max(milliseconds{0}, std::chrono::duration_cast<milliseconds>(left_));
}

int deadline::poll_timeout(milliseconds longest) {
    return static_cast<int>(std::max<milliseconds::rep>(1, std::min(left(), longest).count()));
}

}  // namespace process
