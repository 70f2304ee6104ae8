/// @file
/// A few workers and what they have to do: never more heavy steps at a time than there are workers.
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

    /// Once `stop` says true (it may be empty), nothing new is begun.
    thread_pool(unsigned workers, std::function<bool()> stop);

    void add(task what);

    /// Before everything that waits: what belongs to a submission that is begun comes before the
    /// next one, so that results come early and in order. A task may call this.
    void add_next(std::vector<task> what);

    /// Returns when everything is done, also what tasks have added. The first exception of a task
    /// ends the work and comes out here.
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
