/// @file
/// TCP and UDP for people who read the man page beside the code: one header, C++20, nothing to
/// link.
///
///     #include <sock.hpp>
///     #include <cstdio>
///
///     int main() {                                 // asks a daytime server (RFC 867) for the time
///         using namespace std::chrono_literals;
///         auto server = sock::tcp_stream::connect("localhost", 13, 2s);
///         if (const auto line = server.recv_line(100, 2s)) std::puts(line->c_str());
///     }
///
/// Three roles are three types: tcp_listener, tcp_stream, udp_socket. An endpoint is an address
/// with a port, IPv4 or IPv6; a deadline bounds whatever may block; every failure is thrown as an
/// error.
///
/// There are two tiers. The first has one member per system call, with its name: bind, listen,
/// accept, connect, recv, send, recv_from, send_to, shutdown, poll. It makes that call and no
/// other, and has its manners: recv may return less than was asked for, 0 means that the peer has
/// closed (and only that), send may send less. The second tier is what a careful programmer writes
/// on top: connecting to a name, send_all, recv_exact, recv_line. Its documentation says "Second
/// tier".
///
/// What this header spares you:
///   - SIGPIPE: writing to a peer that is gone is an error, it does not end the process.
///   - EINTR: a signal never shows, and never makes a deadline longer.
///   - "Address already in use" after a restart; a second live listener is still refused.
///   - Descriptors that leak into the programs that you start: all are closed on exec.
///   - Errors that name nothing. Here: "connect 127.0.0.1:5000: Connection refused (ECONNREFUSED)",
///     and hint() adds what to do about it, in English or Spanish.
///
/// Buffers are spans of char (an array, a vector, a string), what is sent is a string_view;
/// as_chars and as_text make them of std::byte and whatever else consists of bytes. Sizes are
/// bytes; times are durations of std::chrono. Objects own their descriptor: they move, do not copy,
/// close at the end of their scope, and one that was moved from is closed and says so. A stream may
/// be read by one thread and written by another at the same time; a waker lets any thread end
/// another one's wait.
///
/// An object that is closed answers every call with an error (EBADF) that names the call. Nothing
/// here touches state of the process: no signal handler, no global variable (but on Windows, where
/// Winsock must be started once).
///
/// With SOCK_EVENTS defined before it is included (in every source file of the program, or in
/// none), everything that happens on sockets is told to a function of yours: see on_event.
#pragma once

#include <cerrno>
#include <chrono>
#include <climits>
#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <initializer_list>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#if defined(_WIN32)
#include "sock_windows.hpp"  // the system section for Windows
#else
#include <arpa/inet.h>
#include <fcntl.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>
#endif

/// TCP and UDP sockets.
// With events it is another namespace to the linker: what was compiled with and without them can
// not be taken for one another.
namespace sock {
#if defined(SOCK_EVENTS)
inline namespace with_events {
/// Whether events are compiled in: see on_event.
inline constexpr bool tells_events = true;
#else
/// Whether events are compiled in: see on_event.
inline constexpr bool tells_events = false;
#endif

// ------------------------------------------------------------------------------------ the system
// What differs between systems is here; on Windows it is in sock_windows.hpp.

#if !defined(_WIN32)
/// The descriptor of a socket: int, on Windows SOCKET.
using native_handle_type = int;

/// Not for users: what the public names are made of.
namespace detail {

#if defined(MSG_NOSIGNAL)
inline constexpr int send_flags = MSG_NOSIGNAL;
#else
inline constexpr int send_flags = 0;  // macOS has the option SO_NOSIGPIPE instead: see adapt
#endif
static_assert(EAGAIN == EWOULDBLOCK, "else look for both");
inline constexpr int dont_wait = MSG_DONTWAIT;
inline constexpr int resolver_asks_errno = EAI_SYSTEM;
inline constexpr std::size_t scope_size = IF_NAMESIZE;  // of an interface's name, or its number
inline constexpr int listener_option = SO_REUSEADDR;
inline constexpr int host_down = EHOSTDOWN;

inline void start_network() noexcept {}

inline int from_system(int code) noexcept { return code; }

/// What went wrong last: errno(3).
inline int last_error() noexcept { return errno; }

inline std::error_code system_code(int code) noexcept { return {code, std::system_category()}; }

inline std::string resolver_text(int code) { return ::gai_strerror(code); }

inline int close_handle(int handle) noexcept { return ::close(handle); }

inline bool set_blocking(int handle, bool blocking) noexcept {
    int non_blocking = blocking ? 0 : 1;
    return ::ioctl(handle, FIONBIO, &non_blocking) == 0;
}

/// What Linux gives a descriptor when it makes it, and other systems only afterwards.
inline int adapt(int handle, int) noexcept {
#if !defined(__linux__)
    if (handle >= 0) ::fcntl(handle, F_SETFD, FD_CLOEXEC);
#endif
#if defined(SO_NOSIGPIPE)
    // Fails on a connection that the peer has reset already; the next call will tell.
    const int on = 1;
    if (handle >= 0) ::setsockopt(handle, SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof on);
#endif
    return handle;
}

inline int open_socket(int family, int type) noexcept {
#if defined(SOCK_CLOEXEC)
    type |= SOCK_CLOEXEC;
#endif
    return adapt(::socket(family, type, 0), type);
}

inline int accept_socket(int listener, sockaddr* peer, socklen_t size) noexcept {
#if defined(__linux__)
    return ::accept4(listener, peer, &size, SOCK_CLOEXEC);
#else
    const int accepted = adapt(::accept(listener, peer, &size), SOCK_STREAM);
    if (accepted >= 0) set_blocking(accepted, true);  // BSD hands the listener's mode on
    return accepted;
#endif
}

inline std::size_t length(std::size_t size) noexcept { return size; }

/// recvmsg(2), because recvfrom(2) can not say that a datagram was too long.
inline std::ptrdiff_t recv_datagram(int from, iovec place, int flags, sockaddr* peer,
                                    socklen_t room, bool& truncated) noexcept {
    msghdr message{};
    message.msg_iov = &place;
    message.msg_iovlen = 1;
    message.msg_name = peer;
    message.msg_namelen = room;
    const auto count = ::recvmsg(from, &message, flags);
    truncated = (message.msg_flags & MSG_TRUNC) != 0;
    return count;
}

inline int poll_handles(pollfd* entries, std::size_t count, int milliseconds) noexcept {
    return ::poll(entries, static_cast<nfds_t>(count), milliseconds);
}

/// The number of a network interface; 0 if there is none of that name.
inline std::uint32_t interface_number(const char* name) noexcept { return ::if_nametoindex(name); }

/// And back; false if there is none of that number.
inline bool interface_name(std::uint32_t number, char* name) noexcept {
    return ::if_indextoname(number, name) != nullptr;
}

}  // namespace detail
#endif

// ---------------------------------------------------------------------------------------- errors

/// The languages that error::hint speaks.
enum class language { en, es };

namespace detail {

/// Added to the numbers of getaddrinfo(3), which may be the same as those of errno.
inline constexpr int of_lookup = 1 << 16;

/// One number for either kind of error.
// Looks at the category's name: naming resolver here would make every program carry it.
inline int number_of(const std::error_code& code) noexcept {
    const bool lookup = std::strcmp(code.category().name(), "getaddrinfo") == 0;
    return code.value() + (lookup ? of_lookup : 0);
}

/// The name that man pages give to a number; errno(3) has no portable call for it.
struct symbol {
    int number;
    const char* name;
};

// clang-format off
inline constexpr symbol symbols[] = {
    {EACCES, "EACCES"}, {EADDRINUSE, "EADDRINUSE"}, {EADDRNOTAVAIL, "EADDRNOTAVAIL"},
    {EAFNOSUPPORT, "EAFNOSUPPORT"}, {EAGAIN, "EAGAIN"}, {EALREADY, "EALREADY"}, {EBADF, "EBADF"},
    {EBUSY, "EBUSY"}, {ECANCELED, "ECANCELED"}, {ECONNABORTED, "ECONNABORTED"},
    {ECONNREFUSED, "ECONNREFUSED"}, {ECONNRESET, "ECONNRESET"}, {EFAULT, "EFAULT"},
    {EHOSTUNREACH, "EHOSTUNREACH"}, {EILSEQ, "EILSEQ"}, {EINPROGRESS, "EINPROGRESS"},
    {EINTR, "EINTR"}, {EINVAL, "EINVAL"}, {EISCONN, "EISCONN"}, {EMFILE, "EMFILE"},
    {EMSGSIZE, "EMSGSIZE"}, {ENETDOWN, "ENETDOWN"}, {ENETRESET, "ENETRESET"},
    {ENETUNREACH, "ENETUNREACH"}, {ENFILE, "ENFILE"}, {ENOBUFS, "ENOBUFS"}, {ENODEV, "ENODEV"},
    {ENOMEM, "ENOMEM"}, {ENOPROTOOPT, "ENOPROTOOPT"}, {ENOTCONN, "ENOTCONN"},
    {ENOTSOCK, "ENOTSOCK"}, {EOPNOTSUPP, "EOPNOTSUPP"}, {EPERM, "EPERM"}, {EPIPE, "EPIPE"},
    {EPROTO, "EPROTO"}, {EPROTOTYPE, "EPROTOTYPE"}, {ETIMEDOUT, "ETIMEDOUT"},
    {host_down, "EHOSTDOWN"},
    {of_lookup + EAI_AGAIN, "EAI_AGAIN"}, {of_lookup + EAI_BADFLAGS, "EAI_BADFLAGS"},
    {of_lookup + EAI_FAIL, "EAI_FAIL"}, {of_lookup + EAI_FAMILY, "EAI_FAMILY"},
    {of_lookup + EAI_MEMORY, "EAI_MEMORY"}, {of_lookup + EAI_NONAME, "EAI_NONAME"},
};
// clang-format on

/// Text in one piece, as a C string: for messages, so in one line whatever it was given.
// Not a std::string: since C++20 each of its members that is used is compiled anew in each program.
class text {
  public:
    [[gnu::cold, gnu::noinline]] text(std::initializer_list<std::string_view> pieces) {
        std::size_t size = 1;
        for (const auto& each : pieces) size += each.size();
        char* next = first_ = new char[size];
        for (const auto& each : pieces)
            for (const char c : each)
                *next++ = static_cast<unsigned char>(c) < ' ' || c == 0x7f ? '?' : c;
        *next = '\0';
    }
    text(const text&) = delete;
    text& operator=(const text&) = delete;
    ~text() { delete[] first_; }

    [[nodiscard]] char* c_str() const noexcept { return first_; }

  private:
    char* first_ = nullptr;
};

/// A number as text.
struct decimal {
    explicit decimal(long value) noexcept { (void)std::snprintf(text, sizeof text, "%ld", value); }

    char text[24];
};

/// "ECONNREFUSED"; "error 123" where there is no name.
[[gnu::cold]] inline text symbol_of(const std::error_code& code) {
    for (const auto& each : symbols)
        if (each.number == number_of(code)) return {each.name};
    return {"error ", decimal(code.value()).text};
}

/// What to do about the errors that a beginner meets. A row for one operation comes before the one
/// for all of them; `twin` is a second number with the same advice.
struct advice {
    int number;
    int twin;
    const char* operation;
    const char* en;
    const char* es;
};

// One sentence a line, so that the languages can be read side by side.
// clang-format off
inline constexpr advice all_advice[] = {
    {EADDRINUSE, 0, "", "Another program already uses this port: find it with `ss -ltnup` (on macOS `lsof -i`; there AirPlay takes port 5000), end it, or choose another port.",
     "Otro programa ya usa este puerto: búscalo con `ss -ltnup` (en macOS con `lsof -i`; allí AirPlay ocupa el 5000), termínalo o elige otro puerto."},
    {EADDRNOTAVAIL, 0, "", "This machine has no such address: 0.0.0.0 stands for all that it has, 127.0.0.1 for itself alone.",
     "Esta máquina no tiene esa dirección: 0.0.0.0 equivale a todas las que tiene y 127.0.0.1 a ella misma."},
    {ECONNREFUSED, 0, "", "Nothing listens there: start the server first, and compare its address and port with these.",
     "Allí no escucha nadie: inicia antes el servidor y compara su dirección y su puerto con estos."},
    {EACCES, 0, "bind", "Ports below 1024 are the administrator's: choose one from 1024 to 65535.",
     "Los puertos menores de 1024 son del administrador: elige uno entre 1024 y 65535."},
    {ETIMEDOUT, 0, "", "Nothing came in time: the other side may be off, busy, waiting for you to speak first, or behind a firewall that drops packets silently.",
     "No llegó nada a tiempo: el otro extremo puede estar apagado, ocupado, a la espera de que hables tú primero, o tras un cortafuegos que descarta paquetes en silencio."},
    {EBADF, 0, "", "This socket is closed: it was never opened, was closed, or was moved into another variable; use that one, or open a new one.",
     "Este socket está cerrado: nunca se abrió, ya se cerró o se movió a otra variable; usa esa o abre uno nuevo."},
    {ENOTSOCK, 0, "", "That number is a file, a pipe or a terminal: give the descriptor of a socket.",
     "Ese número es de un archivo, una tubería o una terminal: usa el descriptor de un socket."},
    {EPROTOTYPE, 0, "", "It is a socket of another kind: tcp_stream, tcp_listener and udp_socket each take only their own.",
     "Es un socket de otra clase: tcp_stream, tcp_listener y udp_socket solo aceptan los suyos."},
    {ENOTCONN, 0, "", "There is no connection: connect or accept first; or it has ended meanwhile.",
     "No hay conexión: antes hay que llamar a connect o a accept; o bien ya ha terminado."},
    {EMSGSIZE, 0, "send_to", "It is too long for one message: a datagram carries at most 65507 bytes over IPv4.",
     "Es demasiado largo para un solo mensaje: un datagrama lleva como máximo 65507 bytes por IPv4."},
    {EINVAL, 0, "accept", "listen comes before accept: call it once, after bind.",
     "Antes de accept va listen: llámalo una vez, después de bind."},
    {EINVAL, 0, "listen", "It listens already: call listen once, then accept for each client.",
     "Ya está escuchando: llama a listen una sola vez y luego a accept por cada cliente."},
    {EINVAL, 0, "endpoint", "Write a numeric address, such as 127.0.0.1 or ::1, and a port up to 65535; sock::resolve looks up names, and connect takes them, too.",
     "Escribe una dirección numérica, como 127.0.0.1 o ::1, y un puerto de hasta 65535; sock::resolve busca nombres y connect también los acepta."},
    {EBUSY, 0, "poll", "The loop keeps a core busy for nothing: receive from (or close) what is ready, and ask about sending only while there is something to send.",
     "El bucle ocupa un núcleo sin hacer nada: recibe de lo que está listo (o ciérralo) y pregunta por el envío solo mientras haya algo que enviar."},
    {EILSEQ, 0, "", "Those bytes are not UTF-8: both ends must use it; in the Windows console run `chcp 65001` first.",
     "Esos bytes no son UTF-8: ambos extremos deben usarlo; en la consola de Windows ejecuta antes `chcp 65001`."},
    {ENETUNREACH, EHOSTUNREACH, "", "No way leads to that address: check it, check that both machines are on the same network, and that no firewall stands between them.",
     "No hay camino hasta esa dirección: revísala, y comprueba que ambas máquinas estén en la misma red y que ningún cortafuegos lo impida."},
    {EMFILE, ENFILE, "", "Too many sockets and files are open: close each connection when you are done with it, or raise the limit with `ulimit -n`.",
     "Hay demasiados sockets y archivos abiertos: cierra cada conexión cuando termines con ella, o sube el límite con `ulimit -n`."},
    {ECONNRESET, EPIPE, "", "The other side ended the connection abruptly: it crashed, was stopped, or closed before it had read all that you sent.",
     "El otro extremo cortó la conexión de golpe: falló, lo detuvieron o cerró sin haber leído todo lo que le enviaste."},
    {EACCES, EPERM, "", "The system does not allow it: a firewall may forbid it, or it is a broadcast address and set_broadcast(true) is missing.",
     "El sistema no lo permite: quizá lo prohíbe un cortafuegos, o es una dirección de difusión (broadcast) y falta set_broadcast(true)."},
    {of_lookup + EAI_AGAIN, 0, "", "The name server does not answer: check the connection to the network, or use a numeric address such as 127.0.0.1.",
     "El servidor de nombres no responde: revisa la conexión a la red o usa una dirección numérica como 127.0.0.1."},
    {of_lookup + EAI_NONAME, 0, "", "No machine of that name is known: check its spelling, or use a numeric address such as 127.0.0.1.",
     "No se conoce ninguna máquina con ese nombre: revisa cómo está escrito o usa una dirección numérica como 127.0.0.1."},
};
// clang-format on

/// What to do about this error; empty if there is no row for it. `operation` begins with the name
/// of the operation, which is so long.
inline const char* advice_for(const std::error_code& code, const char* operation, std::size_t size,
                              language in) noexcept {
    const int number = number_of(code);
    for (const auto& each : all_advice) {
        const bool fits =
            std::strncmp(each.operation, operation, size) == 0 && each.operation[size] == '\0';
        const bool all = *each.operation == '\0';
        if ((all || fits) && (each.number == number || each.twin == number))
            return in == language::es ? each.es : each.en;
    }
    return "";
}

[[gnu::cold]] inline text error_text(const std::error_code& code, std::string_view operation,
                                     std::string_view address, std::string_view reason) {
    const auto words = code.message();
    if (reason.empty()) reason = {words.data(), words.size()};
    const auto* const space = address.empty() ? "" : " ";
    return {operation, space, address, ": ", reason, " (", symbol_of(code).c_str(), ")"};
}

}  // namespace detail

/// What every function of this header throws. what() names the operation, the address, the reason
/// and its symbol: "connect 127.0.0.1:5000: Connection refused (ECONNREFUSED)". code() compares
/// with std::errc; a deadline that passed equals std::errc::timed_out. See errno(3),
/// getaddrinfo(3).
class error : public std::system_error {
  public:
    /// For a `reason` that the system has no words for; without one, those of `code` are used.
    error(std::error_code code, std::string_view operation, std::string_view address,
          std::string_view reason = {})
        : std::system_error(code),
          text_(detail::error_text(code, operation, address, reason).c_str()),
          operation_size_(operation.size()), address_size_(address.size()) {}

    /// The full text, in one line, UTF-8.
    [[nodiscard]] const char* what() const noexcept override { return text_.what(); }

    /// The call that failed: "connect". Valid as long as the error is.
    [[nodiscard]] std::string_view operation() const noexcept {
        return {text_.what(), operation_size_};
    }

    /// The peer's address, or for a call that has no peer the socket's own; empty if it has none.
    /// Valid as long as the error is.
    [[nodiscard]] std::string_view address() const noexcept {
        return {text_.what() + operation_size_ + 1, address_size_};
    }

    /// What the reader can do about it, in one sentence; empty where there is nothing good to say.
    [[nodiscard]] std::string_view hint(language in = language::en) const noexcept {
        return detail::advice_for(code(), text_.what(), operation_size_, in);
    }

  private:
    // A runtime_error, because its copies share the text: an exception must not throw when copied.
    std::runtime_error text_;
    std::size_t operation_size_;
    std::size_t address_size_;
};

// ------------------------------------------------------------------------------------- endpoints

namespace detail {

/// Decimal digits and nothing else, up to 65535: no sign, no space, no "80x". -1 if it is not.
inline int parse_uint16(std::string_view text) noexcept {
    if (text.empty() || text.size() > 5) return -1;
    int value = 0;
    for (const char* digit = text.data(); digit != text.data() + text.size(); ++digit) {
        if (*digit < '0' || *digit > '9') return -1;
        value = value * 10 + (*digit - '0');
    }
    return value <= 65535 ? value : -1;
}

/// "127.0.0.1:5000", "[::1]:80".
inline text host_and_port(std::string_view host, int port) {
    const bool colons = std::memchr(host.data(), ':', host.size()) != nullptr;
    return {colons ? "[" : "", host, colons ? "]:" : ":", decimal(port).text};
}

/// For a message, which is short.
inline text quoted(std::string_view given) { return {"'", given.substr(0, 80), "'"}; }

[[noreturn, gnu::cold]] inline void bad_endpoint(std::string_view given, const char* reason) {
    throw error(system_code(EINVAL), "endpoint", quoted(given).c_str(), reason);
}

inline void check_port(int port) {
    if (port < 0 || port > 65535) bad_endpoint(decimal(port).text, "ports go from 0 to 65535");
}

}  // namespace detail

/// A port as people type it: 1 to 65535, digits only; nothing for anything else.
// A template, so that only programs that use it compile a std::optional; like all that would make
// strings and vectors (Endpoint of resolve is there for that).
template <typename Port = std::uint16_t>
[[nodiscard]] std::optional<Port> parse_port(std::string_view text) noexcept {
    const int port = detail::parse_uint16(text);
    if (port <= 0) return std::nullopt;
    return static_cast<Port>(port);
}

/// An IPv4 or IPv6 address with a port: a value, ordered, hashable, printed as "127.0.0.1:5000" or
/// "[::1]:80". See ip(7), ipv6(7), RFC 5952 (the text of IPv6 addresses), RFC 4007 (their scope:
/// "fe80::1%eth0").
class endpoint {
  public:
    /// 0.0.0.0:0.
    endpoint() noexcept : raw_{} { raw_.v4.sin_family = AF_INET; }

    /// From a numeric address; names are for resolve. Port 0 lets the system choose a free one when
    /// bound. Throws std::errc::invalid_argument. See inet_pton(3).
    // An int, because a std::uint16_t would make 4464 of 70000 without a word.
    endpoint(std::string_view numeric_address, int port) : endpoint() {
        detail::check_port(port);
        if (!set(numeric_address, htons(static_cast<std::uint16_t>(port))))
            detail::bad_endpoint(numeric_address, "not a numeric IPv4 or IPv6 address");
    }

    /// From the text that to_string gives: "127.0.0.1:5000", "[::1]:80". Throws
    /// std::errc::invalid_argument.
    [[nodiscard]] static endpoint parse(std::string_view text) {
        const auto colon = text.rfind(':');
        const int port =
            colon == std::string_view::npos ? -1 : detail::parse_uint16(text.substr(colon + 1));
        if (port < 0) detail::bad_endpoint(text, "no port: write 127.0.0.1:5000 or [::1]:5000");
        auto host = text.substr(0, colon);
        const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
        if (bracketed) host = host.substr(1, host.size() - 2);
        if (bracketed != (host.find(':') != std::string_view::npos))
            detail::bad_endpoint(text, "IPv6 addresses, and only they, have brackets: [::1]:5000");
        return {host, port};
    }

    /// The address alone: "127.0.0.1", "::1", "fe80::1%eth0".
    [[nodiscard]] std::string address() const { return printed(*this).address; }

    /// The port, 0 to 65535.
    [[nodiscard]] std::uint16_t port() const noexcept {
        return ntohs(is_v6() ? raw_.v6.sin6_port : raw_.v4.sin_port);
    }

    /// "127.0.0.1:5000", "[::1]:80".
    [[nodiscard]] std::string to_string() const { return printed(*this).whole; }

    /// True for 0.0.0.0:0, which is nobody's address.
    [[nodiscard]] bool empty() const noexcept {
        return !is_v6() && raw_.v4.sin_port == 0 && raw_.v4.sin_addr.s_addr == 0;
    }

    /// AF_INET or AF_INET6.
    [[nodiscard]] int family() const noexcept { return raw_.any.sa_family; }

    /// The network interface that an IPv6 address is of, by its number; 0 if of none. See
    /// if_nametoindex(3).
    [[nodiscard]] std::uint32_t scope() const noexcept {
        return is_v6() ? static_cast<std::uint32_t>(raw_.v6.sin6_scope_id) : 0;
    }

    /// For system calls that read an address. See bind(2).
    [[nodiscard]] const sockaddr* data() const noexcept { return &raw_.any; }

    /// For system calls that write one: there is room for capacity() bytes. See accept(2).
    [[nodiscard]] sockaddr* data() noexcept { return &raw_.any; }

    /// The bytes of data() that the address takes.
    [[nodiscard]] socklen_t size() const noexcept {
        return is_v6() ? sizeof raw_.v6 : sizeof raw_.v4;
    }

    /// The bytes of data() that there are.
    [[nodiscard]] static constexpr socklen_t capacity() noexcept { return sizeof(native); }

    /// The bytes of the address in network order: 4 or 16.
    [[nodiscard]] std::string_view bytes() const noexcept {
        const void* first = &raw_.v4.sin_addr;
        if (is_v6()) first = &raw_.v6.sin6_addr;
        return {static_cast<const char*>(first), is_v6() ? sizeof(in6_addr) : sizeof(in_addr)};
    }

    /// IPv4 before IPv6, then by address, then by port, then by scope.
    [[nodiscard]] std::strong_ordering operator<=>(const endpoint& other) const noexcept {
        if (is_v6() != other.is_v6()) return is_v6() <=> other.is_v6();
        // Of the same family, so of the same length.
        const int order = std::memcmp(bytes().data(), other.bytes().data(), bytes().size());
        if (order != 0) return order <=> 0;
        if (port() != other.port()) return port() <=> other.port();
        return scope() <=> other.scope();
    }
    /// The same address, port and scope.
    [[nodiscard]] bool operator==(const endpoint& other) const noexcept {
        return std::is_eq(*this <=> other);
    }

  private:
    friend class basic_socket;

    union native {
        sockaddr any;
        sockaddr_in v4;
        sockaddr_in6 v6;
    };

    [[nodiscard]] bool is_v6() const noexcept { return family() == AF_INET6; }

    /// The address alone, and with its port, as text.
    // Arrays: a text that has a destructor is compiled into each function that it lives in.
    struct printed {
        [[gnu::cold, gnu::noinline]] explicit printed(const endpoint& of) noexcept {
            ::inet_ntop(of.family(), of.bytes().data(), address, INET6_ADDRSTRLEN);
            if (of.scope() != 0) {
                char* const percent = address + std::strlen(address);
                *percent = '%';
                if (!detail::interface_name(of.scope(), percent + 1))
                    (void)std::snprintf(percent + 1, detail::scope_size, "%lu", 0UL + of.scope());
            }
            const auto* const form = of.is_v6() ? "[%s]:%d" : "%s:%d";
            (void)std::snprintf(whole, sizeof whole, form, address, int{of.port()});
        }

        char address[INET6_ADDRSTRLEN + 1 + detail::scope_size] = "";
        char whole[sizeof address + sizeof "[]:65535"];
    };

    [[gnu::cold, gnu::noinline]] bool set(std::string_view text, std::uint16_t port) {
        detail::text address({text});  // a NUL has become a '?', which no address has
        raw_.v4.sin_port = port;
        if (::inet_pton(AF_INET, address.c_str(), &raw_.v4.sin_addr) == 1) return true;
        char* const percent = std::strchr(address.c_str(), '%');
        if (percent != nullptr) *percent = '\0';
        raw_.v6 = {};
        raw_.v6.sin6_family = AF_INET6;
        raw_.v6.sin6_port = port;
        if (::inet_pton(AF_INET6, address.c_str(), &raw_.v6.sin6_addr) != 1) return false;
        if (percent == nullptr) return true;
        auto index = detail::interface_number(percent + 1);
        const int number = detail::parse_uint16(percent + 1);
        if (index == 0 && number > 0) index = static_cast<std::uint32_t>(number);
        raw_.v6.sin6_scope_id = index;
        return index != 0;
    }

    native raw_;
};

namespace detail {

/// The errors of getaddrinfo(3), which are not numbers of errno.
// A template, like parse_port.
template <int = 0>
const std::error_category& resolver() noexcept {
    class category final : public std::error_category {
        [[nodiscard]] const char* name() const noexcept override { return "getaddrinfo"; }

        [[nodiscard]] std::string message(int code) const override { return resolver_text(code); }

        /// Lets a lookup that may be repeated equal std::errc::resource_unavailable_try_again.
        [[nodiscard]] std::error_condition
        default_error_condition(int code) const noexcept override {
            if (code == EAI_AGAIN) return std::errc::resource_unavailable_try_again;
            if (code == EAI_MEMORY) return std::errc::not_enough_memory;
            return {code, *this};
        }
    };
    static const category instance;
    return instance;
}

/// getaddrinfo(3), its errors as exceptions; given back at the end of the scope.
template <int = 0>
struct address_list {
    address_list(std::string_view host, int port) {
        start_network();
        const text name({host});
        int code = look_up(name.c_str(), port);
        // RFC 6761, 6.3: this name is this machine, also where no /etc/hosts says so (a bare
        // container).
        if (code == EAI_NONAME && host == "localhost") code = look_up("127.0.0.1", port);
        if (code == 0) return;
        auto why = system_code(last_error());
        if (code != resolver_asks_errno) why = {code, resolver<>()};
        throw error(why, "resolve", host_and_port(host, port).c_str());
    }
    address_list(const address_list&) = delete;
    address_list& operator=(const address_list&) = delete;
    ~address_list() { ::freeaddrinfo(first); }

    int look_up(const char* host, int port) noexcept {
        addrinfo wanted{};
        wanted.ai_flags = AI_NUMERICSERV;
        wanted.ai_socktype = SOCK_STREAM;  // else each address comes once per type
        const decimal service(port);
        int code = 0;
        do code = ::getaddrinfo(host, service.text, &wanted, &first);
        while (code == resolver_asks_errno && last_error() == EINTR);
        return code;
    }

    addrinfo* first = nullptr;
};

}  // namespace detail

/// Every address of a host (a name or a numeric address), in the order in which they should be
/// tried. Throws the error of getaddrinfo(3). Takes as long as the system's resolver takes, which
/// no deadline can bound.
template <std::convertible_to<std::string_view> Host, typename Endpoint = endpoint>
[[nodiscard]] std::vector<Endpoint> resolve(const Host& name, int port) {
    const std::string_view host = name;
    detail::check_port(port);
    // getaddrinfo would look up what comes before a NUL.
    if (host.empty() || host.find('\0') != std::string_view::npos)
        throw error({EAI_NONAME, detail::resolver<>()}, "resolve", detail::quoted(host).c_str(),
                    "not the name of a host");
    const detail::address_list<> list(host, port);
    std::vector<Endpoint> found;
    for (const auto* entry = list.first; entry != nullptr; entry = entry->ai_next) {
        if (entry->ai_family != AF_INET && entry->ai_family != AF_INET6) continue;
        Endpoint each;
        std::memcpy(each.data(), entry->ai_addr, entry->ai_addrlen);
        found.push_back(each);
    }
    return found;
}

// ---------------------------------------------------------------------------------------- events

/// What can happen on a socket. Told to on_event's function if SOCK_EVENTS is defined.
// clang-format off
enum class event_kind {
    opened, bound, listening, connecting, connected, accepted, sent, received, end_of_stream,
    closed, failed, timed_out
};
// clang-format on

// ------------------------------------------------------------------------------------ what waits

/// Ends other threads' waits: `listener.accept(stop)`, `stream.recv(buffer, {5s, stop})` throw
/// std::errc::operation_canceled as soon as somebody calls stop.wake(), and from then on at once.
/// What a thread closes or shuts down would not do: on Linux close(2) does not wake an accept(2),
/// on macOS shutdown(2) does not. This works alike on all systems. See poll(2), udp(7).
// A UDP socket on loopback that talks to itself: what Winsock's poll takes, and no other socket can
// reach. A pipe would need a second implementation.
class waker {
  public:
    /// Nobody is woken yet.
    waker() : handle_(detail::open_socket(AF_INET, SOCK_DGRAM)) {
        endpoint here("127.0.0.1", 0);
        socklen_t size = endpoint::capacity();
        const bool made = ::bind(handle_, here.data(), here.size()) == 0 &&
                          ::getsockname(handle_, here.data(), &size) == 0 &&
                          ::connect(handle_, here.data(), here.size()) == 0;
        if (!made || !detail::set_blocking(handle_, false))
            throw error(detail::system_code(detail::last_error()), "waker", "");
    }
    waker(const waker&) = delete;
    waker& operator=(const waker&) = delete;
    ~waker() { detail::close_handle(handle_); }

    /// Wakes whoever waits, and whoever will. Any thread may call it; on POSIX a signal handler,
    /// too.
    void wake() noexcept {
        const int before = errno;  // a signal handler must leave it as it was
        ::send(handle_, "", 1, detail::send_flags);
        errno = before;
    }

    /// From now on waits are waits again.
    void reset() noexcept {
        char ignored[1];
        while (::recv(handle_, ignored, 1, 0) > 0) continue;
    }

    /// What becomes readable when it wakes, for those who call poll themselves.
    [[nodiscard]] native_handle_type native_handle() const noexcept { return handle_; }

  private:
    native_handle_type handle_;
};

/// When a call that may block gives up: at a point in time, with std::errc::timed_out; or as soon
/// as a waker wakes it, with std::errc::operation_canceled. Where one is asked for, any duration
/// will do, counted from now: `stream.recv(buffer, 500ms)`. One object given to several calls
/// bounds them together. The default is never, with which a call may block for ever.
class deadline {
  public:
    /// It does not jump when somebody sets the time.
    using clock = std::chrono::steady_clock;

    /// Never.
    constexpr deadline() noexcept = default;

    /// `length` from now; zero or less has passed already, so that a call only tries once.
    template <typename Rep, typename Period>
    deadline(std::chrono::duration<Rep, Period> length)  // NOLINT: implicit is the point of it
        : at_(after(static_cast<double>(length.count()) * Period::num / Period::den)) {}

    /// `length` from now, or when `wakes` says so.
    template <typename Rep, typename Period>
    deadline(std::chrono::duration<Rep, Period> length, const waker& wakes)
        : at_(deadline(length).at_), waker_(&wakes) {}

    /// When `wakes` says so. It must live as long as this.
    deadline(const waker& wakes) noexcept : waker_(&wakes) {}  // NOLINT: implicit, likewise

    /// At this very time.
    constexpr explicit deadline(clock::time_point at) noexcept
        : at_(at.time_since_epoch().count()) {}

    /// True for the default: nothing bounds the time. (A waker may still end the wait.)
    [[nodiscard]] constexpr bool is_never() const noexcept { return at_ == never; }

    /// True once it has passed.
    [[nodiscard]] bool expired() const noexcept { return !is_never() && left() <= 0; }

    /// What is left, rounded up to milliseconds; zero once it has passed.
    [[nodiscard]] std::chrono::milliseconds remaining() const noexcept {
        return std::chrono::milliseconds(is_never() ? never : milliseconds_left());
    }

    /// The same for poll(2): in milliseconds, -1 for never.
    [[nodiscard]] int poll_timeout() const noexcept {
        if (is_never()) return -1;
        const auto milliseconds = milliseconds_left();
        return milliseconds < INT_MAX ? static_cast<int>(milliseconds) : INT_MAX;
    }

    /// A deadline after this part (0 to 1) of what is left, and with the same waker.
    [[nodiscard]] deadline share(double part) const noexcept {
        auto shared = *this;
        if (is_never() || left() <= 0) return shared;
        shared.at_ = after(part * static_cast<double>(left()) / clock::period::den);
        return shared;
    }

    /// The waker that ends the wait, too; null if there is none.
    [[nodiscard]] const waker* wakes() const noexcept { return waker_; }

  private:
    // Counts of the clock's ticks: chrono's own arithmetic is templates upon templates to compile.
    using ticks = clock::rep;
    static constexpr ticks never = clock::time_point::max().time_since_epoch().count();

    [[nodiscard]] static ticks now() noexcept { return clock::now().time_since_epoch().count(); }

    [[nodiscard]] ticks left() const noexcept { return at_ - now(); }

    [[nodiscard]] ticks milliseconds_left() const noexcept {
        const auto rest = left();
        return rest > 0 ? (rest - 1) / (clock::period::den / 1000) + 1 : 0;
    }

    // As floating point, for hours::max() in nanoseconds would overflow.
    [[nodiscard]] static ticks after(double seconds) noexcept {
        constexpr double thirty_years = 1e9;
        if (seconds > thirty_years) return never;
        return seconds > 0 ? now() + static_cast<ticks>(seconds * clock::period::den) : now();
    }

    ticks at_ = never;
    const waker* waker_ = nullptr;
};

namespace detail {

/// What no descriptor is.
inline constexpr auto no_handle = static_cast<native_handle_type>(-1);

/// getsockopt(2) of a number that is never negative; -1 after an error.
inline int option_of(native_handle_type handle, int level, int name) noexcept {
    int value = 0;  // some of Windows's options write one byte of it
    socklen_t size = sizeof value;
    void* const place = &value;
    return ::getsockopt(handle, level, name, static_cast<char*>(place), &size) == 0 ? value : -1;
}

inline constexpr const char* empty_buffer = "the buffer is empty";

/// poll(2) within a deadline that signals do not move. After `count` entries there is room for the
/// waker's. Returns 0 once one is ready, or the number of what ended the wait.
inline int poll_until(pollfd* entries, std::size_t count, const deadline& limit) noexcept {
    pollfd& wakes = entries[count];
    wakes = {no_handle, POLLIN, 0};
    if (limit.wakes() != nullptr) wakes.fd = limit.wakes()->native_handle();
    const std::size_t all = count + (limit.wakes() != nullptr ? 1 : 0);
    for (;;) {
        const int timeout = limit.poll_timeout();
        const int ready = poll_handles(entries, all, timeout);
        if (ready > 0) return wakes.revents != 0 ? ECANCELED : 0;
        // INT_MAX is what poll can be told, 24 days; there may be more left.
        if (ready == 0 && timeout < INT_MAX) return ETIMEDOUT;
        if (ready < 0 && last_error() != EINTR) return last_error();
    }
}

/// As many entries as it is asked for: std::vector takes longer to compile.
struct poll_entries {
    explicit poll_entries(std::size_t count) : first(new pollfd[count]) {}
    poll_entries(const poll_entries&) = delete;
    poll_entries& operator=(const poll_entries&) = delete;
    ~poll_entries() { delete[] first; }

    pollfd* const first;
};

/// What to say of poll_until's result, where the system's words would mislead.
inline std::string_view waiting_ended(int code) noexcept {
    if (code == ETIMEDOUT) return "the deadline has passed";
    return code == ECANCELED ? "a waker has woken it" : "";
}

}  // namespace detail

/// What the three roles share: an open descriptor, which is closed at the end of the scope.
class basic_socket {
  public:
    basic_socket(const basic_socket&) = delete;
    basic_socket& operator=(const basic_socket&) = delete;

    /// This end, with the port that the system chose for 0. See getsockname(2).
    [[nodiscard]] endpoint local_endpoint() const {
        endpoint here;
        socklen_t size = endpoint::capacity();
        if (::getsockname(handle_, here.data(), &size) != 0) fail("getsockname");
        return here;
    }

    /// Closes; does nothing if it is closed. See close(2).
    // Not repeated after EINTR: the number is free by then, and another thread may have got it.
    void close() noexcept {
        if (!is_open()) return;
        if constexpr (tells_events) tell(event_kind::closed);
        detail::close_handle(release());
    }

    /// False for one that is default-constructed, closed, released or moved from.
    [[nodiscard]] bool is_open() const noexcept { return handle_ != detail::no_handle; }

    /// The descriptor, which stays this object's; -1 if closed.
    [[nodiscard]] native_handle_type native_handle() const noexcept { return handle_; }

    /// Gives the descriptor away: closing it is the caller's business now. See the member adopt.
    [[nodiscard]] native_handle_type release() noexcept {
        return std::exchange(handle_, detail::no_handle);
    }

    /// How much the system keeps of what was sent and is not yet acknowledged, in bytes. It may
    /// take more (Linux: twice as much) or less than it is told. See SO_SNDBUF in socket(7).
    void set_send_buffer(int bytes) { set_option(SOL_SOCKET, SO_SNDBUF, bytes); }
    /// What it is.
    [[nodiscard]] int send_buffer() const { return option(SOL_SOCKET, SO_SNDBUF); }

    /// How much the system keeps of what has come and was not yet received, in bytes. A listener
    /// hands it on to those that it accepts. See SO_RCVBUF in socket(7).
    void set_receive_buffer(int bytes) { set_option(SOL_SOCKET, SO_RCVBUF, bytes); }
    /// What it is.
    [[nodiscard]] int receive_buffer() const { return option(SOL_SOCKET, SO_RCVBUF); }

  protected:
    /// @cond the roles' own business
    basic_socket() noexcept = default;
    basic_socket(native_handle_type handle, int type, const endpoint& named, bool local) noexcept
        : named_(named), handle_(handle), type_(type), named_is_local_(local) {}
    basic_socket(basic_socket&& other) noexcept { *this = std::move(other); }
    basic_socket& operator=(basic_socket&& other) noexcept {
        if (this == &other) return *this;
        close();
        handle_ = other.release();
        type_ = other.type_;
        named_is_local_ = other.named_is_local_;
        named_ = other.named_;
        return *this;
    }
    ~basic_socket() { close(); }

    /// A new socket of the family of `named`.
    basic_socket(const endpoint& named, int type)
        : named_(named), handle_(detail::open_socket(named.family(), type)), type_(type) {
        if (!is_open())
            throw error(detail::system_code(detail::last_error()), "socket",
                        endpoint::printed(named).whole);
        if constexpr (tells_events) tell(event_kind::opened);
    }

    void bind_named() {
        // One socket for both families, whatever the system's default: ipv6(7).
        if (named_.family() == AF_INET6) set_option(IPPROTO_IPV6, IPV6_V6ONLY, 0);
        if (::bind(handle_, named_.data(), named_.size()) != 0) fail("bind");
        named_is_local_ = true;
        if (named_.port() == 0) named_ = local_endpoint();
        if constexpr (tells_events) tell(event_kind::bound);
    }

    [[nodiscard]] int option(int level, int name) const {
        const int value = detail::option_of(handle_, level, name);
        if (value < 0) fail("getsockopt");
        return value;
    }

    template <typename Value>
    void set_option(int level, int name, const Value& value) const {
        const void* const bytes = &value;
        if (::setsockopt(handle_, level, name, static_cast<const char*>(bytes), sizeof value) != 0)
            fail("setsockopt");
    }

    void set_blocking(const char* operation, bool blocking) const {
        if (!detail::set_blocking(handle_, blocking)) fail(operation);
    }

    /// A call that may have to wait: its name, what poll is to wait for, how long, and the address
    /// to name if it fails.
    struct attempt {
        const char* operation;
        short events;
        const deadline& limit;
        const endpoint& about;
    };

    /// The flag for a call: none without a deadline, so that it is the plain one, and the kernel
    /// blocks. After a waker has woken, nothing new is begun.
    [[nodiscard]] int begin(const attempt& of) const {
        if (of.limit.wakes() == nullptr) return of.limit.is_never() ? 0 : detail::dont_wait;
        wait(of);
        return detail::dont_wait;
    }

    /// Makes `call` with that flag until it succeeds; returns what it returned.
    template <typename Call>
    [[nodiscard]] auto complete(const attempt& of, const Call& call) const {
        const int flags = begin(of);
        for (;;) {
            const auto result = call(flags);
            if (result != static_cast<decltype(result)>(-1)) return result;
            prepare_again(of);
        }
    }

    /// After a call has failed: returns when it is to be made again.
    [[gnu::cold, gnu::noinline]] void prepare_again(const attempt& of) const {
        const int code = detail::last_error();
        // The latter two: a connection died while it waited for accept; accept(2) says to try
        // again.
        if (code == EINTR || code == ECONNABORTED || code == EPROTO) return;
        if (code != EAGAIN) fail(of.operation, code, {}, &of.about);
        wait(of);
    }

    [[gnu::cold, gnu::noinline]] void wait(const attempt& of) const {
        pollfd entries[2] = {{handle_, of.events, 0}, {}};
        const int code = is_open() ? detail::poll_until(entries, 1, of.limit) : EBADF;
        if (code != 0) fail(of.operation, code, detail::waiting_ended(code), &of.about);
    }

    [[noreturn, gnu::cold]] void fail(const char* operation, int code = detail::last_error(),
                                      std::string_view reason = {},
                                      const endpoint* about = nullptr) const {
        if (about == nullptr) about = &named_;
        if (!is_open()) {
            code = EBADF;
            reason = "this socket is closed";
        }
        if constexpr (tells_events) tell_failure(operation, code, *about);
        const endpoint::printed name(*about);
        // A socket that was never opened has no address.
        throw error(detail::system_code(code), operation, about->empty() ? "" : name.whole, reason);
    }

    /// Where `handle` is bound. Throws unless it is a socket of this type (SOCK_STREAM …) for IPv4
    /// or IPv6.
    static endpoint check_adopted(native_handle_type handle, int type, const char* otherwise) {
        detail::start_network();
        const int found = detail::option_of(handle, SOL_SOCKET, SO_TYPE);
        endpoint here;
        socklen_t size = endpoint::capacity();
        if (found < 0 || ::getsockname(handle, here.data(), &size) != 0)
            fail_adopting(handle, detail::last_error());
        const bool internet = here.family() == AF_INET || here.family() == AF_INET6;
        if (found != type || !internet) fail_adopting(handle, EPROTOTYPE, otherwise);
        return here;
    }

    [[noreturn, gnu::cold]] static void fail_adopting(native_handle_type handle, int code,
                                                      std::string_view reason = {}) {
        const detail::text name({"descriptor ", detail::decimal(static_cast<long>(handle)).text});
        throw error(detail::system_code(code), "adopt", name.c_str(), reason);
    }

    /// Hands an event to on_event's function.
    void tell(event_kind kind, const endpoint& peer = {}, std::size_t bytes = 0,
              std::size_t asked = 0) const;
    void tell_failure(const char* operation, int code, const endpoint& about) const;

    /// This socket was used: what poll had found is no longer ignored.
    static void used(unsigned& ignored) noexcept {
        if (ignored != 0) ignored = 0;  // two threads may receive, if neither polls
    }

    endpoint named_{};     ///< the address to name in an error
    unsigned unread_ = 0;  ///< times running that poll found it ready and nobody received
    unsigned unsent_ = 0;
    /// @endcond

  private:
    friend class watch;
    friend std::size_t poll(std::span<class watch> watches, const deadline& limit);

    native_handle_type handle_ = detail::no_handle;
    int type_ = 0;
    bool named_is_local_ = false;  ///< else it is the peer's
};

// ----------------------------------------------------------------------------------------- bytes

/// Bytes of another type for recv to fill: `stream.recv(sock::as_chars(buffer))`, where buffer is
/// an array, a vector or a span of std::byte. Anything else comes to it through
/// std::as_writable_bytes.
[[nodiscard]] inline std::span<char> as_chars(std::span<std::byte> bytes) noexcept {
    return {reinterpret_cast<char*>(bytes.data()), bytes.size()};
}

/// Bytes of another type to send: `stream.send(sock::as_text(bytes))`, likewise. Anything else
/// comes to it through std::as_bytes.
[[nodiscard]] inline std::string_view as_text(std::span<const std::byte> bytes) noexcept {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// ------------------------------------------------------------------------------------------- TCP

/// Which direction of a stream.
enum class half { receive, send, both };

/// A TCP connection. It moves and does not copy; it closes at the end of its scope. One thread may
/// receive while another one sends. See tcp(7), RFC 9293.
class tcp_stream : public basic_socket {
  public:
    /// Closed.
    tcp_stream() noexcept = default;

    /// Connects to `peer`. See connect(2).
    [[nodiscard]] static tcp_stream connect(const endpoint& peer, const deadline& limit = {}) {
        tcp_stream made(peer, SOCK_STREAM);
        made.finish_connecting(limit);
        return made;
    }

    /// Second tier: connects to a host by name, trying each address that it has in turn, each for
    /// at most an equal share of the time that is left. If none answers, the error has the code of
    /// the last attempt and a text that lists them all, each with its own reason.
    // A template, lest the braces in connect({"127.0.0.1", 5000}, 5) be taken for a string_view of
    // 5000 characters: braces have no type to deduce.
    template <std::convertible_to<std::string_view> Host>
    [[nodiscard]] static tcp_stream connect(const Host& host, int port,
                                            const deadline& limit = {}) {
        const auto addresses = resolve(host, port);
        const std::string named = detail::host_and_port(host, port).c_str();
        std::error_code last = detail::system_code(EADDRNOTAVAIL);
        std::string story;
        auto left = static_cast<double>(addresses.size());
        for (const auto& peer : addresses) {
            try {
                return connect(peer, limit.share(1 / left--));
            } catch (const error& failure) {
                if (failure.address() == named) throw;  // a numeric address: nothing to add
                if (failure.code() == std::errc::operation_canceled) throw;
                story += story.empty() ? "tried " : "; ";
                story += failure.what() + failure.operation().size() + 1;
                last = failure.code();
            }
        }
        // The symbol of the last one is the error's own, which puts it there.
        throw error(last, "connect", named, story.substr(0, story.rfind(" (")));
    }

    /// Takes over a connected TCP socket that somebody else made; after an error it is still
    /// theirs. Throws std::errc::wrong_protocol_type if it is anything else,
    /// std::errc::not_a_socket, std::errc::not_connected. See getpeername(2).
    [[nodiscard]] static tcp_stream adopt(native_handle_type handle) {
        (void)check_adopted(handle, SOCK_STREAM, "not a TCP socket");
        endpoint peer;
        socklen_t room = endpoint::capacity();
        if (::getpeername(handle, peer.data(), &room) != 0)
            fail_adopting(handle, detail::last_error());
        return {detail::adapt(handle, SOCK_STREAM), SOCK_STREAM, peer, false};
    }

    /// Waits until something has come and puts it into `buffer`: returns the number of bytes, at
    /// most its size, often less. 0 means that the peer has closed its sending side, and only that:
    /// an empty buffer is an error (std::errc::invalid_argument). See recv(2).
    [[nodiscard]] std::size_t recv(std::span<char> buffer, const deadline& limit = {}) {
        return recv_with("recv", 0, buffer.data(), buffer.size(), limit);
    }

    /// Hands bytes to the system, as many as it has room for: returns their number. That they were
    /// sent does not mean that they have arrived. See send(2).
    [[nodiscard]] std::size_t send(std::string_view bytes, const deadline& limit = {}) {
        used(unsent_);
        const auto count = complete({"send", POLLOUT, limit, named_}, [&](int flags) {
            flags |= detail::send_flags;
            return ::send(native_handle(), bytes.data(), detail::length(bytes.size()), flags);
        });
        const auto sent = static_cast<std::size_t>(count);
        if constexpr (tells_events) tell(event_kind::sent, named_, sent, bytes.size());
        return sent;
    }

    /// Second tier: sends all of it. After an error nobody knows how much has gone: close.
    void send_all(std::string_view bytes, const deadline& limit = {}) {
        while (!bytes.empty()) bytes.remove_prefix(send(bytes, limit));
    }

    /// Second tier: fills `buffer`. Returns its size, or less if the stream ended before. After an
    /// error what had come is in the buffer, but nobody knows how much: close.
    [[nodiscard]] std::size_t recv_exact(std::span<char> buffer, const deadline& limit = {}) {
        std::size_t count = 0;
        do {
            auto* const rest = buffer.data() + count;
            const auto piece = recv_with("recv_exact", 0, rest, buffer.size() - count, limit);
            if (piece == 0) break;
            count += piece;
        } while (count < buffer.size());
        return count;
    }

    /// Second tier: the next line, without its newline; at the end of the stream what there is of a
    /// last one; after that nothing. It takes no byte beyond the newline, so recv may follow.
    /// Throws std::errc::message_size if no newline comes within `longest` bytes. After an error
    /// part of the line may be gone: close.
    // A template, like parse_port.
    template <typename Text = std::string>
    [[nodiscard]] std::optional<Text> recv_line(std::size_t longest, const deadline& limit = {}) {
        Text line;
        char buffer[1024];
        for (;;) {
            const auto room = longest - line.size();
            const auto wanted = room < sizeof buffer ? room + 1 : sizeof buffer;
            const auto count = recv_to_newline(buffer, wanted, limit);
            if (count == 0 && line.empty()) return std::nullopt;
            const bool whole = count > 0 && buffer[count - 1] == '\n';
            line.append(buffer, whole ? count - 1 : count);
            if (whole || count == 0) return line;
            if (line.size() > longest) fail("recv_line", EMSGSIZE, "the line is too long");
        }
    }

    /// Ends one direction or both. After half::send the peer reads what is under way, and then the
    /// end of the stream. Throws std::errc::not_connected if the connection is gone. See
    /// shutdown(2).
    void shutdown(half which) {
        // Their numbers are the same everywhere: SHUT_RD 0 (SD_RECEIVE), SHUT_WR 1, SHUT_RDWR 2.
        if (::shutdown(native_handle(), static_cast<int>(which)) != 0) fail("shutdown");
    }

    /// Small pieces are sent at once, instead of being gathered until the peer has acknowledged
    /// those before (Nagle's algorithm, RFC 896). See TCP_NODELAY in tcp(7).
    void set_no_delay(bool on) { set_option(IPPROTO_TCP, TCP_NODELAY, on ? 1 : 0); }
    /// Whether it is so.
    [[nodiscard]] bool no_delay() const { return option(IPPROTO_TCP, TCP_NODELAY) != 0; }

    /// After a long silence (two hours, if nobody changed that) the system asks whether the peer is
    /// still there; if not, recv says so. See SO_KEEPALIVE in socket(7).
    void set_keep_alive(bool on) { set_option(SOL_SOCKET, SO_KEEPALIVE, on ? 1 : 0); }
    /// Whether it is so.
    [[nodiscard]] bool keep_alive() const { return option(SOL_SOCKET, SO_KEEPALIVE) != 0; }

    /// The other end, as connect or accept knew it.
    [[nodiscard]] const endpoint& peer_endpoint() const noexcept { return named_; }

  private:
    friend class tcp_listener;

    using basic_socket::basic_socket;

    void finish_connecting(const deadline& limit) {
        const auto& peer = named_;
        const attempt connecting{"connect", POLLOUT, limit, peer};
        const bool bounded = begin(connecting) != 0;
        if constexpr (tells_events) tell(event_kind::connecting, peer);
        if (bounded) set_blocking("connect", false);
        if (::connect(native_handle(), peer.data(), peer.size()) != 0) {
            // Interrupted, it goes on by itself; a second call would say EALREADY.
            const int code = detail::last_error();
            if (code != EINTR && code != EINPROGRESS && code != EAGAIN) fail("connect", code);
            wait(connecting);
            if (const int result = detail::from_system(option(SOL_SOCKET, SO_ERROR)))
                fail("connect", result);
        }
        if (bounded) set_blocking("connect", true);
        if constexpr (tells_events) tell(event_kind::connected, peer);
    }

    std::size_t recv_with(const char* operation, int extra, char* buffer, std::size_t size,
                          const deadline& limit) {
        used(unread_);
        if (size == 0) fail(operation, EINVAL, detail::empty_buffer);
        const auto count = complete({operation, POLLIN, limit, named_}, [&](int flags) {
            return ::recv(native_handle(), buffer, detail::length(size), flags | extra);
        });
        const auto received = static_cast<std::size_t>(count);
        if constexpr (tells_events) {
            const auto kind = count == 0 ? event_kind::end_of_stream : event_kind::received;
            if ((extra & MSG_PEEK) == 0 || count == 0) tell(kind, named_, received, size);
        }
        return received;
    }

    /// Looks at what has come before it takes it: what follows the newline is somebody else's.
    std::size_t recv_to_newline(char* buffer, std::size_t size, const deadline& limit) {
        const auto seen = recv_with("recv_line", MSG_PEEK, buffer, size, limit);
        if (seen == 0) return 0;
        const auto* const end = static_cast<const char*>(std::memchr(buffer, '\n', seen));
        const auto wanted = end != nullptr ? static_cast<std::size_t>(end - buffer) + 1 : seen;
        return recv_with("recv_line", 0, buffer, wanted, limit);
    }
};

/// Waits for TCP connections on a port: bind, listen, accept. See tcp(7).
class tcp_listener : public basic_socket {
  public:
    /// Closed.
    tcp_listener() noexcept = default;

    /// A socket bound to `local`; port 0 takes a free one. Connections left over by an earlier run
    /// are no obstacle (SO_REUSEADDR), a live listener is one. "::" takes IPv4 connections, too.
    /// See bind(2), socket(7).
    [[nodiscard]] static tcp_listener bind(const endpoint& local) {
        tcp_listener made(local, SOCK_STREAM);
        made.set_option(SOL_SOCKET, detail::listener_option, 1);
        made.bind_named();
        return made;
    }

    /// Takes over a socket that listens already (one that a service manager hands on); after an
    /// error it is still theirs. Throws std::errc::wrong_protocol_type if it is anything else,
    /// std::errc::not_a_socket. See SO_ACCEPTCONN in socket(7).
    [[nodiscard]] static tcp_listener adopt(native_handle_type handle) {
        const auto local = check_adopted(handle, SOCK_STREAM, "not a TCP socket");
        if (detail::option_of(handle, SOL_SOCKET, SO_ACCEPTCONN) != 1)
            fail_adopting(handle, EPROTOTYPE, "not a socket that listens");
        tcp_listener made(detail::adapt(handle, SOCK_STREAM), SOCK_STREAM, local, true);
        made.listens_ = true;
        return made;
    }

    /// Starts to listen: from now on clients can connect, and `backlog` of them may wait for
    /// accept. A second time is an error (std::errc::invalid_argument). See listen(2).
    void listen(int backlog = SOMAXCONN) {
        if (listens_ && is_open()) fail("listen", EINVAL, "it listens already");
        if (::listen(native_handle(), backlog) != 0) fail("listen");
        listens_ = true;
        if constexpr (tells_events) tell(event_kind::listening);
    }

    /// Waits for the next connection; those that died while they waited are passed over. With a
    /// deadline it leaves the descriptor non-blocking, which matters only to native_handle's users.
    /// See accept(2).
    [[nodiscard]] tcp_stream accept(const deadline& limit = {}) {
        used(unread_);
        endpoint peer;
        const auto handle = complete({"accept", POLLIN, limit, named_}, [&](int flags) {
            // poll alone would not do: the connection may have vanished when accept is called.
            if (flags != 0) set_blocking("accept", false);
            return detail::accept_socket(native_handle(), peer.data(), endpoint::capacity());
        });
        tcp_stream made(handle, SOCK_STREAM, peer, false);
        if constexpr (tells_events) made.tell(event_kind::accepted, peer);
        return made;
    }

  private:
    using basic_socket::basic_socket;

    bool listens_ = false;
};

// ------------------------------------------------------------------------------------------- UDP

/// What recv_from has received.
struct datagram {
    std::size_t size = 0;    ///< bytes in the buffer; 0 is an empty datagram, not an end
    endpoint from{};         ///< who sent it
    bool truncated = false;  ///< the buffer was too small: the rest of the datagram is lost
};

/// Sends and receives datagrams: each arrives whole or not at all; perhaps twice, perhaps in
/// another order. See udp(7), RFC 768, RFC 8085.
class udp_socket : public basic_socket {
  public:
    /// Closed.
    udp_socket() noexcept = default;

    /// A socket bound to `local`, as a server needs it; port 0 takes a free one. "::" takes IPv4,
    /// too. See bind(2).
    [[nodiscard]] static udp_socket bind(const endpoint& local) {
        // No SO_REUSEADDR: for UDP it would let two programs share the port silently.
        udp_socket made(local, SOCK_DGRAM);
        made.bind_named();
        return made;
    }

    /// A socket with which to talk to `peer`: of its family, and not bound; the first send_to gives
    /// it a free port. It hears everybody, so compare datagram::from. See socket(2).
    [[nodiscard]] static udp_socket to(const endpoint& peer) { return {peer, SOCK_DGRAM}; }

    /// Takes over a UDP socket that somebody else made; after an error it is still theirs. Throws
    /// std::errc::wrong_protocol_type if it is anything else, std::errc::not_a_socket.
    [[nodiscard]] static udp_socket adopt(native_handle_type handle) {
        const auto local = check_adopted(handle, SOCK_DGRAM, "not a UDP socket");
        return {detail::adapt(handle, SOCK_DGRAM), SOCK_DGRAM, local, true};
    }

    /// Sends one datagram, at most 65507 bytes over IPv4 (else std::errc::message_size). Returns
    /// its size: a datagram goes as a whole. See sendto(2).
    std::size_t send_to(std::string_view bytes, const endpoint& peer, const deadline& limit = {}) {
        used(unsent_);
        const auto count = complete({"send_to", POLLOUT, limit, peer}, [&](int flags) {
            flags |= detail::send_flags;
            return ::sendto(native_handle(), bytes.data(), detail::length(bytes.size()), flags,
                            peer.data(), peer.size());
        });
        const auto sent = static_cast<std::size_t>(count);
        if constexpr (tells_events) tell(event_kind::sent, peer, sent, bytes.size());
        return sent;
    }

    /// Waits for one datagram. What does not fit into `buffer` is lost, and reported as truncated.
    /// An empty buffer is an error (std::errc::invalid_argument). See recvmsg(2).
    [[nodiscard]] datagram recv_from(std::span<char> buffer, const deadline& limit = {}) {
        used(unread_);
        const auto size = buffer.size();
        if (size == 0) fail("recv_from", EINVAL, detail::empty_buffer);
        datagram came;
        const auto count = complete({"recv_from", POLLIN, limit, named_}, [&](int flags) {
            return detail::recv_datagram(native_handle(), {buffer.data(), size}, flags,
                                         came.from.data(), endpoint::capacity(), came.truncated);
        });
        came.size = static_cast<std::size_t>(count);
        if constexpr (tells_events) tell(event_kind::received, came.from, came.size, size);
        return came;
    }

    /// Allows send_to to an address that everybody on the network hears, such as 255.255.255.255.
    /// See SO_BROADCAST in socket(7).
    void set_broadcast(bool on) { set_option(SOL_SOCKET, SO_BROADCAST, on ? 1 : 0); }
    /// Whether it is so.
    [[nodiscard]] bool broadcast() const { return option(SOL_SOCKET, SO_BROADCAST) != 0; }

    /// Receives what is sent to a multicast group, 224.0.0.0 to 239.255.255.255 or ff00::/8, too.
    /// On the interface that has the address `via`; for IPv6 on that of the group's scope
    /// ("ff02::1%eth0"). Else the system chooses one. See IP_ADD_MEMBERSHIP in ip(7), RFC 3493.
    void join(const endpoint& group, const endpoint& via = {}) {
        change_group(group, via, IP_ADD_MEMBERSHIP, IPV6_JOIN_GROUP);
    }
    /// No longer.
    void leave(const endpoint& group, const endpoint& via = {}) {
        change_group(group, via, IP_DROP_MEMBERSHIP, IPV6_LEAVE_GROUP);
    }

  private:
    using basic_socket::basic_socket;

    void change_group(const endpoint& group, const endpoint& via, int v4, int v6) {
        if (group.family() == AF_INET6) {
            ipv6_mreq wish{};
            std::memcpy(&wish.ipv6mr_multiaddr, group.bytes().data(), sizeof(in6_addr));
            wish.ipv6mr_interface = group.scope();
            return set_option(IPPROTO_IPV6, v6, wish);
        }
        ip_mreq wish{};
        std::memcpy(&wish.imr_multiaddr, group.bytes().data(), sizeof(in_addr));
        std::memcpy(&wish.imr_interface, via.bytes().data(), sizeof(in_addr));
        set_option(IPPROTO_IP, v4, wish);
    }
};

// ---------------------------------------------------------------------------------- many sockets

/// What poll is asked about one socket, and what it answers.
class watch {
  public:
    /// Asks whether `which` direction would not block: for a listener, half::receive means accept.
    /// The socket must live, and stay where it is, as long as this.
    watch(basic_socket& socket, half which = half::receive) noexcept  // NOLINT: implicit: a list
        : socket_(&socket), which_(which) {}

    /// recv, recv_from or accept would not block: there is something, or an end, or an error.
    [[nodiscard]] bool can_receive() const noexcept { return can_receive_; }

    /// send or send_to would not block: there is room, or an error.
    [[nodiscard]] bool can_send() const noexcept { return can_send_; }

  private:
    friend std::size_t poll(std::span<watch> watches, const deadline& limit);

    [[nodiscard]] short asked() const noexcept {
        const int receive = which_ != half::send ? POLLIN : 0;
        return static_cast<short>(receive | (which_ != half::receive ? POLLOUT : 0));
    }

    /// Takes poll(2)'s answer. True if what is ready was found ready, and left so, too often.
    bool answer(short events) noexcept {
        const int ended = events & (POLLHUP | POLLERR | POLLNVAL);
        can_receive_ = which_ != half::send && ((events & POLLIN) | ended) != 0;
        can_send_ = which_ != half::receive && ((events & POLLOUT) | ended) != 0;
        bool ignored = true;
        if (can_receive_) ignored = ++socket_->unread_ > patience;
        if (can_send_) ignored = ++socket_->unsent_ > patience && ignored;
        return ignored;
    }

    static constexpr unsigned patience = 1000;

    basic_socket* socket_;
    half which_;
    bool can_receive_ = false;
    bool can_send_ = false;
};

/// Waits until at least one of many sockets is ready; returns how many are. Throws
/// std::errc::timed_out, and std::errc::device_or_resource_busy if for a thousand times running all
/// that was ready was left as it was: such a loop keeps a core busy for nothing. Poll a socket in
/// the thread that uses it. See poll(2).
inline std::size_t poll(std::span<watch> watches, const deadline& limit = {}) {
    const std::size_t count = watches.size();
    if (count == 0) throw error(detail::system_code(EINVAL), "poll", "", "nothing to wait for");
    const detail::poll_entries entries(count + 1);
    for (std::size_t i = 0; i < count; ++i) {
        auto& each = watches[i];
        if (!each.socket_->is_open()) each.socket_->fail("poll", EBADF);
        entries.first[i] = {each.socket_->native_handle(), each.asked(), 0};
        each.answer(0);
    }
    const endpoint nobody;
    const int code = detail::poll_until(entries.first, count, limit);
    if (code != 0) watches[0].socket_->fail("poll", code, detail::waiting_ended(code), &nobody);
    std::size_t ready = 0;
    bool busy = true;
    const basic_socket* culprit = watches[0].socket_;
    for (std::size_t i = 0; i < count; ++i) {
        if (entries.first[i].revents == 0) continue;
        busy = watches[i].answer(entries.first[i].revents) && busy;
        culprit = watches[i].socket_;
        ++ready;
    }
    if (busy)
        culprit->fail("poll", EBUSY, "busy wait: ready a thousand times running, and not used");
    return ready;
}

#if defined(SOCK_EVENTS)
}  // namespace with_events
#endif
}  // namespace sock

#if defined(SOCK_EVENTS)
#include "sock_events.hpp"
#endif

/// Endpoints as keys of std::unordered_map and std::unordered_set.
template <>
struct std::hash<sock::endpoint> {
    /// Of address, port and scope.
    std::size_t operator()(const sock::endpoint& key) const noexcept {
        const std::size_t rest = key.port() + (std::size_t{key.scope()} << 16U);
        return std::hash<std::string_view>()(key.bytes()) * 31U + rest;
    }
};
