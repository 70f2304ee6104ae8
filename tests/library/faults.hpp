/// @file
/// System calls that fail on command. This program defines the calls itself: sock.hpp's calls come
/// here first, and then go on to the C library.
#pragma once

#include <cstddef>
#include <initializer_list>

namespace faults {

/// What one call does next, and a record of its calls.
struct script {
    int failures = 0;         ///< this many calls fail …
    int code = 0;             ///< … with this errno (getaddrinfo: with this result)
    bool after = false;       ///< fail, but only after the real call
    std::size_t at_most = 0;  ///< the most bytes that a send accepts; 0: no bound
    int calls = 0;            ///< made since the last reset
    int flags = 0;            ///< flags of the last call, if it has any
};

inline script socket_call, connect_call, accept_call, recv_call, recvmsg_call, send_call,
    sendto_call, poll_call, close_call, getaddrinfo_call;

/// All calls succeed, and the counts are zero.
inline void reset() {
    for (auto* each : {&socket_call, &connect_call, &accept_call, &recv_call, &recvmsg_call,
                       &send_call, &sendto_call, &poll_call, &close_call, &getaddrinfo_call})
        *each = script();
}

inline void fail(script& call, int code, int times = 1) {
    call.failures = times;
    call.code = code;
}

}  // namespace faults
