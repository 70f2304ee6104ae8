#include "lab/console/screen.hpp"

#include <algorithm>
#include <iostream>
#include <string_view>

namespace console {
namespace {

// The alternate screen; no cursor; long lines do not wrap (xterm's ctlseqs, DECSET).
constexpr std::string_view enter = "\x1b[?1049h\x1b[?25l\x1b[?7l";
constexpr std::string_view leave = "\x1b[?7h\x1b[?25h\x1b[?1049l";
constexpr std::string_view home = "\x1b[H";
// Erased before a line is written: after a full line the cursor is on its last letter.
constexpr std::string_view rest_of_line = "\x1b[K";
constexpr std::string_view rest_of_screen = "\x1b[J";

}  // namespace

void screen::seize() {
    if (seized_) return;
    std::cout << enter << std::flush;
    seized_ = true;
    shown_.clear();
}

void screen::release() {
    if (!seized_) return;
    std::cout << leave << std::flush;
    seized_ = false;
}

void screen::draw(const std::vector<std::string>& lines, int columns, int rows) {
    const auto room = static_cast<std::size_t>(std::max(1, rows));
    const auto count = std::min(lines.size(), room);
    std::string page(home);
    for (std::size_t i = 0; i < count; ++i) {
        if (i > 0) page += "\r\n";
        page.append(i + 1 < count ? rest_of_line : rest_of_screen).append(lines[i]);
    }
    const auto what = std::to_string(columns) + "x" + std::to_string(rows) + page;
    if (what == shown_) return;
    shown_ = what;
    std::cout << page << std::flush;
}

}  // namespace console
