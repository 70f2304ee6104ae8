#include "tools/lab/display.hpp"

#include "support/text_width.hpp"

#include <algorithm>

namespace world {
namespace {

void append_utf8(std::string& to, char32_t c) {
    const auto byte = [&to](char32_t value) { to += static_cast<char>(value); };
    if (c < 0x80) {
        byte(c);
    } else if (c < 0x800) {
        byte(0xC0U | (c >> 6U));
        byte(0x80U | (c & 0x3FU));
    } else if (c < 0x10000) {
        byte(0xE0U | (c >> 12U));
        byte(0x80U | ((c >> 6U) & 0x3FU));
        byte(0x80U | (c & 0x3FU));
    } else {
        byte(0xF0U | (c >> 18U));
        byte(0x80U | ((c >> 12U) & 0x3FU));
        byte(0x80U | ((c >> 6U) & 0x3FU));
        byte(0x80U | (c & 0x3FU));
    }
}

// The number of bytes of the next letter or control sequence; 0 if it is incomplete.
std::size_t length_of_next(std::string_view bytes) {
    const auto lead = static_cast<unsigned char>(bytes.front());
    if (lead == 0x1B) {
        if (bytes.size() < 2) return 0;
        if (bytes[1] != '[') return 2;
        for (std::size_t i = 2; i < bytes.size(); ++i) {
            if (bytes[i] >= 0x40 && bytes[i] <= 0x7E) return i + 1;
        }
        return 0;
    }
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    return length <= bytes.size() ? length : 0;
}

}  // namespace

display::display(int columns, int rows)
    : columns_(columns), rows_(rows), cells_(static_cast<std::size_t>(rows)) {}

void display::resize(int columns, int rows) {
    columns_ = columns;
    rows_ = rows;
    cells_.resize(static_cast<std::size_t>(rows));
    row_ = std::min(row_, cells_.size() - 1);
}

void display::feed(std::string_view bytes) {
    pending_.append(bytes);
    while (!pending_.empty()) {
        const auto length = length_of_next(pending_);
        if (length == 0) return;
        const auto next = pending_.substr(0, length);
        pending_.erase(0, length);
        if (next.front() == '\x1b') {
            obey(next);
        } else {
            std::string_view letter = next;
            put(support::next_code_point(letter));
        }
    }
}

void display::put(char32_t letter) {
    if (letter == U'\r') {
        column_ = 0;
        return;
    }
    if (letter == U'\n') return line_feed();
    if (letter < 0x20) return;
    if (column_ >= static_cast<std::size_t>(columns_)) {
        if (!wraps_) return;
        column_ = 0;
        line_feed();
    }
    auto& line = cells_[row_];
    if (line.size() <= column_) line.resize(column_ + 1, U' ');
    line[column_++] = letter;
}

void display::line_feed() {
    if (++row_ < cells_.size()) return;
    row_ = cells_.size() - 1;
    cells_.erase(cells_.begin());
    cells_.emplace_back();
}

// After a full line the cursor is still on the last column.
void display::erase_rest_of_line() {
    const auto at = std::min(column_, static_cast<std::size_t>(columns_) - 1);
    cells_[row_].resize(std::min(cells_[row_].size(), at));
}

void display::set_mode(const std::string& mode, bool on) {
    if (mode == "25") {
        cursor_shown_ = on;
    } else if (mode == "7") {
        wraps_ = on;
    } else if (mode == "1049" && on != other_screen_) {
        other_screen_ = on;
        if (on) before_ = cells_;
        cells_ = on ? grid(static_cast<std::size_t>(rows_)) : before_;
        cells_.resize(static_cast<std::size_t>(rows_));
    }
}

void display::obey(const std::string& sequence) {
    const auto body = sequence.substr(2, sequence.size() - 3);
    const char what = sequence.back();
    const bool mode = !body.empty() && body.front() == '?';
    const auto number = mode ? body.substr(1) : body;
    if (sequence == "\x1b[H") {
        row_ = column_ = 0;
    } else if (sequence == "\x1b[K") {
        erase_rest_of_line();
    } else if (sequence == "\x1b[J") {
        erase_rest_of_line();
        std::fill(cells_.begin() + static_cast<std::ptrdiff_t>(row_) + 1, cells_.end(),
                  std::u32string());
    } else if (what == 'm' && sequence[1] == '[') {
        coloured_ = coloured_ || number != "0";
    } else if (mode && (what == 'h' || what == 'l') &&
               (number == "25" || number == "7" || number == "1049")) {
        set_mode(number, what == 'h');
    } else {
        unknown_.push_back("ESC" + sequence.substr(1));
    }
}

std::vector<std::string> display::lines() const {
    std::vector<std::string> result;
    for (const auto& cells : cells_) {
        std::string line;
        for (const char32_t letter : cells)
            append_utf8(line, letter);
        line.resize(line.find_last_not_of(' ') + 1);
        result.push_back(line);
    }
    return result;
}

std::string display::flat() const {
    std::string result;
    for (const char c : text()) {
        const bool blank = c == ' ' || c == '\n';
        if (!blank || (!result.empty() && result.back() != ' ')) result += blank ? ' ' : c;
    }
    return result;
}

std::string display::text() const {
    std::string result;
    for (const auto& line : lines())
        result += line + "\n";
    return result;
}

}  // namespace world
