/// @file
/// `sock-lab` in a pseudo-terminal: keys, screen, size.
#pragma once

#include "tools/lab/display.hpp"
#include "tools/lab/world.hpp"

#include <chrono>
#include <functional>
#include <optional>

#include <sys/types.h>
#include <termios.h>

namespace world {

struct size {
    int columns = 80;
    int rows = 24;
};

/// A script for /bin/sh, in which $LAB is `sock-lab`.
struct shell_script {
    std::string text;
};

/// A pseudo-terminal (pty(7)) with a program in it. Every wait has a deadline.
class terminal {
  public:
    /// Starts `sock-lab ARGUMENT…` in the tree.
    terminal(const tree& in, const std::vector<std::string>& arguments, size its = {});
    /// Starts a shell instead, for job control.
    terminal(const shell_script& script, const tree& in, size its = {});
    terminal(const terminal&) = delete;
    terminal& operator=(const terminal&) = delete;
    ~terminal();

    void press(std::string_view keys) const;
    void resize(size its);
    void signal(int number) const;
    /// Closes the window: the program gets SIGHUP, and its output is not read any more.
    void hang_up();

    /// Waits until `text` is on the screen, whatever its line breaks are.
    [[nodiscard]] bool shows(const std::string& text);
    /// Waits until `holds` is true for the screen.
    [[nodiscard]] bool comes(const std::function<bool(const display&)>& holds);
    /// Waits until `text` is written after the text that was last awaited: finds text that has
    /// scrolled away, and a question that is asked twice.
    [[nodiscard]] bool says(std::string_view text);
    /// All its output, unwrapped, without lines that were drawn again.
    [[nodiscard]] std::string written() const;

    /// Waits until it ends. Returns the exit status, 128 + n for signal n, or nothing if it runs
    /// on.
    [[nodiscard]] std::optional<int> ends();

    /// True if the terminal has echo and line editing, as a shell left it.
    [[nodiscard]] bool is_as_before() const;

    [[nodiscard]] const display& screen() const { return display_; }
    [[nodiscard]] pid_t pid() const { return pid_; }

  private:
    explicit terminal(size its) : display_(its.columns, its.rows) {}
    void start(const tree& in, std::vector<std::string> words, size its);
    bool read_some(std::chrono::milliseconds time_limit);
    bool reap(int options);

    bool comes_to(const std::function<bool()>& holds);

    display display_;
    std::string written_;
    std::size_t search_from_ = 0;
    int master_ = -1;
    pid_t pid_ = -1;
    std::optional<int> status_;
    termios before_{};
};

}  // namespace world
