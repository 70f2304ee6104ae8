/// @file
/// The socket calls of a program, recorded by the preloaded library (tools/preload/record.hpp). The
/// program could forge the recording, so it never decides a verdict: it only explains a failure
/// that was seen from outside.
#pragma once

#include "support/unique_fd.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace suite {

struct recorded_call {
    std::string name;
    int socket = -1;
    std::string arguments;
    std::optional<std::size_t> asked;  ///< bytes, of a call that moves some
    std::int64_t result = 0;
    std::string error;         ///< "ECONNRESET"; empty if it went well
    std::string address = {};  ///< that it names, or from which something came; "?": no room for it
    std::string callers = {};  ///< where the program called it, for addr2line(1)

    [[nodiscard]] std::string text() const;  ///< "send(4, 3000 bytes) = 7", as strace(1) shows it
};

/// The port that the call connects or sends to, if it names one.
[[nodiscard]] std::optional<std::uint16_t> port_of(const recorded_call& call);

/// A file in memory that the program can write to; it ends with this process.
class recording {
  public:
    recording();

    [[nodiscard]] int descriptor() const { return file_.get(); }

    /// The calls so far. Lines that are no record are left out.
    [[nodiscard]] std::vector<recorded_call> calls() const;

  private:
    support::descriptor file_;
};

/// One line of it; nothing if it is none.
[[nodiscard]] std::optional<recorded_call> read_call(std::string_view line);

/// A socket call that moves bytes out or in, whatever its name.
[[nodiscard]] bool sends(const recorded_call& call);
[[nodiscard]] bool receives(const recorded_call& call);

/// The last call that failed with `error`, as text; empty if none did.
[[nodiscard]] std::string last_call_with(std::string_view error,
                                         const std::vector<recorded_call>& calls);

/// A send that took less than it was given, after which the program did not send the rest.
struct dropped_rest {
    recorded_call send;
    std::optional<recorded_call> next;  ///< the next call on that socket
};
[[nodiscard]] std::optional<dropped_rest>
find_dropped_rest(const std::vector<recorded_call>& calls);

}  // namespace suite
