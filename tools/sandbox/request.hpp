/// @file
/// The command line of sock-box as a value.
#pragma once

#include "sandbox/profile.hpp"

#include <stdexcept>
#include <string>
#include <vector>

#include <sys/types.h>

namespace sandbox {

/// The reason why no box is made, one line for a person. The program exits with 125.
struct failure : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// A path of this machine, and where it appears in the box.
struct binding {
    std::string host;
    std::string inside;
    bool writable = false;
};

struct request {
    const profile* rules = nullptr;
    std::vector<binding> bindings;
    std::vector<int> descriptors;      ///< kept open besides 0, 1 and 2
    std::vector<std::string> program;  ///< as it is called inside
    uid_t users = 0;                   ///< the first of a block of users (users.hpp); 0: a real box
};

/// Reads `PROFILE [--users N] [--ro HOST=BOX]… [--rw HOST=BOX]… [--fd N]… [--fd-if-open N]…
/// -- PROGRAM ARG…`.
/// Throws `failure`.
[[nodiscard]] request parse_request(const std::vector<std::string>& arguments);

/// Reads the value of `--users`. Throws `failure`.
[[nodiscard]] uid_t parse_users(const std::string& text);

/// Binds a program that is not in the box (not below /usr, not below a binding), read-only, as
/// /program/NAME, so that a launcher need not know what it will launch.
void bind_program(request& what);

}  // namespace sandbox
