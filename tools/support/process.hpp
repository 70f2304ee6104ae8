/// @file
/// Starts a program, feeds it, listens to it, and ends it together with everything it started.
#pragma once

#include "support/deadline.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace support {

/// How a process ended, as waitpid(2) says: by itself with `code`, or by `signal` (then `code` is
/// 0). An exit with 128 + n is not a signal: a program may exit with such a code itself.
struct exit_status {
    int code = 0;
    int signal = 0;

    [[nodiscard]] bool success() const { return code == 0 && signal == 0; }
};

/// A descriptor of this process and its number in the child.
struct passed_descriptor {
    int ours = -1;
    int theirs = -1;
};

enum class standard_input { empty, pipe };

/// What to start and how. Every descriptor that is not named here is closed in the child.
struct command {
    std::vector<std::string> argv = {};                        ///< argv[0] is looked up in PATH
    std::optional<std::vector<std::string>> environment = {};  ///< "NAME=value"; none: inherited
    std::string directory = {};                                ///< empty: inherited
    standard_input input = standard_input::empty;
    std::vector<passed_descriptor> descriptors = {};
    std::size_t keep_head = 32 * 1024;  ///< bytes kept of the beginning of each output stream …
    std::size_t keep_tail = 32 * 1024;  ///< … and of its end; those between are only counted
};

/// What a program wrote to one stream: its beginning and its end. The middle of a long output is
/// left out.
struct captured {
    std::string head;
    std::string tail;         ///< empty unless something was left out or the head is full
    std::uint64_t bytes = 0;  ///< all that was written

    [[nodiscard]] bool complete() const { return bytes == head.size() + tail.size(); }
    [[nodiscard]] std::string text() const;  ///< head, a mark for what is missing, tail
};

/// A running program. Its destructor ends it, and all its descendants.
class child {
  public:
    /// Starts `what`. Throws std::system_error naming the program if it cannot be started
    /// (not found, not executable, too many processes).
    explicit child(const command& what);
    child(child&&) noexcept;
    child& operator=(child&&) noexcept;
    ~child();

    [[nodiscard]] pid_t pid() const;

    /// The status, once it has ended; nothing if it still runs when `until` is spent.
    std::optional<exit_status> wait(deadline& until);
    std::optional<exit_status> wait(milliseconds limit);

    /// The status if it has ended already.
    std::optional<exit_status> status();

    /// CPU time of it and of the children it waited for, once it has ended.
    [[nodiscard]] milliseconds cpu() const;

    [[nodiscard]] captured output() const;
    [[nodiscard]] captured errors() const;

    /// Waits until `enough` holds of standard output so far. False if both streams ended or the
    /// time was spent before that.
    bool wait_output(const std::function<bool(const std::string&)>& enough, deadline& until);
    bool wait_errors(const std::function<bool(const std::string&)>& enough, deadline& until);

    /// Feeds standard input. False if the program does not read it any more, or not in time.
    bool write(std::string_view bytes, deadline& until);
    void close_input();

    void signal(int number) const;

    /// Kills (SIGKILL) its process group and all descendants, also those that left the group, and
    /// waits for them. Returns how the program itself ended. May be called twice.
    exit_status end();

  private:
    struct state;
    std::unique_ptr<state> state_;
};

/// A program that has run to its end.
struct finished {
    exit_status status;
    captured out;
    captured err;
    bool timed_out = false;
    milliseconds took{};
    milliseconds cpu{};  ///< user and system time of it and of the children it waited for
};

/// Runs `what` to its end, or ends it when `limit` is spent. `input` is its standard input.
finished run(command what, milliseconds limit, std::string_view input = {});

/// CPU time that this process itself has used so far, its children's left out.
[[nodiscard]] std::chrono::duration<double, std::milli> own_cpu();

/// Makes this process the parent of orphans (PR_SET_CHILD_SUBREAPER, prctl(2)), so that a student's
/// program which daemonises stays within reach of `child::end`. Call it once, in main. Call it with
/// false before exec, because the new program would inherit this role.
void adopt_orphans(bool yes = true);

/// Lets SIGINT, SIGTERM and SIGHUP end this process only after everything that it started has been
/// killed. Call it once, in main.
void end_children_on_signals();

/// Ends this process by `signal`, without a core file, so that its parent sees the signal that this
/// process has seen.
[[noreturn]] void end_by_signal(int signal);

}  // namespace support
