/// @file
/// Signals that arrive while a call blocks. The handler is installed without SA_RESTART, so that
/// the system interrupts the call.
#pragma once

#include <atomic>
#include <chrono>

#include <pthread.h>
#include <signal.h>
#include <sys/time.h>

namespace signals {

/// Signals handled since the handler was installed.
inline std::atomic<int> handled{0};
static_assert(std::atomic<int>::is_always_lock_free, "else no signal handler may touch it");

inline void count_one(int) {
    handled.fetch_add(1);
}

/// Counts the signal `number` while this object lives.
class counted {
  public:
    explicit counted(int number) : number_(number) {
        handled = 0;
        struct sigaction action {};
        action.sa_handler = count_one;
        ::sigaction(number_, &action, &before_);
    }
    counted(const counted&) = delete;
    counted& operator=(const counted&) = delete;
    ~counted() { ::sigaction(number_, &before_, nullptr); }

  private:
    int number_;
    struct sigaction before_ {};
};

/// Raises SIGALRM again and again, in any thread that does not block it.
class alarm_storm {
  public:
    explicit alarm_storm(std::chrono::microseconds period) { set(period); }
    alarm_storm(const alarm_storm&) = delete;
    alarm_storm& operator=(const alarm_storm&) = delete;
    ~alarm_storm() { set(std::chrono::microseconds::zero()); }

  private:
    static void set(std::chrono::microseconds period) {
        itimerval timer{};
        timer.it_interval.tv_usec = static_cast<suseconds_t>(period.count());
        timer.it_value = timer.it_interval;
        ::setitimer(ITIMER_REAL, &timer, nullptr);
    }

    counted handler_{SIGALRM};
};

/// For helper threads: the signals must reach the tested thread.
inline void block_here(int number) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, number);
    ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

/// Interrupts `thread` until `enough()`. A signal without an effect is sent again after a while:
/// ThreadSanitizer delays a signal that comes just before a call blocks, until another signal
/// interrupts that call.
template <typename Enough>
void interrupt_until(pthread_t thread, int number, Enough enough) {
    using clock = std::chrono::steady_clock;
    while (!enough()) {
        const int before = handled.load();
        ::pthread_kill(thread, number);
        const auto soon = clock::now() + std::chrono::milliseconds(5);
        while (handled.load() == before && !enough() && clock::now() < soon)
            ::sched_yield();
    }
}

}  // namespace signals
