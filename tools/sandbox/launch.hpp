/// @file
/// Starts a box and waits for its end.
#pragma once

#include "sandbox/request.hpp"
#include "support/agreed_numbers.hpp"

namespace sandbox {

/// What sock-box answers when the box, not the program, has failed.
constexpr int own_failure = support::box_failed;

/// Where bubblewrap is, found through PATH. Throws `failure` with what to install.
[[nodiscard]] std::string find_bubblewrap();

/// This program's own file.
[[nodiscard]] std::string own_program();

/// Runs the program in its box and returns its exit status. A signal that ends the program ends
/// this process, too. If this process is killed, the kernel kills the box and all that is in it.
/// Throws `failure` if there is no box.
[[nodiscard]] int launch(request what);

}  // namespace sandbox
