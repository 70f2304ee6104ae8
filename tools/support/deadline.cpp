#include "support/deadline.hpp"

#include "support/parallel.hpp"
#include "support/process_table.hpp"

#include <algorithm>
#include <atomic>
#include <utility>

#include <poll.h>
#include <unistd.h>

namespace support {
namespace {

// Upper bound on the stretching of a wait.
constexpr double most_load = 16.0;

std::atomic<pid_t> accounted_root{0};

/// Tasks that want a core, for each core.
struct pressure {
    double others = 1.0;
    double all = 1.0;
};

/// The waits of one thread. A check waits in the thread that runs it.
struct waited {
    bool spent = false;
    double time = 0;
    double crowded_time = 0;
};
thread_local waited so_far;

/// The bound of one thread. It is charged like a deadline, but only once for the same time, however
/// many deadlines run.
struct bound {
    std::chrono::duration<double, std::milli> budget{};
    std::chrono::duration<double, std::milli> spent{};
    clock::time_point seen;
    bool set = false;

    [[nodiscard]] bool reached() const { return set && spent >= budget; }
};
thread_local bound all_waits;

double own_runnable_tasks() {
    const pid_t root = accounted_root;
    const auto own = family(root != 0 ? root : ::getpid());
    const auto runs = [](const entry& each) { return each.state == 'R'; };
    return static_cast<double>(std::count_if(own.begin(), own.end(), runs));
}

pressure measured() {
    const auto room = static_cast<double>(cores());
    const auto running = static_cast<double>(runnable_tasks());
    const double all = std::clamp(running / room, 1.0, most_load);
    // The process table is expensive to read, and not needed while no task waits for a core.
    if (running <= room) return {all, all};
    return {std::clamp((running - own_runnable_tasks()) / room, 1.0, most_load), all};
}

// One measurement serves all threads: threads that wait for many programs would otherwise each read
// the same process table. There is no lock, because a check is a fork of this process.
pressure pressure_now() {
    constexpr clock::duration between_looks = milliseconds{100};
    static std::atomic<double> others{1.0};
    static std::atomic<double> all{1.0};
    static std::atomic<clock::rep> next_look{0};
    const auto now = clock::now().time_since_epoch().count();
    auto due = next_look.load();
    if (now < due || !next_look.compare_exchange_strong(due, now + between_looks.count()))
        return {others, all};
    const auto seen = measured();
    others = seen.others;
    all = seen.all;
    return seen;
}

void charge_bound() {
    if (!all_waits.set) return;
    const auto now = clock::now();
    const std::chrono::duration<double, std::milli> passed = now - all_waits.seen;
    if (passed < milliseconds{1}) return;
    all_waits.spent += passed / pressure_now().others;
    all_waits.seen = now;
}

}  // namespace

void bound_waits(milliseconds budget) {
    all_waits = {budget, {}, clock::now(), true};
}

std::chrono::duration<double, std::milli> spent_of_bound() {
    charge_bound();
    return all_waits.spent;
}

double load_per_core() {
    return pressure_now().others;
}

double contention_per_core() {
    return pressure_now().all;
}

void account_for(pid_t root) {
    accounted_root = root;
}

waits take_waits() {
    const auto met = std::exchange(so_far, {});
    return {met.spent, met.time > 0 ? met.crowded_time / met.time : 1.0};
}

deadline::deadline(milliseconds budget) : budget_(budget) {}

void deadline::restart() {
    charge();
    left_ = budget_;
}

deadline deadline::moment(milliseconds budget) {
    deadline result(budget);
    result.decides_ = false;
    return result;
}

deadline deadline::for_cleanup(milliseconds budget) {
    auto result = moment(budget);
    result.bounded_ = false;
    return result;
}

void deadline::charge() {
    charge_bound();
    const auto now = clock::now();
    const std::chrono::duration<double, std::milli> passed = now - seen_;
    // A measurement costs more than the wait that it would correct.
    if (passed < milliseconds{1}) return;
    const auto met = pressure_now();
    left_ -= passed / met.others;
    so_far.time += passed.count();
    so_far.crowded_time += passed.count() * met.all;
    seen_ = now;
}

bool deadline::expired() {
    charge();
    const bool over = left_.count() <= 0 || (bounded_ && all_waits.reached());
    so_far.spent = so_far.spent || (over && decides_);
    return over;
}

milliseconds deadline::left() {
    charge();
    if (bounded_ && all_waits.reached()) return milliseconds{0};
    return std::max(milliseconds{0}, std::chrono::duration_cast<milliseconds>(left_));
}

int deadline::poll_timeout(milliseconds longest) {
    return static_cast<int>(std::max<milliseconds::rep>(1, std::min(left(), longest).count()));
}

bool await(const std::function<bool()>& holds, deadline until) {
    milliseconds pause{1};
    while (!holds()) {
        if (until.expired()) return false;
        ::poll(nullptr, 0, until.poll_timeout(pause));
        pause = std::min(pause * 2, milliseconds{20});
    }
    return true;
}

}  // namespace support
