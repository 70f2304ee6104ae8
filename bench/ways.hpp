/// @file
/// The ways that are compared: each makes the same operations, as its users would write them.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace bench {

/// One operation, made `times` times.
using operation = void (*)(int times);

/// What each way can be asked to do; both ends are in this thread, so that no other thread's
/// moods are measured.
struct way {
    const char* name;
    operation round_trip;  ///< 64 bytes there and back over TCP
    operation bulk;        ///< 64 KiB one way over TCP
    operation datagram;    ///< 64 bytes there and back over UDP
    operation connection;  ///< listen, connect, accept, close
};

extern const way raw;
extern const way sock;
#if defined(SOCK_BENCH_ASIO)
extern const way asio;
#endif

}  // namespace bench
