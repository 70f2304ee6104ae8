/// @file
/// What is recorded, one JSON object a line:
///   - events (schema sock/event/1, as sock.hpp writes them) into the file SOCK_EVENTS_FILE;
///   - calls with their arguments and result, as strace(1) would show them, into SOCK_CALLS_FILE.
/// Either may be missing. Times count from the process's first line, or from SOCK_EVENTS_START
/// (CLOCK_MONOTONIC, in microseconds), so that two programs can share one clock.
#pragma once

#include "preload/kernel.hpp"

namespace [[gnu::visibility("hidden")]] preload {

/// Reads the environment. Once, before the program's main.
void read_files();

/// One socket call, before and after it. `name` is the one that the program used.
struct call {
    std::string_view name;
    int fd = -1;
    preload::kind kind = kind::other;
    std::size_t asked = 0;
    bool transfers = false;  ///< `asked` is meaningful
    bool injected = false;   ///< an injected failure: the call was not made
    std::int64_t began = now();
};

/// `arguments` without the descriptor: "0.0.0.0:5000, 16". `error` is an errno, 0 if it went well.
/// `address` is the one that the call names, or of who has sent what came; null: none.
void note_call(const call& it, const line& arguments, std::int64_t result, int error,
               const line* address = nullptr);

/// What the line of an event says beyond what the kernel knows of the socket.
struct event {
    std::string_view name;
    std::int64_t at = now();
    const line* local = nullptr;  ///< null: asked from the kernel
    const line* peer = nullptr;
    const call* transfer = nullptr;  ///< the line says how many bytes were asked for …
    std::int64_t bytes = -1;         ///< … and moved
    std::string_view failed_call = {};
    int error = 0;
};

void note_event(int fd, kind what, const event& it);

}  // namespace preload
