/// @file
/// Reads the suite's private channel and accepts only what fits the course.
#pragma once

#include "course/course.hpp"
#include "wire/result.hpp"
#include "wire/transcript.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace judge {

/// Takes the channel's bytes as they arrive. The suite is trusted and no student's process can
/// reach the channel. Still, the input is parsed as untrusted: one violation, and the whole report
/// counts for nothing.
class suite_channel {
  public:
    /// `only` as in suite_options. `on_check` (may be empty) is called for each accepted check.
    suite_channel(const course::exercise& exercise, course::language language,
                  const std::vector<std::string>& only,
                  std::function<void(const wire::check&)> on_check = {});

    void feed(std::string_view bytes);

    [[nodiscard]] bool finished() const { return finished_; }
    /// What does not fit the course, in English, for the suite's maintainers; empty if all fits.
    [[nodiscard]] const std::string& violation() const { return violation_; }
    [[nodiscard]] const std::string& seed() const { return seed_; }
    [[nodiscard]] const wire::transcripts& transcripts() const { return transcripts_; }

    /// How long the checks waited for the program, all together, as their deadlines count.
    [[nodiscard]] std::chrono::milliseconds waited() const { return waited_; }

    /// One check for each that the course expects, in its order. Those that did not come are
    /// internal errors for `reason`; after a lie that is all of them.
    [[nodiscard]] std::vector<wire::check> checks(const wire::sentence& reason) const;

  private:
    void line(std::string_view text);
    void event(const nlohmann::ordered_json& what);
    void start(const nlohmann::ordered_json& what);
    void take(const nlohmann::ordered_json& what);
    void take_transcript(const nlohmann::ordered_json& what);
    void finish(const nlohmann::ordered_json& what);

    const course::exercise& exercise_;
    course::language language_;
    std::vector<const course::check*> expected_;
    std::function<void(const wire::check&)> on_check_;
    std::map<std::string, wire::check, std::less<>> received_;
    wire::transcripts transcripts_;
    std::string pending_;
    std::size_t total_ = 0;
    bool started_ = false;
    bool finished_ = false;
    std::chrono::milliseconds waited_{};
    std::string violation_;
    std::string seed_;
};

}  // namespace judge
