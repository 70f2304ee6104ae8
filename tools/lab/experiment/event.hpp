/// @file
/// The events of a program's sockets, one on each line (schema `sock/event/1`).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace experiment {

/// One line of a recording. Fields that are missing in the line are empty or have no value.
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
    bool again = false;         ///< the last event shown of a loop that repeats it
};

/// The event of one line; no value for an invalid line. A program that is killed while it records
/// may leave half a line.
[[nodiscard]] std::optional<event> read_event(std::string_view line);

/// The relevant events of the lines from number `first` up to `last`. Retries (EAGAIN, EINTR) are
/// left out, because some programs wait so. Closing one of two copies of a connection is left out,
/// because it ends nothing. Of a loop, only the first few events are kept.
[[nodiscard]] std::vector<event> read_events(std::string_view recording, std::size_t first,
                                             std::size_t last);

/// The number of complete lines.
[[nodiscard]] std::size_t whole_lines(std::string_view recording);

}  // namespace experiment
