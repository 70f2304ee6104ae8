#include "lab/console/progress_line.hpp"

#include "support/text_width.hpp"

#include <iostream>
#include <string>

namespace console {
namespace {

// A line that reaches the last column wraps, and "\r" cannot erase it then.
std::string cut(std::string_view text, int columns) {
    std::string result;
    int used = 0;
    while (!text.empty()) {
        const auto rest = text;
        used += support::width(support::next_code_point(text));
        if (used > columns) break;
        result += rest.substr(0, rest.size() - text.size());
    }
    return result;
}

}  // namespace

void progress_line::show(std::string_view text) {
    if (!look_.animated) return;
    const std::lock_guard lock(mutex_);
    std::cerr << "\r\x1b[K" << cut(text, look_.columns - 1) << std::flush;
    shown_ = true;
}

void progress_line::clear() {
    const std::lock_guard lock(mutex_);
    if (!shown_) return;
    std::cerr << "\r\x1b[K" << std::flush;
    shown_ = false;
}

}  // namespace console
