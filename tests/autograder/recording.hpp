/// @file
/// The socket calls that a program made, as the preloaded library wrote them down
/// (tools/preload/record.hpp). The program could write there itself: so a recording never decides
/// anything. It makes the cause of a failure plainer that was seen from outside.
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
    std::string error;  ///< "ECONNRESET"; empty if it went well

    [[nodiscard]] std::string text() const;  ///< "send(4, 3000 bytes) = 7", as strace(1) shows it
};

/// A file in memory that a program can write to, and that ends with us.
class recording {
  public:
    recording();

    [[nodiscard]] int descriptor() const { return file_.get(); }

    /// What is there now. Lines that do not belong there are left out.
    [[nodiscard]] std::vector<recorded_call> calls() const;

  private:
    support::descriptor file_;
};

/// One line of it; nothing if it is none.
[[nodiscard]] std::optional<recorded_call> read_call(std::string_view line);

/// The last call that failed with `error`, as text; empty if none did.
[[nodiscard]] std::string last_call_with(std::string_view error,
                                         const std::vector<recorded_call>& calls);

/// A send that took less than it was given, where the program did not go on with the rest.
struct dropped_rest {
    recorded_call send;
    std::optional<recorded_call> next;  ///< what it did on that socket instead
};
[[nodiscard]] std::optional<dropped_rest>
find_dropped_rest(const std::vector<recorded_call>& calls);

}  // namespace suite
