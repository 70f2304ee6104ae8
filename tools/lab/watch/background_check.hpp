/// @file
/// A check under way while one goes on looking at keys and files.
#pragma once

#include "lab/workspace/checking.hpp"
#include "lab/workspace/files.hpp"

#include <atomic>
#include <thread>

namespace watch {

/// Builds and checks one exercise on a thread of its own. Its destructor ends that at once.
class background_check {
  public:
    background_check(const judge::tools& tools, const course::catalogue& words, lab::trial what);
    background_check(const background_check&) = delete;
    background_check& operator=(const background_check&) = delete;
    ~background_check();

    [[nodiscard]] bool ended() const { return ended_; }
    [[nodiscard]] std::size_t checked() const { return checked_; }

    /// The outcome, once it has ended.
    [[nodiscard]] const lab::trial& result() const { return trial_; }

  private:
    void work(const judge::tools& tools, const course::catalogue& words);

    lab::trial trial_;
    lab::scratch_folder scratch_;
    std::atomic<bool> stopped_{false};
    std::atomic<bool> ended_{false};
    std::atomic<std::size_t> checked_{0};
    std::thread worker_;
};

}  // namespace watch
