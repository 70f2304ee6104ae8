/// @file
/// One line of text of bounded length, on the stack: a signal handler may write one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace [[gnu::visibility("hidden")]] preload {

class line {
  public:
    /// What does not fit any more is left out.
    line& operator<<(std::string_view text) {
        for (const char c : text)
            if (size_ < sizeof text_) text_[size_++] = c;
        return *this;
    }

    line& operator<<(std::int64_t number) {
        if (number < 0) *this << "-";
        // Negated as unsigned: the smallest number has no positive counterpart.
        const auto value = static_cast<std::uint64_t>(number);
        return digits(number < 0 ? 0 - value : value, 1);
    }
    line& operator<<(int number) { return *this << std::int64_t{number}; }
    line& operator<<(unsigned number) { return *this << std::int64_t{number}; }
    line& operator<<(std::size_t number) { return *this << static_cast<std::int64_t>(number); }

    /// With zeros before it, up to `width` digits.
    line& digits(std::uint64_t number, int width) {
        char reversed[20];
        int count = 0;
        for (; number > 0 || count < width; number /= 10)
            reversed[count++] = static_cast<char>('0' + number % 10);
        while (count > 0)
            *this << std::string_view(&reversed[--count], 1);
        return *this;
    }

    [[nodiscard]] std::string_view text() const { return {text_, size_}; }
    [[nodiscard]] bool empty() const { return size_ == 0; }

  private:
    char text_[512];
    std::size_t size_ = 0;
};

}  // namespace preload
