/// @file
/// What a program said about its sockets while it ran: one event a line (schema `sock/event/1`).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace experiment {

/// One line of a recording. What the line leaves out is empty, or nothing.
struct event {
    double t = 0;       ///< seconds since the first event of its process
    std::string what;   ///< "connected", "sent", "end-of-stream"…
    std::string kind;   ///< "tcp", "udp"
    std::string local;  ///< "127.0.0.1:5000"
    std::string peer;
    std::string call;   ///< of failed and timed-out: "recv"
    std::string error;  ///< "ECONNREFUSED"
    std::optional<long> bytes;
    std::optional<long> asked;  ///< the room that recv had, or what send was given
    bool again = false;         ///< and the same once more, again and again: the last that is told
};

/// The event of one line; nothing for a line that is none. A recording was written by the program
/// that is looked at, which may have been ended in the middle of a line.
[[nodiscard]] std::optional<event> read_event(std::string_view line);

/// The events of the lines from `first` up to `last` (as numbers of lines) that tell something:
/// trying again (EAGAIN, EINTR) is how some programs wait, and closing one of two copies of a
/// connection ends nothing. Of what a loop does again and again, the first few.
[[nodiscard]] std::vector<event> read_events(std::string_view recording, std::size_t first,
                                             std::size_t last);

/// How many whole lines there are.
[[nodiscard]] std::size_t whole_lines(std::string_view recording);

}  // namespace experiment
