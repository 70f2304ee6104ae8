/// @file
/// What happened, in order and with the time since the check began: both sides of a conversation.
#pragma once

#include <chrono>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace suite {

class timeline {
  public:
    /// `+3.2 ms  what`. Several threads may speak.
    void note(std::string_view what);

    /// A transfer: `+3.2 ms  peer → program  5 bytes "hola\n"`.
    void transfer(std::string_view from, std::string_view to, std::string_view bytes);

    /// All lines; of a long story the beginning and the end.
    [[nodiscard]] std::vector<std::string> lines() const;

    [[nodiscard]] std::chrono::duration<double, std::milli> elapsed() const;

  private:
    std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
    mutable std::mutex mutex_;
    std::vector<std::string> lines_;
};

}  // namespace suite
