/// @file
/// What happens on the sockets of sock.hpp, told as it happens. Define SOCK_EVENTS in every source
/// file of the program (with CMake: target_compile_definitions(program PRIVATE SOCK_EVENTS)) and
/// include sock.hpp, which includes this file; without the macro nothing of it is compiled.
///
///     #include <sock.hpp>
///
///     int main() {
///         sock::on_event(sock::write_json_lines);
///         auto udp = sock::udp_socket::bind({"127.0.0.1", 0});
///         udp.send_to("hola", udp.local_endpoint());
///     }
///
/// prints
///
///     {"t": 0.000000, "event": "opened", "socket": 3, "kind": "udp"}
///     {"t": 0.000019, "event": "bound", "socket": 3, "kind": "udp", "local": "127.0.0.1:40123"}
///     {"t": 0.000052, "event": "sent", "socket": 3, "kind": "udp", "local": "127.0.0.1:40123",
///      "peer": "127.0.0.1:40123", "bytes": 4, "asked": 4}
///
/// (each event on one line).
#pragma once

#if !defined(SOCK_EVENTS)
#error "define SOCK_EVENTS for the whole program and include <sock.hpp>"
#endif

#include "sock.hpp"

#include <atomic>
#include <cstdio>
#include <cstdlib>

namespace sock {
inline namespace with_events {

/// One thing that has happened on one socket.
struct event {
    event_kind kind{};                           ///< what
    std::chrono::steady_clock::time_point at{};  ///< when
    native_handle_type socket{};                 ///< on which; an accepted one is the new one
    bool is_tcp = true;                          ///< else UDP
    endpoint local{};                            ///< this end; 0.0.0.0:0 where it is not known
    endpoint peer{};                             ///< the other end, likewise
    std::size_t bytes = 0;                       ///< that were sent or received
    std::size_t asked = 0;                       ///< that the call was given, or had room for
    std::string_view call{};                     ///< of failed and timed_out: the system call
    std::error_code code{};                      ///< of failed and timed_out: why
};

namespace detail {

using event_handler = void (*)(const event&);
inline std::atomic<event_handler> handler{nullptr};

inline constexpr const char* event_names[] = {
    "opened", "bound",    "listening",     "connecting", "connected", "accepted",
    "sent",   "received", "end-of-stream", "closed",     "failed",    "timed-out"};

/// The system call that a member of the same or a similar name makes.
inline std::string_view call_of(std::string_view operation) noexcept {
    if (operation.starts_with("recv_from")) return "recvfrom";
    if (operation.starts_with("recv")) return "recv";
    return operation == "send_to" ? "sendto" : operation;
}

inline std::string seconds_since_first(std::chrono::steady_clock::time_point at) {
    static const auto first = at;
    char text[32];
    const std::chrono::duration<double> passed = at - first;
    (void)std::snprintf(text, sizeof text, "%.6f", passed.count() > 0 ? passed.count() : 0.0);
    return text;
}

}  // namespace detail

/// From now on everything that happens on any socket of this process is told to `handler`, in the
/// thread in which it happens; null: to nobody. It must not throw, and use no socket of sock.hpp.
inline void on_event(void (*handler)(const event&)) noexcept { detail::handler = handler; }

/// An event as one line of JSON without the newline (schema "sock/event/1"): "t" (seconds since the
/// first event), "event", "socket", "kind", and of "local", "peer", "bytes", "call", "error",
/// "asked" those that have something to say.
[[nodiscard]] inline std::string to_json(const event& from) {
    std::string line = "{\"t\": " + detail::seconds_since_first(from.at);
    const auto quoted = [&](const char* key, std::string_view value) {
        if (!value.empty())
            line.append(", \"").append(key).append("\": \"").append(value).append("\"");
    };
    const auto address = [&](const char* key, const endpoint& value) {
        quoted(key, value.empty() ? std::string() : value.to_string());
    };
    const auto number = [&](const char* key, std::size_t value) {
        const bool moved = from.kind == event_kind::sent || from.kind == event_kind::received;
        if (moved) line.append(", \"").append(key).append("\": ").append(std::to_string(value));
    };
    quoted("event", detail::event_names[static_cast<std::size_t>(from.kind)]);
    line.append(", \"socket\": ").append(std::to_string(from.socket));
    quoted("kind", from.is_tcp ? "tcp" : "udp");
    address("local", from.local);
    address("peer", from.peer);
    number("bytes", from.bytes);
    quoted("call", from.call);
    quoted("error", from.code ? detail::symbol_of(from.code).c_str() : "");
    number("asked", from.asked);
    return line.append("}");
}

/// A ready handler, on_event(write_json_lines): each event is a line in the file that the
/// environment variable SOCK_EVENTS_FILE names (appended to), or else on standard error.
inline void write_json_lines(const event& from) {
    static std::FILE* const named = [] {
        const char* const path = std::getenv("SOCK_EVENTS_FILE");
        return path != nullptr ? std::fopen(path, "a") : nullptr;
    }();
    std::FILE* const file = named != nullptr ? named : stderr;
    // One call: lines of threads do not mix.
    (void)std::fputs((to_json(from) + "\n").c_str(), file);
    (void)std::fflush(file);
}

/// @cond the roles' own business
inline void basic_socket::tell(event_kind kind, const endpoint& peer, std::size_t bytes,
                               std::size_t asked) const {
    const auto handler = detail::handler.load();
    if (handler == nullptr) return;
    event happened{kind, std::chrono::steady_clock::now(), handle_, type_ == SOCK_STREAM};
    if (named_is_local_) happened.local = named_;
    happened.peer = peer;
    happened.bytes = bytes;
    happened.asked = asked;
    handler(happened);
}

inline void basic_socket::tell_failure(const char* operation, int code,
                                       const endpoint& about) const {
    const auto handler = detail::handler.load();
    if (handler == nullptr) return;
    const auto kind = code == ETIMEDOUT ? event_kind::timed_out : event_kind::failed;
    event happened{kind, std::chrono::steady_clock::now(), handle_, type_ == SOCK_STREAM};
    (named_is_local_ && about == named_ ? happened.local : happened.peer) = about;
    happened.call = detail::call_of(operation);
    happened.code = detail::system_code(code);
    handler(happened);
}
/// @endcond

}  // namespace with_events
}  // namespace sock
