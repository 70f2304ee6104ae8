#include "pty.hpp"

#include <chrono>
#include <csignal>
#include <stdexcept>

#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

namespace pty {
namespace {

// Compilers take their time on a busy machine; nobody waits for this when all is well.
constexpr std::chrono::seconds patience{120};

std::vector<char*> pointers(std::vector<std::string>& words) {
    std::vector<char*> result;
    for (auto& word : words)
        result.push_back(word.data());
    result.push_back(nullptr);
    return result;
}

}  // namespace

session::session(std::vector<std::string> argv, std::vector<std::string> environment,
                 const std::string& folder, window size) {
    const auto words = pointers(argv);
    const auto variables = pointers(environment);
    winsize its{};
    its.ws_col = size.columns;
    its.ws_row = size.rows;
    pid_ = ::forkpty(&terminal_, nullptr, nullptr, &its);
    if (pid_ < 0) throw std::runtime_error("forkpty");
    if (pid_ > 0) return;
    if (::chdir(folder.c_str()) == 0) ::execve(words[0], words.data(), variables.data());
    ::_exit(127);
}

session::~session() {
    if (pid_ > 0) {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
    if (terminal_ >= 0) ::close(terminal_);
}

// False once there is nothing more to come: reading a terminal that nobody holds open fails (EIO).
bool session::read_some() {
    char buffer[4096];
    const auto n = ::read(terminal_, buffer, sizeof buffer);
    if (n <= 0) return false;
    all_.append(buffer, static_cast<std::size_t>(n));
    return true;
}

bool session::await(std::string_view text) {
    const auto until = std::chrono::steady_clock::now() + patience;
    while (true) {
        const auto found = all_.find(text, seen_);
        if (found != std::string::npos) {
            seen_ = found + text.size();
            return true;
        }
        if (std::chrono::steady_clock::now() > until) return false;
        pollfd watched{terminal_, POLLIN, 0};
        if (::poll(&watched, 1, 100) > 0 && !read_some()) return false;
    }
}

void session::type(std::string_view keys) const {
    [[maybe_unused]] const auto n = ::write(terminal_, keys.data(), keys.size());
}

int session::end() {
    const auto until = std::chrono::steady_clock::now() + patience;
    pollfd watched{terminal_, POLLIN, 0};
    while (std::chrono::steady_clock::now() < until) {
        if (::poll(&watched, 1, 100) > 0 && !read_some()) break;
    }
    int raw = 0;
    // It has closed its terminal, and ends within a moment; or it was given up above.
    const bool over = std::chrono::steady_clock::now() < until;
    if (::waitpid(pid_, &raw, over ? 0 : WNOHANG) != pid_) {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, &raw, 0);
    }
    pid_ = -1;
    return WIFEXITED(raw) ? WEXITSTATUS(raw) : -1;
}

std::string session::text() const {
    constexpr std::string_view again = "\r\x1b[K";  // the line is drawn anew
    std::string result;
    for (std::size_t i = 0; i < all_.size(); ++i) {
        const bool drawn_anew = all_.compare(i, again.size(), again) == 0;
        if (drawn_anew) result.erase(result.rfind('\n') + 1);
        if (drawn_anew) i += again.size() - 1;
        if (!drawn_anew && all_[i] != '\r') result += all_[i];
    }
    return result;
}

}  // namespace pty
