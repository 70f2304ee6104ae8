/// @file
/// `sock-lab` in a terminal of its own: its keys, its screen, its size.
#pragma once

#include "display.hpp"
#include "world.hpp"

#include <chrono>
#include <functional>
#include <optional>

#include <sys/types.h>

namespace world {

struct size {
    int columns = 80;
    int rows = 24;
};

/// A pseudo-terminal (pty(7)) with a program in it. Every wait has a deadline.
class terminal {
  public:
    /// Starts `sock-lab ARGUMENT…` in the tree.
    terminal(const tree& in, const std::vector<std::string>& arguments, size its = {});
    terminal(const terminal&) = delete;
    terminal& operator=(const terminal&) = delete;
    ~terminal();

    void press(std::string_view keys) const;
    void resize(size its);
    void signal(int number) const;
    /// The window is closed: the program gets SIGHUP, and nobody reads it any more.
    void hang_up();

    /// Waits until `text` stands on the screen.
    [[nodiscard]] bool shows(const std::string& text);
    /// Waits until `holds` is true of the screen.
    [[nodiscard]] bool comes(const std::function<bool(const display&)>& holds);
    /// Waits for its end: the exit status, 128 + n for signal n. Nothing if it does not end.
    [[nodiscard]] std::optional<int> ends();
    /// Waits until it is stopped (SIGTSTP).
    [[nodiscard]] bool stops();

    [[nodiscard]] const display& screen() const { return display_; }
    [[nodiscard]] pid_t pid() const { return pid_; }

  private:
    bool read_some(std::chrono::milliseconds patience);
    bool reap(int options);

    display display_;
    int master_ = -1;
    pid_t pid_ = -1;
    std::optional<int> status_;
    bool stopped_ = false;
};

}  // namespace world
