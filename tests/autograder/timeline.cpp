#include "timeline.hpp"

#include "bytes.hpp"

#include <array>
#include <cstdio>

namespace suite {
namespace {

constexpr std::size_t longest_story = 60;

}  // namespace

void timeline::note(std::string_view what) {
    std::array<char, 32> time{};
    std::snprintf(time.data(), time.size(), "+%.1f ms  ", elapsed().count());
    const std::lock_guard held(mutex_);
    lines_.push_back(time.data() + std::string(what));
}

void timeline::transfer(std::string_view from, std::string_view to, std::string_view bytes) {
    note(std::string(from) + " → " + std::string(to) + "  " + count(bytes.size()) +
         (bytes.size() == 1 ? " byte " : " bytes ") + show(bytes, 32));
}

std::vector<std::string> timeline::lines() const {
    const std::lock_guard held(mutex_);
    if (lines_.size() <= longest_story) return lines_;
    const auto half = static_cast<std::ptrdiff_t>(longest_story / 2);
    std::vector<std::string> result(lines_.begin(), lines_.begin() + half);
    result.push_back("[... " + std::to_string(lines_.size() - longest_story) + " ...]");
    result.insert(result.end(), lines_.end() - half, lines_.end());
    return result;
}

std::chrono::duration<double, std::milli> timeline::elapsed() const {
    return std::chrono::steady_clock::now() - began_;
}

}  // namespace suite
