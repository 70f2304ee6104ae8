/// @file
/// The ways to compare: each implements the same operations, as its users would write them.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace bench {

/// One operation, made `times` times.
using operation = void (*)(int times);

/// The operations of one way. Both ends are in this thread, so that the scheduling of a second
/// thread is not measured.
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
