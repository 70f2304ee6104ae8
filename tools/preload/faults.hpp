/// @file
/// Injects the faults that the environment variable SOCK_FAULTS names:
///
///     send=5                a stream takes at most 5 bytes at a time
///     recv=3                a stream gives at most 3 bytes at a time
///     accept=ECONNABORTED   the first accept fails with it (or EMFILE), and its connection waits
///     interrupt=4           every 4th call that may block fails with EINTR
///
/// Several faults are separated by commas. The man pages allow all of them.
#pragma once

#include <cstddef>

namespace [[gnu::visibility("hidden")]] preload {

/// Reads SOCK_FAULTS. Once, before the program's main.
void read_faults();

/// How many of `asked` bytes a stream takes or gives this time.
[[nodiscard]] std::size_t clamped_send(std::size_t asked);
[[nodiscard]] std::size_t clamped_recv(std::size_t asked);

/// True if this call must fail as if a signal had interrupted it.
[[nodiscard]] bool interrupts_now();

/// The errno with which this accept fails; 0: it does not.
[[nodiscard]] int accept_fails_now();

}  // namespace preload
