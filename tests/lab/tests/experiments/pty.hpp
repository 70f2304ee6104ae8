/// @file
/// A command at a terminal of its own, with somebody who reads and types.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace pty {

struct window {
    unsigned short columns = 80;
    unsigned short rows = 50;
};

class session {
  public:
    /// Starts `argv` in a pseudo-terminal (pty(7)) of that size.
    session(std::vector<std::string> argv, std::vector<std::string> environment,
            const std::string& folder, window size = {});
    session(const session&) = delete;
    session& operator=(const session&) = delete;
    ~session();

    /// Waits until `text` has been written behind what was awaited before.
    [[nodiscard]] bool await(std::string_view text);
    void type(std::string_view keys) const;

    /// Waits for its end; the exit status, or -1.
    int end();

    /// All that it has written, as it stands there in the end.
    [[nodiscard]] std::string text() const;

  private:
    bool read_some();

    int terminal_ = -1;
    pid_t pid_ = -1;
    std::string all_;
    std::size_t seen_ = 0;
};

}  // namespace pty
