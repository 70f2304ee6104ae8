/// @file
/// System calls that fail on command. This program defines the calls itself, so that what sock.hpp
/// calls comes here first and goes on to the C library.
#pragma once

#include <cstddef>
#include <initializer_list>

namespace faults {

/// What one call does next, and what it has seen.
struct script {
    int failures = 0;         ///< so many calls fail …
    int code = 0;             ///< … with this errno (getaddrinfo: with this result)
    bool after = false;       ///< fail, but only once the real call has been made
    std::size_t at_most = 0;  ///< bytes that a send takes; 0: as many as it will
    int calls = 0;            ///< made since the last reset
    int flags = 0;            ///< of the last one, where it has any
};

inline script socket_call, connect_call, accept_call, recv_call, recvmsg_call, send_call,
    sendto_call, poll_call, close_call, getaddrinfo_call;

/// All calls work, none is counted.
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
