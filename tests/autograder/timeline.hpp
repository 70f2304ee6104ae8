/// @file
/// What happened on both sides, in order, with the time since the check began.
#pragma once

#include "autograder/finding.hpp"
#include "wire/transcript.hpp"

#include <chrono>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace suite {

using wire::step;

/// Longest timeline in a check's message.
inline constexpr std::size_t steps_in_message = 60;

/// Beginning and end of a long transcript, `longest` steps in all.
[[nodiscard]] wire::transcript shortened(wire::transcript steps, std::size_t longest);

class timeline {
  public:
    /// `words` is the catalogue of the sentences; it must outlive the timeline.
    explicit timeline(const course::catalogue* words = nullptr) : words_(words) {}

    /// Several threads may call these. A note is the same in every language.
    void note(std::string_view what, std::string by_hand = {});
    void add(sentence what, std::string by_hand = {});

    /// Something goes from one side to the other.
    void passes(std::string_view from, std::string_view to, std::string what,
                std::string by_hand = {});

    /// A transfer: `+3.2 ms  peer → program  5 bytes "hola\n"`. Of many in a row the first few are
    /// shown one by one, the rest as a sum.
    void transfer(std::string_view from, std::string_view to, std::string_view bytes,
                  std::string by_hand = {});

    /// The next descriptor number in a shell that repeats the check by hand: 3, 4, …
    [[nodiscard]] int next_descriptor();

    [[nodiscard]] wire::transcript steps() const;
    [[nodiscard]] std::chrono::duration<double, std::milli> elapsed() const;

  private:
    bool goes_on(std::string_view from, std::string_view to, std::size_t bytes);
    sentence in_words(sentence what) const;

    const course::catalogue* words_;
    std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
    mutable std::mutex mutex_;
    wire::transcript steps_;
    int descriptors_ = 2;

    /// Transfers in one direction, with nothing in between.
    struct row {
        std::string from, to;
        std::size_t after = 0;  // how many steps there were when the last one was noted
        std::size_t count = 0;
        std::size_t summed = 0;  // those that are shown as a sum
        std::size_t bytes = 0;
    } row_;
};

}  // namespace suite
