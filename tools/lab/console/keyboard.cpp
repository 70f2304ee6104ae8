#include "lab/console/keyboard.hpp"

#include <array>
#include <cerrno>
#include <string_view>

#include <poll.h>
#include <unistd.h>

namespace console {
namespace {

struct sequence {
    std::string_view bytes;
    char means;
};

// The sequences that terminals send for keys that are not letters (ECMA-48; xterm's ctlseqs).
constexpr std::array sequences{
    sequence{"\x1b[A", key::up},       sequence{"\x1b[B", key::down},
    sequence{"\x1bOA", key::up},       sequence{"\x1bOB", key::down},
    sequence{"\x1b[5~", key::page_up}, sequence{"\x1b[6~", key::page_down}};

// The length of the escape sequence that `text` begins with: all of it is one key.
std::size_t sequence_length(std::string_view text) {
    if (text.size() < 2 || (text[1] != '[' && text[1] != 'O')) return 1;
    for (std::size_t i = 2; i < text.size(); ++i) {
        if (text[i] >= 0x40 && text[i] <= 0x7E) return i + 1;
    }
    return text.size();
}

}  // namespace

keyboard::keyboard() {
    present_ = ::tcgetattr(STDIN_FILENO, &before_) == 0;
    seize();
}

void keyboard::seize() {
    if (!present_ || seized_) return;
    auto wanted = before_;
    wanted.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO | ISIG | IEXTEN);
    wanted.c_iflag &= ~static_cast<tcflag_t>(IXON);
    wanted.c_iflag |= ICRNL;
    wanted.c_cc[VMIN] = 0;
    wanted.c_cc[VTIME] = 0;
    seized_ = ::tcsetattr(STDIN_FILENO, TCSADRAIN, &wanted) == 0;
}

void keyboard::release() {
    if (seized_) ::tcsetattr(STDIN_FILENO, TCSADRAIN, &before_);
    seized_ = false;
}

void keyboard::fill(std::chrono::milliseconds timeout) {
    pollfd input{present_ ? STDIN_FILENO : -1, POLLIN, 0};
    if (::poll(&input, 1, static_cast<int>(timeout.count())) <= 0) return;
    std::array<char, 64> buffer{};
    const auto count = ::read(STDIN_FILENO, buffer.data(), buffer.size());
    if (count > 0) {
        pending_.append(buffer.data(), static_cast<std::size_t>(count));
    } else if (count == 0 || errno != EINTR) {
        pending_ += key::end;  // readable but empty: the terminal has hung up
    }
}

std::optional<char> keyboard::read(std::chrono::milliseconds timeout) {
    if (pending_.empty()) fill(timeout);
    if (pending_.empty()) return std::nullopt;
    if (pending_.front() != '\x1b') {
        const char pressed = pending_.front();
        pending_.erase(0, 1);
        return pressed;
    }
    const auto length = sequence_length(pending_);
    const auto bytes = pending_.substr(0, length);
    pending_.erase(0, length);
    for (const auto& known : sequences) {
        if (bytes == known.bytes) return known.means;
    }
    return std::nullopt;  // F1, a mouse, Escape: ignored
}

}  // namespace console
