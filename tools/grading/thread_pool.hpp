/// @file
/// A thread pool: never more heavy steps at a time than there are workers.
#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <vector>

namespace grading {

class thread_pool {
  public:
    using task = std::function<void()>;

    /// Once `stop` (it may be empty) returns true, no new task is started.
    thread_pool(unsigned workers, std::function<bool()> stop);

    void add(task what);

    /// Adds tasks before all waiting ones: the tasks of a submission in progress run before the
    /// next submission, so that results come early and in order. A task may call this.
    void add_next(std::vector<task> what);

    /// Returns when all tasks are done, including those that tasks have added. The first exception
    /// of a task stops the pool and is rethrown here.
    void work();

  private:
    void worker();
    bool next(task& into);
    void done();
    void fail(std::exception_ptr reason);

    unsigned workers_;
    std::function<bool()> stop_;
    std::mutex mutex_;
    std::condition_variable news_;
    std::deque<task> waiting_;
    unsigned busy_ = 0;
    std::exception_ptr failure_;
};

}  // namespace grading
