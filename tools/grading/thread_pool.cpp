#include "grading/thread_pool.hpp"

#include <algorithm>
#include <thread>
#include <utility>

namespace grading {

thread_pool::thread_pool(unsigned workers, std::function<bool()> stop)
    : workers_(std::max(workers, 1U)), stop_(std::move(stop)) {}

void thread_pool::add(task what) {
    const std::lock_guard held(mutex_);
    waiting_.push_back(std::move(what));
    news_.notify_one();
}

void thread_pool::add_next(std::vector<task> what) {
    const std::lock_guard held(mutex_);
    waiting_.insert(waiting_.begin(), std::make_move_iterator(what.begin()),
                    std::make_move_iterator(what.end()));
    news_.notify_all();
}

void thread_pool::work() {
    std::vector<std::thread> threads;
    for (unsigned i = 0; i < workers_; ++i)
        threads.emplace_back([this] { worker(); });
    for (auto& thread : threads)
        thread.join();
    if (failure_) std::rethrow_exception(failure_);
}

void thread_pool::worker() {
    for (task what; next(what); done()) {
        try {
            what();
        } catch (...) {
            fail(std::current_exception());
        }
        what = nullptr;
    }
}

// While a worker is busy, it may add tasks.
bool thread_pool::next(task& into) {
    std::unique_lock held(mutex_);
    news_.wait(held, [&] { return !waiting_.empty() || busy_ == 0; });
    if (stop_ && stop_()) waiting_.clear();
    if (waiting_.empty()) {
        news_.notify_all();
        return false;
    }
    into = std::move(waiting_.front());
    waiting_.pop_front();
    ++busy_;
    return true;
}

void thread_pool::done() {
    const std::lock_guard held(mutex_);
    --busy_;
    news_.notify_all();
}

void thread_pool::fail(std::exception_ptr reason) {
    const std::lock_guard held(mutex_);
    if (!failure_) failure_ = std::move(reason);
    waiting_.clear();
}

}  // namespace grading
