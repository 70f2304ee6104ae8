#include "autograder/timeline.hpp"

#include "autograder/bytes.hpp"

#include <utility>

namespace suite {
namespace {

// A program that sends byte by byte must not fill the suite's memory with steps.
constexpr std::size_t most_steps_kept = 100'000;

constexpr std::size_t shown_one_by_one = 4;

}  // namespace

wire::transcript shortened(wire::transcript steps, std::size_t longest) {
    if (steps.size() <= longest) return steps;
    const auto half = static_cast<std::ptrdiff_t>(longest / 2);
    const auto missing = steps.size() - 2 * static_cast<std::size_t>(half);
    wire::transcript result(steps.begin(), steps.begin() + half);
    result.push_back({result.back().at, wire::plain("[… " + count(missing) + " …]"), {}});
    result.insert(result.end(), steps.end() - half, steps.end());
    return result;
}

void timeline::note(std::string_view what, std::string by_hand) {
    add(wire::plain(std::string(what)), std::move(by_hand));
}

void timeline::add(sentence what, std::string by_hand) {
    const std::lock_guard held(mutex_);
    if (steps_.size() >= most_steps_kept) return;
    steps_.push_back({elapsed().count(), in_words(std::move(what)), std::move(by_hand)});
}

sentence timeline::in_words(sentence what) const {
    if (words_ == nullptr || what.id.empty()) return what;
    return wire::say(*words_, std::move(what.id), std::move(what.params));
}

void timeline::passes(std::string_view from, std::string_view to, std::string what,
                      std::string by_hand) {
    add({"step.passes",
         {{"from", std::string(from)}, {"to", std::string(to)}, {"what", std::move(what)}}},
        std::move(by_hand));
}

void timeline::transfer(std::string_view from, std::string_view to, std::string_view bytes,
                        std::string by_hand) {
    if (goes_on(from, to, bytes.size())) return;
    passes(from, to,
           count(bytes.size()) + (bytes.size() == 1 ? " byte " : " bytes ") + show(bytes, 32),
           std::move(by_hand));
    const std::lock_guard held(mutex_);
    row_.after = steps_.size();
}

// True if the transfer was added to those before it.
bool timeline::goes_on(std::string_view from, std::string_view to, std::size_t bytes) {
    const std::lock_guard held(mutex_);
    if (row_.from != from || row_.to != to || row_.after != steps_.size())
        row_ = {std::string(from), std::string(to), 0, 0, 0, 0};
    if (++row_.count <= shown_one_by_one) return false;
    if (row_.summed++ == 0) steps_.push_back({elapsed().count(), {}, {}});
    row_.bytes += bytes;
    row_.after = steps_.size();
    steps_.back().what = in_words({"step.pieces",
                                   {{"from", row_.from},
                                    {"to", row_.to},
                                    {"bytes", count(row_.bytes)},
                                    {"count", count(row_.summed)}}});
    return true;
}

int timeline::next_descriptor() {
    const std::lock_guard held(mutex_);
    return ++descriptors_;
}

wire::transcript timeline::steps() const {
    const std::lock_guard held(mutex_);
    return steps_;
}

std::chrono::duration<double, std::milli> timeline::elapsed() const {
    return std::chrono::steady_clock::now() - began_;
}

}  // namespace suite
