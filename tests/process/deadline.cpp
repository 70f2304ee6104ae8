#include "deadline.hpp"

#include <algorithm>
#include <fstream>
#include <string>
#include <thread>

namespace process {
namespace {

// A program that starts sixty busy loops must not buy itself sixty times the time.
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

}  // namespace

double load_per_core() {
    const auto cores = std::max(1U, std::thread::hardware_concurrency());
    return std::clamp(runnable_tasks() / cores, 1.0, most_load);
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
