/// @file
/// Runs a check in the background, while keys and files are watched.
#pragma once

#include "lab/workspace/checking.hpp"
#include "lab/workspace/files.hpp"

#include <atomic>
#include <thread>

namespace watch {

/// Builds and checks one exercise on its own thread. The destructor stops it at once.
class background_check {
  public:
    background_check(const judge::tools& tools, const course::catalogue& words, lab::trial what);
    background_check(const background_check&) = delete;
    background_check& operator=(const background_check&) = delete;
    ~background_check();

    [[nodiscard]] bool ended() const { return ended_; }
    [[nodiscard]] std::size_t checked() const { return checked_; }

    /// The outcome, once the check has ended.
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
