#include "tools/lab/pseudo_terminal.hpp"

#include "support/running_programs.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <stdexcept>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __APPLE__
#include <util.h>
#else
#include <pty.h>
#endif

namespace world {
namespace {

using std::chrono::milliseconds;
using clock = std::chrono::steady_clock;

// For a busy machine: a passing test does not wait that long.
constexpr std::chrono::seconds time_limit{240};

winsize window(size its) {
    winsize result{};
    result.ws_col = static_cast<unsigned short>(its.columns);
    result.ws_row = static_cast<unsigned short>(its.rows);
    return result;
}

std::vector<char*> pointers(std::vector<std::string>& words) {
    std::vector<char*> result;
    for (auto& word : words)
        result.push_back(word.data());
    result.push_back(nullptr);
    return result;
}

}  // namespace

terminal::terminal(const tree& in, const std::vector<std::string>& arguments, size its)
    : terminal(its) {
    std::vector<std::string> words = {SOCK_LAB};
    words.insert(words.end(), arguments.begin(), arguments.end());
    start(in, std::move(words), its);
}

terminal::terminal(const shell_script& script, const tree& in, size its) : terminal(its) {
    start(in, {"/bin/sh", "-c", "LAB='" SOCK_LAB "'\n" + script.text}, its);
}

void terminal::start(const tree& in, std::vector<std::string> words, size its) {
    auto variables = in.environment();
    const auto argv = pointers(words);
    // As a shell sets it: line editing, echo, and \r\n for \n.
    before_.c_iflag = ICRNL | IXON;
    before_.c_oflag = OPOST | ONLCR;
    before_.c_cflag = CS8 | CREAD;
    before_.c_lflag = ICANON | ECHO | ISIG | IEXTEN;
    before_.c_cc[VINTR] = '\x03';
    before_.c_cc[VEOF] = '\x04';
    before_.c_cc[VSUSP] = '\x1a';
    const auto environment = pointers(variables);
    const auto home = in.home().string();
    auto shape = window(its);
    // Locked, so that the new process is not taken for an orphan (see support::running).
    const std::lock_guard held(support::running::instance().lock());
    pid_ = ::forkpty(&master_, nullptr, &before_, &shape);
    if (pid_ == 0) {
        if (::chdir(home.c_str()) == 0) ::execve(argv[0], argv.data(), environment.data());
        ::_exit(127);
    }
    if (pid_ < 0) throw std::runtime_error("forkpty");
    support::running::instance().add(pid_);
    ::fcntl(master_, F_SETFD, FD_CLOEXEC);
}

terminal::~terminal() {
    if (!status_) {
        ::kill(pid_, SIGKILL);
        reap(0);
    }
    support::running::instance().forget(pid_);
    if (master_ >= 0) ::close(master_);
}

bool terminal::reap(int options) {
    int raw = 0;
    pid_t got = 0;
    while ((got = ::waitpid(pid_, &raw, options)) < 0 && errno == EINTR) {
    }
    if (got != pid_) return status_.has_value();
    if (WIFEXITED(raw)) status_ = WEXITSTATUS(raw);
    if (WIFSIGNALED(raw)) status_ = 128 + WTERMSIG(raw);
    return status_.has_value();
}

void terminal::press(std::string_view keys) const {
    while (!keys.empty()) {
        const auto n = ::write(master_, keys.data(), keys.size());
        if (n < 0 && errno != EINTR) throw std::runtime_error("the terminal takes no keys");
        if (n > 0) keys.remove_prefix(static_cast<std::size_t>(n));
    }
}

void terminal::resize(size its) {
    display_.resize(its.columns, its.rows);
    auto shape = window(its);
    ::ioctl(master_, TIOCSWINSZ, &shape);
}

bool terminal::is_as_before() const {
    termios now{};
    return ::tcgetattr(master_, &now) == 0 && now.c_iflag == before_.c_iflag &&
           now.c_oflag == before_.c_oflag && now.c_lflag == before_.c_lflag;
}

void terminal::signal(int number) const {
    ::kill(pid_, number);
}

void terminal::hang_up() {
    ::close(master_);
    master_ = -1;
}

bool terminal::read_some(milliseconds wait) {
    pollfd output{master_, POLLIN, 0};
    if (::poll(&output, 1, static_cast<int>(wait.count())) <= 0) return false;
    std::array<char, 4096> buffer{};
    const auto n = ::read(master_, buffer.data(), buffer.size());
    if (n <= 0) return false;
    const std::string_view bytes(buffer.data(), static_cast<std::size_t>(n));
    display_.feed(bytes);
    written_ += bytes;
    return true;
}

bool terminal::comes_to(const std::function<bool()>& holds) {
    const auto until = clock::now() + time_limit;
    while (!holds()) {
        if (clock::now() > until) return false;
        if (read_some(milliseconds{50}) || !reap(WNOHANG)) continue;
        while (read_some(milliseconds{50})) {
        }
        return holds();
    }
    return true;
}

bool terminal::comes(const std::function<bool(const display&)>& holds) {
    return comes_to([&] { return holds(display_); });
}

bool terminal::says(std::string_view text) {
    return comes_to([&] {
        const auto found = written_.find(text, search_from_);
        if (found == std::string::npos) return false;
        search_from_ = found + text.size();
        return true;
    });
}

std::string terminal::written() const {
    constexpr std::string_view again = "\r\x1b[K";  // the line is drawn again
    std::string result;
    for (std::size_t i = 0; i < written_.size(); ++i) {
        const bool drawn_anew = written_.compare(i, again.size(), again) == 0;
        if (drawn_anew) result.erase(result.rfind('\n') + 1);
        if (drawn_anew) i += again.size() - 1;
        if (!drawn_anew && written_[i] != '\r') result += written_[i];
    }
    return result;
}

bool terminal::shows(const std::string& text) {
    return comes([&](const display& it) { return it.flat().find(text) != std::string::npos; });
}

std::optional<int> terminal::ends() {
    const auto until = clock::now() + time_limit;
    // Its output has to be read, or it would block.
    while (!reap(WNOHANG) && clock::now() < until)
        read_some(milliseconds{20});
    while (master_ >= 0 && read_some(milliseconds{20})) {
    }
    return status_;
}

}  // namespace world
