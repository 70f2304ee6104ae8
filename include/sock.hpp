/// @file
/// TCP and UDP sockets for C++20 in one header, with nothing to link.
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
/// with a port, IPv4 or IPv6. A deadline bounds every call that can block. Every failure is thrown
/// as an error.
///
/// There are two tiers. The first tier has one member per system call, with the name of the call:
/// bind, listen, accept, connect, recv, send, recv_from, send_to, shutdown, poll. Read the man page
/// beside it. Like recv(2), recv may return less than was asked for, and 0 means that the peer has
/// closed (and only that); send may send less. The second tier is built on the first: connecting to
/// a name, send_all, recv_exact, recv_line, line_reader. Its documentation says "Second tier".
///
/// What this header takes care of:
///   - SIGPIPE: writing to a peer that is gone is an error; it does not end the process.
///   - EINTR: a signal is never visible to the caller and never extends a deadline.
///   - "Address already in use" after a restart; a second live listener is still refused.
///   - Descriptors are closed on exec, so that programs started by yours do not inherit them.
///   - Errors name the call and the address: "connect 127.0.0.1:5000: Connection refused
///     (ECONNREFUSED)". hint() adds what to do, in English or Spanish.
///
/// Buffers are spans of char (an array, a vector, a string). What is sent is a string_view.
/// as_writable_chars and as_string_view convert spans of std::byte. Sizes are in bytes; times are
/// durations of std::chrono. An object owns its descriptor: it moves, does not copy, and closes at
/// the end of its scope. One thread may read a stream while another one writes to it. A waker
/// lets any thread end the wait of another.
///
/// A closed or moved-from object answers every call with an error (EBADF) that names the call. The
/// header changes no state of the process: no signal handler, no global variable (except that
/// Winsock is started on Windows).
///
/// Contents, in reading order. Sections 1 and 11 can be skipped at first.
///
/// - 1 The system: what differs between POSIX and Windows
/// - 2 Errors: error, language
/// - 3 Endpoints: endpoint, parse_port
/// - 4 Names: resolve
/// - 5 Deadlines: waker, deadline
/// - 6 What the roles share: direction, basic_socket, as_writable_chars, as_string_view
/// - 7 TCP: tcp_stream, tcp_listener
/// - 8 Lines: line_reader
/// - 9 UDP: datagram, udp_socket
/// - 10 Many sockets: watch, poll
/// - 11 Events: on_event (only with SOCK_EVENTS defined), std::hash, std::formatter
#pragma once

#include <array>
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
#include <iosfwd>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <utility>
#include <vector>
#include <version>

#if defined(__cpp_lib_format)
#include <format>  // where it exists, <chrono> has included it already
#endif

#if defined(SOCK_EVENTS)
#include <atomic>
#include <cstdlib>
#endif

#if defined(_WIN32)
#if !defined(NOMINMAX)
#define NOMINMAX  // windows.h defines the macros min and max otherwise
#endif
#include <winsock2.h>
#include <ws2tcpip.h>
#if defined(_MSC_VER)
#pragma comment(lib, "ws2_32")
#endif
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
// With events it is another namespace to the linker: object files compiled with and without events
// do not link with one another.
namespace sock {
#if defined(SOCK_EVENTS)
inline namespace with_events {
/// Whether events are compiled in: see on_event.
inline constexpr bool events_enabled = true;
#else
/// Whether events are compiled in: see on_event.
inline constexpr bool events_enabled = false;
#endif

// ================================================================================= 1. The system
// Small functions with the same names and meanings on every system. The sections after this one
// have no #if for a system.

#if defined(_WIN32)
/// The descriptor of a socket: SOCKET on Windows, int elsewhere.
using native_handle_type = SOCKET;
#else
/// The descriptor of a socket: int, on Windows SOCKET.
using native_handle_type = int;
#endif

/// Not for users: what the public names are made of.
namespace detail {

/// The value that no descriptor has.
inline constexpr auto no_handle = static_cast<native_handle_type>(-1);

/// Room for an address that a system call writes, of either family: sockaddr_in6 is the longer one.
struct system_address {
    [[nodiscard]] sockaddr* data() noexcept { return reinterpret_cast<sockaddr*>(&storage); }

    sockaddr_in6 storage{};
    socklen_t size = sizeof storage;
};

#if !defined(_WIN32)
// ------------------------------------------------------------------------------------------ POSIX

#if defined(MSG_NOSIGNAL)
inline constexpr int send_flags = MSG_NOSIGNAL;
#else
inline constexpr int send_flags = 0;  // macOS has the option SO_NOSIGPIPE instead: see prepare
#endif
static_assert(EAGAIN == EWOULDBLOCK, "the header tests for EAGAIN only");
// Names for what Windows calls differently or does not have.
inline constexpr int dont_wait = MSG_DONTWAIT;
inline constexpr int connect_in_progress = EINPROGRESS;
inline constexpr int resolver_error_in_errno = EAI_SYSTEM;
inline constexpr int listener_option = SO_REUSEADDR;
#if defined(__linux__)
inline constexpr int sharing_option = SO_REUSEADDR;
#else
inline constexpr int sharing_option = SO_REUSEPORT;
#endif
#if defined(SO_LINGER_SEC)
inline constexpr int linger_option = SO_LINGER_SEC;  // macOS counts SO_LINGER in clock ticks
#else
inline constexpr int linger_option = SO_LINGER;
#endif
inline constexpr int host_down = EHOSTDOWN;

inline void start_network() noexcept {}

inline int from_system(int code) noexcept { return code; }

/// The number of the last error: errno(3).
inline int last_error() noexcept { return errno; }

inline std::error_code system_code(int code) noexcept { return {code, std::system_category()}; }

inline std::string resolver_text(int code) { return ::gai_strerror(code); }

inline int close_handle(int handle) noexcept { return ::close(handle); }

inline bool set_blocking(int handle, bool blocking) noexcept {
    int non_blocking = blocking ? 0 : 1;
    return ::ioctl(handle, FIONBIO, &non_blocking) == 0;
}

/// Sets the options of a new descriptor. On Linux the call that makes it has set them already.
inline int prepare(int handle, int) noexcept {
#if !defined(__linux__)
    if (handle >= 0) ::fcntl(handle, F_SETFD, FD_CLOEXEC);
#endif
#if defined(SO_NOSIGPIPE)
    // Fails on a connection that the peer has reset already; the next call reports the reset.
    const int on = 1;
    if (handle >= 0) ::setsockopt(handle, SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof on);
#endif
    return handle;
}

/// Does the same for a descriptor that this header did not make.
inline int prepare_adopted(int handle, int type) noexcept {
    ::fcntl(handle, F_SETFD, FD_CLOEXEC);
    return prepare(handle, type);
}

inline int open_socket(int family, int type) noexcept {
#if defined(SOCK_CLOEXEC)
    type |= SOCK_CLOEXEC;
#endif
    return prepare(::socket(family, type, 0), type);
}

inline int accept_socket(int listener, system_address& peer) noexcept {
#if defined(__linux__)
    return ::accept4(listener, peer.data(), &peer.size, SOCK_CLOEXEC);
#else
    const int accepted = prepare(::accept(listener, peer.data(), &peer.size), SOCK_STREAM);
    if (accepted >= 0) set_blocking(accepted, true);  // BSD copies the listener's mode
    return accepted;
#endif
}

inline std::size_t length(std::size_t size) noexcept { return size; }

/// recvmsg(2), because recvfrom(2) cannot report that a datagram was too long.
inline std::ptrdiff_t recv_datagram(int from, std::span<char> buffer, int flags,
                                    system_address& peer, bool& truncated) noexcept {
    iovec part{buffer.data(), buffer.size()};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_name = peer.data();
    message.msg_namelen = sizeof peer.storage;
    const auto count = ::recvmsg(from, &message, flags);
    truncated = (message.msg_flags & MSG_TRUNC) != 0;
    return count;
}

/// Only Windows has to be asked to report that a datagram reached no socket.
inline void report_refused_datagrams(int) noexcept {}

inline int poll_handles(pollfd* entries, std::size_t count, int milliseconds) noexcept {
    return ::poll(entries, static_cast<nfds_t>(count), milliseconds);
}

/// The number of a network interface; 0 if none has that name.
inline std::uint32_t interface_number(const char* name) noexcept { return ::if_nametoindex(name); }

/// The name of a network interface; its number as text if none has that number.
inline std::string interface_name(std::uint32_t number) {
    char name[IF_NAMESIZE];
    if (::if_indextoname(number, name) == nullptr)
        (void)std::snprintf(name, sizeof name, "%u", static_cast<unsigned>(number));
    return name;
}

#else
// ---------------------------------------------------------------------------------------- Windows
// Winsock differs from BSD's sockets: its errors have their own numbers, a socket is not a file,
// calls have no MSG_DONTWAIT, and it must be started. Link with ws2_32.

// Every socket is non-blocking; calls wait in poll.
inline constexpr int send_flags = 0;
inline constexpr int dont_wait = 0;
inline constexpr int connect_in_progress = EAGAIN;  // WSAEWOULDBLOCK
inline constexpr int resolver_error_in_errno = -1;  // Winsock has no such error
// Windows's SO_REUSEADDR would let any program take over the port of a live listener.
inline constexpr int listener_option = SO_EXCLUSIVEADDRUSE;
inline constexpr int sharing_option = SO_REUSEADDR;
inline constexpr int linger_option = SO_LINGER;
inline constexpr int host_down = WSAEHOSTDOWN;  // errno.h has none

/// Winsock has to be started before it is used; it then runs until the process ends.
inline void start_network() noexcept {
    static const int started = [] {
        WSADATA ignored;
        return ::WSAStartup(MAKEWORD(2, 2), &ignored);
    }();
    (void)started;
}

/// The number of an error in Winsock and in errno(3); std::errc has the latter.
struct winsock_code {
    int winsock;
    int code;
};

// clang-format off
inline constexpr winsock_code winsock_codes[] = {
    {WSAEACCES, EACCES}, {WSAEADDRINUSE, EADDRINUSE}, {WSAEADDRNOTAVAIL, EADDRNOTAVAIL},
    {WSAEAFNOSUPPORT, EAFNOSUPPORT}, {WSAEALREADY, EALREADY}, {WSAEBADF, EBADF},
    {WSAECONNABORTED, ECONNABORTED}, {WSAECONNREFUSED, ECONNREFUSED},
    {WSAECONNRESET, ECONNRESET}, {WSAEHOSTUNREACH, EHOSTUNREACH}, {WSAEINPROGRESS, EINPROGRESS},
    {WSAEINTR, EINTR}, {WSAEINVAL, EINVAL}, {WSAEISCONN, EISCONN}, {WSAEMFILE, EMFILE},
    {WSAEMSGSIZE, EMSGSIZE}, {WSAENETDOWN, ENETDOWN}, {WSAENETRESET, ENETRESET},
    {WSAENETUNREACH, ENETUNREACH}, {WSAENOBUFS, ENOBUFS}, {WSAENOPROTOOPT, ENOPROTOOPT},
    {WSAENOTCONN, ENOTCONN}, {WSAENOTSOCK, ENOTSOCK}, {WSAEOPNOTSUPP, EOPNOTSUPP},
    {WSAEPROTOTYPE, EPROTOTYPE}, {WSAESHUTDOWN, EPIPE}, {WSAETIMEDOUT, ETIMEDOUT},
    {WSAEWOULDBLOCK, EAGAIN}, {WSA_OPERATION_ABORTED, ECANCELED}, {WSAEFAULT, EFAULT},
};
// clang-format on

inline int from_system(int code) noexcept {
    for (const auto& each : winsock_codes)
        if (each.winsock == code) return each.code;
    return code;
}

/// The number of the last error, translated to that of errno(3).
inline int last_error() noexcept { return from_system(::WSAGetLastError()); }

/// Windows's text for an error in UTF-8, or `otherwise`. FormatMessageA would use the code page of
/// the machine.
inline std::string windows_text(int code, const std::string& otherwise) {
    wchar_t wide[512];
    const DWORD flags = FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS;
    DWORD size = ::FormatMessageW(flags, nullptr, static_cast<DWORD>(code), 0, wide, 512, nullptr);
    while (size > 0 && (wide[size - 1] <= L' ' || wide[size - 1] == L'.')) --size;
    char utf8[1536];
    const int bytes = ::WideCharToMultiByte(CP_UTF8, 0, wide, static_cast<int>(size), utf8,
                                            sizeof utf8, nullptr, nullptr);
    return bytes > 0 ? std::string(utf8, static_cast<std::size_t>(bytes)) : otherwise;
}

/// Numbers of errno(3) with Windows's texts.
class winsock_category final : public std::error_category {
  public:
    [[nodiscard]] const char* name() const noexcept override { return "winsock"; }

    [[nodiscard]] std::string message(int code) const override {
        const auto text = std::generic_category().message(code);
        for (const auto& each : winsock_codes)
            if (each.code == code) return windows_text(each.winsock, text);
        return text;
    }

    [[nodiscard]] std::error_condition default_error_condition(int code) const noexcept override {
        return {code, std::generic_category()};
    }
};

inline std::error_code system_code(int code) noexcept {
    static const winsock_category instance;
    return {code, instance};
}

inline std::string resolver_text(int code) { return windows_text(code, "the lookup failed"); }

inline int close_handle(SOCKET handle) noexcept { return ::closesocket(handle); }

inline bool set_blocking(SOCKET, bool) noexcept { return true; }

inline void set_refused_reports(SOCKET handle, BOOL on) noexcept {
    constexpr DWORD udp_connreset = IOC_IN | IOC_VENDOR | 12;  // SIO_UDP_CONNRESET
    DWORD size = 0;
    ::WSAIoctl(handle, udp_connreset, &on, sizeof on, nullptr, 0, &size, nullptr, nullptr);
}

inline SOCKET prepare(SOCKET handle, int type) noexcept {
    if (handle == INVALID_SOCKET) return handle;
    u_long on = 1;
    ::ioctlsocket(handle, static_cast<long>(FIONBIO), &on);
    // Otherwise a datagram that reached no socket makes a later recv_from fail.
    if (type == SOCK_DGRAM) set_refused_reports(handle, FALSE);
    return handle;
}

inline SOCKET prepare_adopted(SOCKET handle, int type) noexcept {
    ::SetHandleInformation(reinterpret_cast<HANDLE>(handle), HANDLE_FLAG_INHERIT, 0);
    return prepare(handle, type);
}

inline SOCKET open_socket(int family, int type) noexcept {
    start_network();
    constexpr DWORD flags = WSA_FLAG_OVERLAPPED | WSA_FLAG_NO_HANDLE_INHERIT;
    return prepare(::WSASocketW(family, type, 0, nullptr, 0, flags), type);
}

inline SOCKET accept_socket(SOCKET listener, system_address& peer) noexcept {
    const SOCKET accepted = ::accept(listener, peer.data(), &peer.size);
    return accepted != INVALID_SOCKET ? prepare_adopted(accepted, SOCK_STREAM) : accepted;
}

/// Winsock counts bytes in int.
inline int length(std::size_t size) noexcept {
    return size < INT_MAX ? static_cast<int>(size) : INT_MAX;
}

/// Winsock reports a datagram that is too long as an error.
inline std::ptrdiff_t recv_datagram(SOCKET from, std::span<char> buffer, int, system_address& peer,
                                    bool& truncated) noexcept {
    peer.size = sizeof peer.storage;
    const int count =
        ::recvfrom(from, buffer.data(), length(buffer.size()), 0, peer.data(), &peer.size);
    truncated = count < 0 && last_error() == EMSGSIZE;
    return truncated ? static_cast<std::ptrdiff_t>(buffer.size()) : count;
}

inline void report_refused_datagrams(SOCKET handle) noexcept { set_refused_reports(handle, TRUE); }

inline int poll_handles(pollfd* entries, std::size_t count, int milliseconds) noexcept {
    return ::WSAPoll(entries, static_cast<ULONG>(count), milliseconds);
}

// The names of interfaces are in another library to link, and Windows's users write numbers.
inline std::uint32_t interface_number(const char*) noexcept { return 0; }

inline std::string interface_name(std::uint32_t number) { return std::to_string(number); }

#endif

}  // namespace detail

// ====================================================================================== 2. Errors

/// The languages of error::hint.
enum class language { en, es };

namespace detail {

/// All pieces, one after another.
inline std::string join(std::initializer_list<std::string_view> pieces) {
    std::string text;
    for (const auto piece : pieces) text.append(piece.data(), piece.size());
    return text;
}

/// The category of getaddrinfo(3)'s errors, which are not numbers of errno.
inline const std::error_category& resolver_category() noexcept {
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

/// Added to the numbers of getaddrinfo(3): without it some would equal numbers of errno.
inline constexpr int lookup_offset = 1 << 16;

/// The number of errno, or that of getaddrinfo(3) plus lookup_offset.
inline int number_of(const std::error_code& code) noexcept {
    return code.value() + (code.category() == resolver_category() ? lookup_offset : 0);
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
    {lookup_offset + EAI_AGAIN, "EAI_AGAIN"}, {lookup_offset + EAI_BADFLAGS, "EAI_BADFLAGS"},
    {lookup_offset + EAI_FAIL, "EAI_FAIL"}, {lookup_offset + EAI_FAMILY, "EAI_FAMILY"},
    {lookup_offset + EAI_MEMORY, "EAI_MEMORY"}, {lookup_offset + EAI_NONAME, "EAI_NONAME"},
};
// clang-format on

/// "ECONNREFUSED"; "error 123" if the number has no name here.
inline std::string symbol_of(const std::error_code& code) {
    for (const auto& each : symbols)
        if (each.number == number_of(code)) return each.name;
    char unnamed[24];
    (void)std::snprintf(unnamed, sizeof unnamed, "error %d", code.value());
    return unnamed;
}

/// What to do about an error that a beginner meets. A row for one operation precedes the row for
/// all operations; `twin` is a second number with the same advice.
struct advice {
    int number;
    int twin;
    std::string_view operation;
    const char* en;
    const char* es;
};

// One sentence a line, so that the two languages can be compared.
// clang-format off
inline constexpr advice all_advice[] = {
    {EADDRINUSE, 0, "", "Another program already uses this port: find it with `ss -ltnup` (on macOS `lsof -i`; there AirPlay takes port 5000), end it, or choose another port.",
     "Otro programa ya usa este puerto: búscalo con `ss -ltnup` (en macOS con `lsof -i`; allí AirPlay ocupa el 5000), termínalo o elige otro puerto."},
    {EADDRNOTAVAIL, 0, "", "This machine has no such address: 0.0.0.0 stands for all that it has, 127.0.0.1 for itself alone.",
     "Esta máquina no tiene esa dirección: 0.0.0.0 equivale a todas las que tiene y 127.0.0.1 a ella misma."},
    {ECONNREFUSED, 0, "", "Nothing listens there: start the server first, and compare its address and port with these.",
     "Allí no escucha nadie: inicia antes el servidor y compara su dirección y su puerto con estos."},
    {EACCES, 0, "bind", "Only the administrator may use a port below 1024: choose one from 1024 to 65535.",
     "Solo el administrador puede usar un puerto menor que 1024: elige uno entre 1024 y 65535."},
    {ETIMEDOUT, 0, "", "Nothing came in time: the other side may be off, busy, waiting for you to speak first, or behind a firewall that drops packets silently.",
     "No llegó nada a tiempo: el otro extremo puede estar apagado, ocupado, a la espera de que hables tú primero, o tras un cortafuegos que descarta paquetes en silencio."},
    {EBADF, 0, "", "This socket is closed: it was never opened, was closed, or was moved into another variable; use that one, or open a new one.",
     "Este socket está cerrado: nunca se abrió, ya se cerró o se movió a otra variable; usa esa o abre uno nuevo."},
    {ENOTSOCK, 0, "", "That number is a file, a pipe or a terminal: give the descriptor of a socket.",
     "Ese número es de un archivo, una tubería o una terminal: usa el descriptor de un socket."},
    {EPROTOTYPE, 0, "", "It is a socket of another kind: tcp_stream, tcp_listener and udp_socket each take only their own.",
     "Es un socket de otra clase: tcp_stream, tcp_listener y udp_socket solo aceptan los suyos."},
    {ENOTCONN, 0, "", "There is no connection: call connect or accept first, or it has already ended.",
     "No hay conexión: antes hay que llamar a connect o a accept; o bien ya ha terminado."},
    {EMSGSIZE, 0, "send_to", "It is too long for one message: a datagram carries at most 65507 bytes over IPv4.",
     "Es demasiado largo para un solo mensaje: un datagrama lleva como máximo 65507 bytes por IPv4."},
    {EINVAL, 0, "accept", "listen comes before accept: call it once, after bind.",
     "Antes de accept va listen: llámalo una vez, después de bind."},
    {EINVAL, 0, "listen", "This socket is already listening: call listen once, then accept for each client.",
     "Ya está escuchando: llama a listen una sola vez y luego a accept por cada cliente."},
    {EINVAL, 0, "endpoint", "Write a numeric address, such as 127.0.0.1 or ::1, and a port up to 65535; sock::resolve looks up names, and connect takes them, too.",
     "Escribe una dirección numérica, como 127.0.0.1 o ::1, y un puerto de hasta 65535; sock::resolve busca nombres y connect también los acepta."},
    {EILSEQ, 0, "", "Those bytes are not UTF-8: both ends must use it; in the Windows console run `chcp 65001` first.",
     "Esos bytes no son UTF-8: ambos extremos deben usarlo; en la consola de Windows ejecuta antes `chcp 65001`."},
    {ENETUNREACH, EHOSTUNREACH, "", "There is no route to that address: check the address, that both machines are on the same network, and that no firewall is between them.",
     "No hay ruta hasta esa dirección: revísala y comprueba que ambas máquinas estén en la misma red y que ningún cortafuegos lo impida."},
    {EMFILE, ENFILE, "", "Too many sockets and files are open: close each connection when you are done with it, or raise the limit with `ulimit -n`.",
     "Hay demasiados sockets y archivos abiertos: cierra cada conexión cuando termines con ella, o sube el límite con `ulimit -n`."},
    {ECONNRESET, EPIPE, "", "The other side ended the connection abruptly: it crashed, was stopped, or closed before it had read all that you sent.",
     "El otro extremo cortó la conexión de golpe: falló, lo detuvieron o cerró sin haber leído todo lo que le enviaste."},
    {EACCES, EPERM, "", "The system does not allow it: a firewall may forbid it, or it is a broadcast address and set_broadcast(true) is missing.",
     "El sistema no lo permite: quizá lo prohíbe un cortafuegos, o es una dirección de difusión (broadcast) y falta set_broadcast(true)."},
    {lookup_offset + EAI_AGAIN, 0, "", "The name server does not answer: check the connection to the network, or use a numeric address such as 127.0.0.1.",
     "El servidor de nombres no responde: revisa la conexión a la red o usa una dirección numérica como 127.0.0.1."},
    {lookup_offset + EAI_NONAME, 0, "", "No machine with that name was found: check the spelling, or use a numeric address such as 127.0.0.1.",
     "No se conoce ninguna máquina con ese nombre: revisa cómo está escrito o usa una dirección numérica como 127.0.0.1."},
};
// clang-format on

/// What to do about this error; empty if the table has no row for it.
inline std::string_view advice_for(const std::error_code& code, std::string_view operation,
                                   language in) noexcept {
    const int number = number_of(code);
    for (const auto& each : all_advice) {
        const bool fits = each.operation.empty() || each.operation == operation;
        if (fits && (each.number == number || each.twin == number))
            return in == language::es ? each.es : each.en;
    }
    return {};
}

/// "connect 127.0.0.1:5000: Connection refused (ECONNREFUSED)". Control characters become '?', so
/// that the text is one line whatever the caller passed.
inline std::string error_text(const std::error_code& code, std::string_view operation,
                              std::string_view address, std::string_view reason) {
    const auto message = code.message();
    if (reason.empty()) reason = message;
    const std::string_view space = address.empty() ? "" : " ";
    auto text = join({operation, space, address, ": ", reason, " (", symbol_of(code), ")"});
    for (char& each : text)
        if (static_cast<unsigned char>(each) < ' ' || each == 0x7f) each = '?';
    return text;
}

}  // namespace detail

/// What every function of this header throws. what() names the operation, the address, the reason
/// and its symbol: "connect 127.0.0.1:5000: Connection refused (ECONNREFUSED)". code() compares
/// with std::errc; a deadline that has passed equals std::errc::timed_out. See errno(3),
/// getaddrinfo(3).
class error : public std::system_error {
  public:
    /// An error with this `reason`; if that is empty, with the system's text for `code`.
    error(std::error_code code, std::string_view operation, std::string_view address,
          std::string_view reason = {})
        : std::system_error(code), text_(detail::error_text(code, operation, address, reason)),
          operation_size_(operation.size()), address_size_(address.size()) {}

    /// The full text, in one line, UTF-8.
    [[nodiscard]] const char* what() const noexcept override { return text_.what(); }

    /// The call that failed: "connect". Valid as long as the error is.
    [[nodiscard]] std::string_view operation() const noexcept {
        return {text_.what(), operation_size_};
    }

    /// The peer's address, or the socket's own for a call that has no peer; empty if it has none.
    /// Valid as long as the error is.
    [[nodiscard]] std::string_view address() const noexcept {
        return {text_.what() + operation_size_ + 1, address_size_};
    }

    /// What the reader can do about it, in one sentence; empty if there is no advice.
    [[nodiscard]] std::string_view hint(language in = language::en) const noexcept {
        return detail::advice_for(code(), operation(), in);
    }

  private:
    // A runtime_error, because its copies share the text: copying an exception must not throw.
    std::runtime_error text_;
    std::size_t operation_size_;
    std::size_t address_size_;
};

// =================================================================================== 3. Endpoints

namespace detail {

/// Reads a decimal number up to `most`: only digits, no more than `most` can have. Returns false
/// for any other text ("+80", " 80", "80x", "000080").
inline bool parse_number(std::string_view text, std::uint32_t most,
                         std::uint32_t& number) noexcept {
    const std::size_t digits = most > 65535 ? 10 : 5;  // of the largest number
    if (text.empty() || text.size() > digits) return false;
    std::uint64_t value = 0;
    for (const char digit : text) {
        if (digit < '0' || digit > '9') return false;
        value = value * 10 + static_cast<std::uint64_t>(digit - '0');
    }
    if (value > most) return false;
    number = static_cast<std::uint32_t>(value);
    return true;
}

/// "127.0.0.1:5000", "[::1]:80".
inline std::string host_and_port(std::string_view host, int port) {
    const bool is_v6 = host.find(':') != std::string_view::npos;
    char colon_port[16];
    (void)std::snprintf(colon_port, sizeof colon_port, is_v6 ? "]:%d" : ":%d", port);
    return join({is_v6 ? "[" : "", host, colon_port});
}

/// In quotes, for a message; at most 80 characters of it.
inline std::string quoted(std::string_view given) { return join({"'", given.substr(0, 80), "'"}); }

[[noreturn]] inline void bad_endpoint(std::string_view given, std::string_view reason) {
    throw error(system_code(EINVAL), "endpoint", quoted(given), reason);
}

inline void check_port(int port) {
    if (port >= 0 && port <= 65535) return;
    char given[16];
    (void)std::snprintf(given, sizeof given, "%d", port);
    bad_endpoint(given, "ports go from 0 to 65535");
}

}  // namespace detail

/// A port as people type it: 1 to 65535, digits only; nothing for anything else.
[[nodiscard]] inline std::optional<std::uint16_t> parse_port(std::string_view text) noexcept {
    std::uint32_t port = 0;
    if (!detail::parse_number(text, 65535, port) || port == 0) return std::nullopt;
    return static_cast<std::uint16_t>(port);
}

/// An IPv4 or IPv6 address with a port: a value, ordered, hashable, printed as "127.0.0.1:5000" or
/// "[::1]:80". An IPv4-mapped IPv6 address (RFC 4291, 2.5.5.2), which is how a socket bound to "::"
/// sees an IPv4 peer, becomes the IPv4 address; so peers compare equal on every socket. See ip(7),
/// ipv6(7), RFC 5952 (the text of IPv6 addresses), RFC 4007 (their scope: "fe80::1%eth0").
class endpoint {
  public:
    /// 0.0.0.0:0.
    endpoint() noexcept : raw_{} { raw_.v4.sin_family = AF_INET; }

    /// From a numeric address; resolve looks up names. Port 0 lets the system choose a free port
    /// in bind. Throws std::errc::invalid_argument. See inet_pton(3).
    // The port is an int, because a std::uint16_t would turn 70000 into 4464 silently.
    endpoint(std::string_view numeric_address, int port) : endpoint() {
        detail::check_port(port);
        if (!set_address(numeric_address))
            detail::bad_endpoint(numeric_address, "not a numeric IPv4 or IPv6 address");
        auto& stored_port = is_v6() ? raw_.v6.sin6_port : raw_.v4.sin_port;
        stored_port = htons(static_cast<std::uint16_t>(port));
        unmap();
    }

    /// From what a system call has written; 0.0.0.0:0 if that is of another family.
    [[nodiscard]] static endpoint from_sockaddr(const sockaddr& address) noexcept {
        endpoint made;
        if (address.sa_family == AF_INET) std::memcpy(&made.raw_.v4, &address, sizeof made.raw_.v4);
        if (address.sa_family != AF_INET6) return made;
        std::memcpy(&made.raw_.v6, &address, sizeof made.raw_.v6);
        made.unmap();
        return made;
    }

    /// From the text that to_string gives: "127.0.0.1:5000", "[::1]:80". Throws
    /// std::errc::invalid_argument.
    [[nodiscard]] static endpoint parse(std::string_view text) {
        const auto colon = text.rfind(':');
        std::uint32_t port = 0;
        if (colon == std::string_view::npos ||
            !detail::parse_number(text.substr(colon + 1), 65535, port))
            detail::bad_endpoint(text, "no port: write 127.0.0.1:5000 or [::1]:5000");
        auto host = text.substr(0, colon);
        const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
        if (bracketed) host = host.substr(1, host.size() - 2);
        if (bracketed != (host.find(':') != std::string_view::npos))
            detail::bad_endpoint(text, "IPv6 addresses, and only they, have brackets: [::1]:5000");
        return {host, static_cast<int>(port)};
    }

    /// The address alone: "127.0.0.1", "::1", "fe80::1%eth0".
    [[nodiscard]] std::string address() const {
        char numeric[INET6_ADDRSTRLEN] = "";
        ::inet_ntop(family(), bytes().data(), numeric, sizeof numeric);
        if (scope() == 0) return numeric;
        return detail::join({numeric, "%", detail::interface_name(scope())});
    }

    /// The port, 0 to 65535.
    [[nodiscard]] std::uint16_t port() const noexcept {
        return ntohs(is_v6() ? raw_.v6.sin6_port : raw_.v4.sin_port);
    }

    /// "127.0.0.1:5000", "[::1]:80".
    [[nodiscard]] std::string to_string() const { return detail::host_and_port(address(), port()); }

    /// True for 0.0.0.0:0, which stands for "no address".
    [[nodiscard]] bool empty() const noexcept {
        return !is_v6() && raw_.v4.sin_port == 0 && raw_.v4.sin_addr.s_addr == 0;
    }

    /// True for an address of this machine that no other machine can reach: 127.0.0.0/8, ::1.
    [[nodiscard]] bool is_loopback() const noexcept {
        if (!is_v6()) return bytes().front() == 127;
        return std::memcmp(&raw_.v6.sin6_addr, &in6addr_loopback, sizeof(in6_addr)) == 0;
    }

    /// AF_INET or AF_INET6.
    [[nodiscard]] int family() const noexcept { return raw_.any.sa_family; }

    /// The number of the network interface that an IPv6 address belongs to; 0 if it has none. See
    /// if_nametoindex(3).
    [[nodiscard]] std::uint32_t scope() const noexcept {
        return is_v6() ? static_cast<std::uint32_t>(raw_.v6.sin6_scope_id) : 0;
    }

    /// For system calls that read an address. See bind(2).
    [[nodiscard]] const sockaddr* data() const noexcept { return &raw_.any; }

    /// The bytes of data() that the address takes.
    [[nodiscard]] socklen_t size() const noexcept {
        return is_v6() ? sizeof raw_.v6 : sizeof raw_.v4;
    }

    /// The bytes of the address in network order: 4 or 16.
    [[nodiscard]] std::string_view bytes() const noexcept {
        const void* first = &raw_.v4.sin_addr;
        if (is_v6()) first = &raw_.v6.sin6_addr;
        return {static_cast<const char*>(first), is_v6() ? sizeof(in6_addr) : sizeof(in_addr)};
    }

    /// IPv4 before IPv6, then by address, then by port, then by scope.
    [[nodiscard]] std::strong_ordering operator<=>(const endpoint& other) const noexcept {
        if (is_v6() != other.is_v6()) return is_v6() <=> other.is_v6();
        if (bytes() != other.bytes()) return bytes().compare(other.bytes()) <=> 0;
        if (port() != other.port()) return port() <=> other.port();
        return scope() <=> other.scope();
    }
    /// The same address, port and scope.
    [[nodiscard]] bool operator==(const endpoint& other) const noexcept {
        return std::is_eq(*this <=> other);
    }

  private:
    friend class udp_socket;

    union native {
        sockaddr any;
        sockaddr_in v4;
        sockaddr_in6 v6;
    };

    /// What an IPv4-mapped IPv6 address starts with; the four bytes of the IPv4 address follow.
    static constexpr unsigned char mapped_prefix[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

    [[nodiscard]] bool is_v6() const noexcept { return family() == AF_INET6; }

    /// ::ffff:127.0.0.1 becomes 127.0.0.1.
    void unmap() noexcept {
        if (!is_v6()) return;
        const auto* const address = bytes().data();
        if (std::memcmp(address, mapped_prefix, sizeof mapped_prefix) != 0) return;
        native v4{};
        v4.v4.sin_family = AF_INET;
        v4.v4.sin_port = raw_.v6.sin6_port;
        std::memcpy(&v4.v4.sin_addr, address + sizeof mapped_prefix, sizeof(in_addr));
        raw_ = v4;
    }

    /// 127.0.0.1 becomes ::ffff:127.0.0.1: the form that system calls on an IPv6 socket take. Only
    /// for such a call, because the result does not equal the endpoint that it stands for.
    [[nodiscard]] endpoint mapped() const noexcept {
        endpoint v6;
        v6.raw_.v6 = {};
        v6.raw_.v6.sin6_family = AF_INET6;
        v6.raw_.v6.sin6_port = raw_.v4.sin_port;
        auto* const address = reinterpret_cast<char*>(&v6.raw_.v6.sin6_addr);
        std::memcpy(address, mapped_prefix, sizeof mapped_prefix);
        std::memcpy(address + sizeof mapped_prefix, &raw_.v4.sin_addr, sizeof(in_addr));
        return v6;
    }

    /// Returns false if the text is not a numeric address.
    [[nodiscard]] bool set_address(std::string_view text) {
        if (text.find('\0') != std::string_view::npos) return false;  // inet_pton would stop there
        char host[80] = "";  // an address with its scope is shorter
        if (text.size() >= sizeof host) return false;
        text.copy(host, text.size());
        const auto percent = text.find('%');
        const bool has_scope = percent != std::string_view::npos;
        if (has_scope) host[percent] = '\0';  // the address ends here, and the scope follows
        if (!has_scope && ::inet_pton(AF_INET, host, &raw_.v4.sin_addr) == 1) return true;
        raw_.v6 = {};
        raw_.v6.sin6_family = AF_INET6;
        if (::inet_pton(AF_INET6, host, &raw_.v6.sin6_addr) != 1) return false;
        return !has_scope || set_scope(host + percent + 1);
    }

    /// An interface by its name or its number. A number need not belong to an interface here.
    [[nodiscard]] bool set_scope(const char* text) {
        auto number = detail::interface_number(text);
        if (number == 0 && !detail::parse_number(text, UINT32_MAX, number)) return false;
        raw_.v6.sin6_scope_id = number;
        return number != 0;
    }

    native raw_;
};

/// Prints it as to_string does.
// A template, so that programs that print nothing need no <ostream>.
template <typename Traits>
std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& out,
                                             const endpoint& printed) {
    return out << printed.to_string();
}

// ======================================================================================= 4. Names

namespace detail {

/// The result of getaddrinfo(3), freed at the end of the scope. Throws its errors.
class address_list {
  public:
    address_list(std::string_view host, int port) {
        start_network();
        int code = look_up(std::string(host), port);
        // RFC 6761, 6.3: localhost is this machine. A minimal container has no /etc/hosts that
        // says so.
        if (code == EAI_NONAME && host == "localhost") code = look_up("127.0.0.1", port);
        if (code == 0) return;
        const auto why = code == resolver_error_in_errno
                             ? system_code(last_error())
                             : std::error_code(code, resolver_category());
        throw error(why, "resolve", host_and_port(host, port));
    }
    address_list(const address_list&) = delete;
    address_list& operator=(const address_list&) = delete;
    ~address_list() { ::freeaddrinfo(first_); }

    [[nodiscard]] const addrinfo* first() const noexcept { return first_; }

  private:
    int look_up(const std::string& host, int port) {
        addrinfo wanted{};
        wanted.ai_flags = AI_NUMERICSERV;
        wanted.ai_socktype = SOCK_STREAM;  // otherwise each address is listed once per type
        char service[16];
        (void)std::snprintf(service, sizeof service, "%d", port);
        for (;;) {
            const int code = ::getaddrinfo(host.c_str(), service, &wanted, &first_);
            const bool interrupted = code == resolver_error_in_errno && last_error() == EINTR;
            if (!interrupted) return code;
        }
    }

    addrinfo* first_ = nullptr;
};

}  // namespace detail

/// Every address of a host (a name or a numeric address), in the order in which they should be
/// tried. Throws the error of getaddrinfo(3). Takes as long as the system's resolver takes: no
/// deadline can bound it.
[[nodiscard]] inline std::vector<endpoint> resolve(std::string_view host, int port) {
    detail::check_port(port);
    // getaddrinfo would look up only what precedes a NUL.
    if (host.empty() || host.find('\0') != std::string_view::npos)
        throw error({EAI_NONAME, detail::resolver_category()}, "resolve", detail::quoted(host),
                    "not the name of a host");
    const detail::address_list list(host, port);
    std::vector<endpoint> found;
    for (const auto* entry = list.first(); entry != nullptr; entry = entry->ai_next)
        if (entry->ai_family == AF_INET || entry->ai_family == AF_INET6)
            found.push_back(endpoint::from_sockaddr(*entry->ai_addr));
    return found;
}

// =================================================================================== 5. Deadlines

/// Ends waits of other threads: after stop.wake(), `listener.accept(stop)` and
/// `stream.recv(buffer, {5s, stop})` throw std::errc::operation_canceled at once, and so does
/// every later call until reset. Closing the socket from another thread does not reliably wake the
/// waiter: on Linux close(2) does not wake an accept(2), on macOS shutdown(2) does not. A waker
/// works alike on all systems. See poll(2), udp(7).
// A UDP socket on loopback that is connected to itself: Winsock's poll takes only sockets, and no
// other program can send to it. A pipe would need a second implementation for Windows.
class waker {
  public:
    /// Not woken yet.
    waker() : waker(detail::open_socket(AF_INET, SOCK_DGRAM)) {
        const endpoint any_port("127.0.0.1", 0);
        detail::system_address own;
        const bool made = ::bind(handle_, any_port.data(), any_port.size()) == 0 &&
                          ::getsockname(handle_, own.data(), &own.size) == 0 &&
                          ::connect(handle_, own.data(), own.size) == 0 &&
                          detail::set_blocking(handle_, false);
        if (!made) throw error(detail::system_code(detail::last_error()), "waker", "");
    }
    waker(const waker&) = delete;
    waker& operator=(const waker&) = delete;
    ~waker() { detail::close_handle(handle_); }

    /// Wakes all present and future waits. Any thread may call it, and on POSIX also a signal
    /// handler.
    void wake() noexcept {
        const int before = errno;  // a signal handler must not change it
        ::send(handle_, "", 1, detail::send_flags);
        errno = before;
    }

    /// Undoes wake: later calls wait again.
    void reset() noexcept {
        char ignored[1];
        while (::recv(handle_, ignored, 1, 0) > 0) continue;
    }

    /// Becomes readable when it wakes: for programs that call poll(2) themselves.
    [[nodiscard]] native_handle_type native_handle() const noexcept { return handle_; }

  private:
    // The public constructor delegates to this one: if it then throws, the destructor closes.
    explicit waker(native_handle_type handle) : handle_(handle) {
        if (handle == detail::no_handle)
            throw error(detail::system_code(detail::last_error()), "waker", "");
    }

    native_handle_type handle_;
};

/// When a call that can block gives up: at a point in time, with std::errc::timed_out, or when a
/// waker wakes it, with std::errc::operation_canceled. A duration converts to a deadline that long
/// from now: `stream.recv(buffer, 500ms)`. One object passed to several calls bounds them together.
/// The default is never: the call may block for ever.
class deadline {
  public:
    /// The monotonic clock, which does not jump when the time of day is set.
    using clock = std::chrono::steady_clock;

    /// Never.
    constexpr deadline() noexcept = default;

    /// `length` from now. Zero or less has passed already: a call then tries once.
    template <typename Rep, typename Period>
    deadline(std::chrono::duration<Rep, Period> length)  // NOLINT: implicit on purpose
        : at_(after(length)) {}

    /// `length` from now, or when `source` wakes.
    template <typename Rep, typename Period>
    deadline(std::chrono::duration<Rep, Period> length, const waker& source)
        : at_(after(length)), wake_source_(&source) {}

    /// When `source` wakes. It must live as long as this deadline.
    deadline(const waker& source) noexcept : wake_source_(&source) {}  // NOLINT: likewise

    /// Deleted: the deadline would outlive a temporary waker.
    deadline(const waker&&) = delete;
    /// Deleted for the same reason.
    template <typename Rep, typename Period>
    deadline(std::chrono::duration<Rep, Period> length, const waker&&) = delete;

    /// At this point in time.
    constexpr explicit deadline(clock::time_point at) noexcept : at_(at) {}

    /// True for the default: no time bounds the call. (A waker may still end the wait.)
    [[nodiscard]] constexpr bool is_never() const noexcept { return at_ == never; }

    /// True once it has passed.
    [[nodiscard]] bool expired() const noexcept { return !is_never() && at_ <= clock::now(); }

    /// The time left, rounded up to milliseconds; zero once it has passed.
    [[nodiscard]] std::chrono::milliseconds remaining() const noexcept {
        if (is_never()) return std::chrono::milliseconds::max();
        return std::chrono::ceil<std::chrono::milliseconds>(left());
    }

    /// The same for poll(2): in milliseconds, -1 for never.
    [[nodiscard]] int poll_timeout() const noexcept {
        if (is_never()) return -1;
        const auto milliseconds = remaining().count();
        return milliseconds < INT_MAX ? static_cast<int>(milliseconds) : INT_MAX;
    }

    /// A deadline after one of `parts` equal parts of the time left, with the same waker.
    [[nodiscard]] deadline fraction(std::size_t parts) const noexcept {
        auto shorter = *this;
        if (!is_never()) shorter.at_ = clock::now() + left() / static_cast<clock::rep>(parts);
        return shorter;
    }

    /// The waker that also ends the wait; null if there is none.
    [[nodiscard]] const waker* wake_source() const noexcept { return wake_source_; }

  private:
    static constexpr auto never = clock::time_point::max();

    [[nodiscard]] clock::duration left() const noexcept {
        const auto now = clock::now();
        return at_ > now ? at_ - now : clock::duration::zero();
    }

    template <typename Rep, typename Period>
    [[nodiscard]] static clock::time_point
    after(std::chrono::duration<Rep, Period> length) noexcept {
        // Compared in floating point: hours::max() is too long to be counted in nanoseconds.
        const double seconds = std::chrono::duration<double>(length).count();
        constexpr double thirty_years = 30.0 * 365 * 24 * 3600;
        if (seconds > thirty_years) return never;
        if (!(seconds > 0)) return clock::now();  // also for NaN, which is not less than 0
        return clock::now() + std::chrono::duration_cast<clock::duration>(length);
    }

    clock::time_point at_ = never;
    const waker* wake_source_ = nullptr;
};

// ======================================================================= 6. What the roles share

/// Which direction of a socket: to shut down, to wait for. For a listener, receive is accept.
enum class direction { receive, send, both };

/// What happens on a socket: see on_event.
// clang-format off
enum class event_kind {
    opened, bound, listening, connecting, connected, accepted, sent, received, end_of_stream,
    closed, failed, timed_out
};
// clang-format on

namespace detail {

inline short poll_events(direction which) noexcept {
    if (which == direction::both) return POLLIN | POLLOUT;
    return which == direction::send ? POLLOUT : POLLIN;
}

/// Calls poll(2) for `count` entries, within a deadline that signals do not extend. The array has
/// one entry more, for the waker. Returns 0 once an entry is ready, or the number of the error that
/// ended the wait.
inline int poll_until(pollfd* entries, std::size_t count, const deadline& limit) noexcept {
    pollfd& wake = entries[count];
    wake = {no_handle, POLLIN, 0};
    if (limit.wake_source() != nullptr) {
        wake.fd = limit.wake_source()->native_handle();
        ++count;
    }
    for (;;) {
        const int timeout = limit.poll_timeout();
        const int ready = poll_handles(entries, count, timeout);
        if (ready > 0) return wake.revents != 0 ? ECANCELED : 0;
        // poll takes at most INT_MAX milliseconds, 24 days; more may be left.
        if (ready == 0 && timeout < INT_MAX) return ETIMEDOUT;
        if (ready < 0 && last_error() != EINTR) return last_error();
    }
}

/// The reason for poll_until's result, where the system's text would mislead.
inline std::string_view wait_reason(int code) noexcept {
    if (code == ETIMEDOUT) return "the deadline has passed";
    return code == ECANCELED ? "a waker has woken it" : "";
}

/// getsockopt(2) of a number that is never negative; -1 after an error.
inline int option_of(native_handle_type handle, int level, int name) noexcept {
    int value = 0;  // some of Windows's options write one byte of it
    socklen_t size = sizeof value;
    auto* const bytes = reinterpret_cast<char*>(&value);
    return ::getsockopt(handle, level, name, bytes, &size) == 0 ? value : -1;
}

inline constexpr const char* empty_buffer = "the buffer is empty";

}  // namespace detail

/// What the three roles share: an open descriptor, which is closed at the end of the scope.
class basic_socket {
  public:
    basic_socket(const basic_socket&) = delete;
    basic_socket& operator=(const basic_socket&) = delete;

    /// This end, with the port that the system chose for 0. See getsockname(2).
    [[nodiscard]] endpoint local_endpoint() const {
        detail::system_address own;
        if (::getsockname(handle_, own.data(), &own.size) != 0) fail("getsockname");
        return endpoint::from_sockaddr(*own.data());
    }

    /// Waits until a call in this direction would not block: there is data or room, an end, or an
    /// error. Returns false once the deadline has passed, without an exception; `wait(which, 0ms)`
    /// only asks. Throws std::errc::operation_canceled if a waker ends the wait. See poll(2).
    [[nodiscard]] bool wait(direction which, const deadline& limit = {}) const {
        const int code = poll_once(detail::poll_events(which), limit);
        if (code != 0 && code != ETIMEDOUT) fail("wait", code, detail::wait_reason(code));
        return code == 0;
    }

    /// Closes; does nothing if it is closed. See close(2).
    // Not repeated after EINTR: the number is free by then, and another thread may have got it.
    void close() noexcept {
        if (!is_open()) return;
        if constexpr (events_enabled) emit_event(event_kind::closed);
        detail::close_handle(release());
    }

    /// False if it is default-constructed, closed, released or moved from.
    [[nodiscard]] bool is_open() const noexcept { return handle_ != detail::no_handle; }

    /// The descriptor, which this object still owns; -1 if closed.
    [[nodiscard]] native_handle_type native_handle() const noexcept { return handle_; }

    /// Gives up the descriptor: the caller has to close it. See the member adopt.
    [[nodiscard]] native_handle_type release() noexcept {
        const auto given_up = handle_;
        handle_ = detail::no_handle;
        return given_up;
    }

    /// The size in bytes of the buffer for data that was sent and is not yet acknowledged. The
    /// system may take more (Linux: twice as much) or less. See SO_SNDBUF in socket(7).
    void set_send_buffer(int bytes) { set_option(SOL_SOCKET, SO_SNDBUF, bytes); }
    /// The size that the system took.
    [[nodiscard]] int send_buffer() const { return option(SOL_SOCKET, SO_SNDBUF); }

    /// The size in bytes of the buffer for data that has arrived and is not yet received. Accepted
    /// streams inherit it from the listener. See SO_RCVBUF in socket(7).
    void set_receive_buffer(int bytes) { set_option(SOL_SOCKET, SO_RCVBUF, bytes); }
    /// The size that the system took.
    [[nodiscard]] int receive_buffer() const { return option(SOL_SOCKET, SO_RCVBUF); }

  protected:
    /// @cond for the roles only
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
            throw error(detail::system_code(detail::last_error()), "socket", named.to_string());
        if constexpr (events_enabled) emit_event(event_kind::opened);
    }

    void bind_named() {
        // One socket for both families, whatever the system's default: ipv6(7).
        if (named_.family() == AF_INET6) set_option(IPPROTO_IPV6, IPV6_V6ONLY, 0);
        if (::bind(handle_, named_.data(), named_.size()) != 0) fail("bind");
        named_is_local_ = true;
        if (named_.port() == 0) named_ = local_endpoint();
        if constexpr (events_enabled) emit_event(event_kind::bound);
    }

    [[nodiscard]] int option(int level, int name) const {
        const int value = detail::option_of(handle_, level, name);
        if (value < 0) fail("getsockopt");
        return value;
    }

    template <typename Value>
    void set_option(int level, int name, const Value& value) const {
        const auto* const bytes = reinterpret_cast<const char*>(&value);
        if (::setsockopt(handle_, level, name, bytes, sizeof value) != 0) fail("setsockopt");
    }

    void set_blocking(const char* operation, bool blocking) const {
        if (!detail::set_blocking(handle_, blocking)) fail(operation);
    }

    // Every call that may block has the same steps. `begin` returns the flag for the call. While
    // the call fails, `prepare_again` waits until a repetition makes sense, or throws.

    /// A call that may have to wait.
    struct attempt {
        const char* operation;        ///< its name
        short events;                 ///< what poll(2) waits for
        const deadline& limit;        ///< how long
        const endpoint& about;        ///< the address that an error names
        bool repeat_aborted = false;  ///< accept: skip connections that died while they waited
    };

    /// The flag for a call. Without a deadline it is 0: the plain call, which blocks in the kernel.
    /// With a waker the wait comes before the call, so that no call begins after wake.
    [[nodiscard]] int begin(const attempt& of) const {
        const bool has_waker = of.limit.wake_source() != nullptr;
        if (of.limit.is_never() && !has_waker) return 0;
        if (has_waker) wait_for(of);
        return detail::dont_wait;
    }

    /// After a call has failed: returns when it is to be repeated, or throws.
    void prepare_again(const attempt& of) const {
        const int code = detail::last_error();
        if (code == EINTR) return;
        if (of.repeat_aborted && (code == ECONNABORTED || code == EPROTO)) return;
        if (code != EAGAIN) fail(of.operation, code, {}, &of.about);
        wait_for(of);
    }

    void wait_for(const attempt& of) const {
        const int code = poll_once(of.events, of.limit);
        if (code != 0) fail(of.operation, code, detail::wait_reason(code), &of.about);
    }

    [[nodiscard]] int poll_once(short events, const deadline& limit) const noexcept {
        pollfd entries[2] = {{handle_, events, 0}, {}};
        return is_open() ? detail::poll_until(entries, 1, limit) : EBADF;
    }

    /// send(2) on a connected socket of either type.
    std::size_t send_connected(std::string_view bytes, const deadline& limit) {
        const attempt sending{"send", POLLOUT, limit, named_};
        const int flags = begin(sending) | detail::send_flags;
        const auto size = detail::length(bytes.size());
        auto count = ::send(handle_, bytes.data(), size, flags);
        while (count < 0) {
            prepare_again(sending);
            count = ::send(handle_, bytes.data(), size, flags);
        }
        const auto sent = static_cast<std::size_t>(count);
        if constexpr (events_enabled) emit_event(event_kind::sent, named_, sent, bytes.size());
        return sent;
    }

    [[noreturn]] void fail(const char* operation, int code = detail::last_error(),
                           std::string_view reason = {}, const endpoint* about = nullptr) const {
        if (about == nullptr) about = &named_;
        if (!is_open()) {
            code = EBADF;
            reason = "this socket is closed";
        }
        if constexpr (events_enabled) emit_failure(operation, code, *about);
        // A socket that was never opened has no address.
        throw error(detail::system_code(code), operation,
                    about->empty() ? std::string() : about->to_string(), reason);
    }

    /// Where `handle` is bound. Throws unless it is a socket of this type (SOCK_STREAM …) for IPv4
    /// or IPv6.
    static endpoint check_adopted(native_handle_type handle, int type, const char* reason) {
        detail::start_network();
        const int found = detail::option_of(handle, SOL_SOCKET, SO_TYPE);
        detail::system_address own;
        if (found < 0 || ::getsockname(handle, own.data(), &own.size) != 0)
            fail_adopting(handle, detail::last_error());
        const int family = own.data()->sa_family;
        if (found != type || (family != AF_INET && family != AF_INET6))
            fail_adopting(handle, EPROTOTYPE, reason);
        return endpoint::from_sockaddr(*own.data());
    }

    [[noreturn]] static void fail_adopting(native_handle_type handle, int code,
                                           std::string_view reason = {}) {
        char name[32];
        (void)std::snprintf(name, sizeof name, "descriptor %ld", static_cast<long>(handle));
        throw error(detail::system_code(code), "adopt", name, reason);
    }

    /// Passes an event to on_event's handler: section 11.
    void emit_event(event_kind kind, const endpoint& peer = {}, std::size_t bytes = 0,
                    std::size_t asked = 0) const;
    void emit_failure(const char* operation, int code, const endpoint& about) const;

    /// The address to name in an error.
    endpoint named_{};
    /// @endcond

  private:
    native_handle_type handle_ = detail::no_handle;
    int type_ = 0;
    bool named_is_local_ = false;  ///< whether named_ is this end; it is the peer otherwise
};

/// A span of std::byte as a buffer to receive into: `stream.recv(sock::as_writable_chars(bytes))`.
/// std::as_writable_bytes makes such a span of anything else.
[[nodiscard]] inline std::span<char> as_writable_chars(std::span<std::byte> bytes) noexcept {
    return {reinterpret_cast<char*>(bytes.data()), bytes.size()};
}

/// A span of std::byte as text to send: `stream.send(sock::as_string_view(bytes))`. std::as_bytes
/// makes such a span of anything else.
[[nodiscard]] inline std::string_view as_string_view(std::span<const std::byte> bytes) noexcept {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// ========================================================================================= 7. TCP

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

    /// Second tier: connects to a host by name. Tries each address of the host in turn, each for at
    /// most an equal part of the time left. If none answers, the error has the code of the last
    /// attempt and a text that lists all attempts, each with its own reason.
    // A template, so that the braces in connect({"127.0.0.1", 5000}, 5) are an error: a string_view
    // parameter would take them for the first 5000 characters of a text.
    template <std::convertible_to<std::string_view> Host>
    [[nodiscard]] static tcp_stream connect(const Host& host, int port,
                                            const deadline& limit = {}) {
        return connect_to_any(resolve(host, port), detail::host_and_port(host, port), limit);
    }

    /// Takes ownership of a connected TCP socket that other code has made. After an error the
    /// caller still owns it. Throws std::errc::wrong_protocol_type for another kind of socket,
    /// std::errc::not_a_socket, std::errc::not_connected. See getpeername(2).
    [[nodiscard]] static tcp_stream adopt(native_handle_type handle) {
        (void)check_adopted(handle, SOCK_STREAM, "not a TCP socket");
        detail::system_address peer;
        if (::getpeername(handle, peer.data(), &peer.size) != 0)
            fail_adopting(handle, detail::last_error());
        const auto named = endpoint::from_sockaddr(*peer.data());
        return {detail::prepare_adopted(handle, SOCK_STREAM), SOCK_STREAM, named, false};
    }

    /// Waits until something has arrived and puts it into `buffer`. Returns the number of bytes: at
    /// most the buffer's size, often less. 0 means that the peer has closed its sending side, and
    /// only that: an empty buffer is an error (std::errc::invalid_argument). See recv(2).
    [[nodiscard]] std::size_t recv(std::span<char> buffer, const deadline& limit = {}) {
        return recv_with("recv", 0, buffer, limit);
    }

    /// Passes bytes to the system, as many as it has room for. Returns their number. Sent bytes
    /// have not necessarily arrived. See send(2).
    [[nodiscard]] std::size_t send(std::string_view bytes, const deadline& limit = {}) {
        return send_connected(bytes, limit);
    }

    /// Second tier: sends all bytes. After an error it is unknown how many were sent: close.
    void send_all(std::string_view bytes, const deadline& limit = {}) {
        while (!bytes.empty()) bytes.remove_prefix(send(bytes, limit));
    }

    /// Second tier: fills `buffer`. Returns its size, or less if the stream ended before. After an
    /// error it is unknown how many bytes were received: close.
    [[nodiscard]] std::size_t recv_exact(std::span<char> buffer, const deadline& limit = {}) {
        std::size_t count = 0;
        do {
            const auto piece = recv_with("recv_exact", 0, buffer.subspan(count), limit);
            if (piece == 0) break;
            count += piece;
        } while (count < buffer.size());
        return count;
    }

    /// Second tier: the next line, without its newline; at the end of the stream the rest, if there
    /// is one; then nothing. It takes no byte beyond the newline, so recv may follow. That costs
    /// two calls of recv(2) for each KiB of the line (with a waker also two of poll(2));
    /// line_reader is faster. Throws std::errc::message_size if `longest` bytes have no newline
    /// after them. After an error part of the line may be lost: close.
    [[nodiscard]] std::optional<std::string> recv_line(std::size_t longest,
                                                       const deadline& limit = {}) {
        std::string line;
        char buffer[1024];
        for (;;) {
            const auto room = longest - line.size();
            const auto wanted = room < sizeof buffer ? room + 1 : sizeof buffer;
            const auto count = recv_to_newline({buffer, wanted}, limit);
            if (count == 0 && line.empty()) return std::nullopt;
            const bool whole = count > 0 && buffer[count - 1] == '\n';
            line.append(buffer, whole ? count - 1 : count);
            if (whole || count == 0) return line;
            if (line.size() > longest) fail("recv_line", EMSGSIZE, "the line is too long");
        }
    }

    /// Ends one direction or both. After direction::send the peer receives what is under way, and
    /// then the end of the stream. Throws std::errc::not_connected if the connection is gone. See
    /// shutdown(2).
    void shutdown(direction which) {
        // The numbers are the same everywhere: SHUT_RD 0 (SD_RECEIVE), SHUT_WR 1, SHUT_RDWR 2.
        if (::shutdown(native_handle(), static_cast<int>(which)) != 0) fail("shutdown");
    }

    /// Sends small pieces at once, instead of gathering them until the peer has acknowledged the
    /// earlier ones (Nagle's algorithm, RFC 896). See TCP_NODELAY in tcp(7).
    void set_no_delay(bool on) { set_option(IPPROTO_TCP, TCP_NODELAY, on ? 1 : 0); }
    /// Whether it is on.
    [[nodiscard]] bool no_delay() const { return option(IPPROTO_TCP, TCP_NODELAY) != 0; }

    /// After a long silence (two hours by default) the system asks whether the peer is still there;
    /// if it is not, recv fails. See SO_KEEPALIVE in socket(7).
    void set_keep_alive(bool on) { set_option(SOL_SOCKET, SO_KEEPALIVE, on ? 1 : 0); }
    /// Whether it is on.
    [[nodiscard]] bool keep_alive() const { return option(SOL_SOCKET, SO_KEEPALIVE) != 0; }

    /// How long close waits until the peer has acknowledged what was sent; 0s discards it and
    /// resets the connection. With std::nullopt, the default, close returns at once and the system
    /// goes on sending. See SO_LINGER in socket(7).
    void set_linger(std::optional<std::chrono::seconds> time) {
        struct ::linger value {};
        value.l_onoff = time.has_value() ? 1 : 0;
        value.l_linger = static_cast<decltype(value.l_linger)>(time ? time->count() : 0);
        set_option(SOL_SOCKET, detail::linger_option, value);
    }

    /// The other end, as connect or accept knew it.
    [[nodiscard]] const endpoint& peer_endpoint() const noexcept { return named_; }

  private:
    friend class tcp_listener;

    using basic_socket::basic_socket;

    static tcp_stream connect_to_any(const std::vector<endpoint>& addresses,
                                     const std::string& named, const deadline& limit) {
        auto last = detail::system_code(EADDRNOTAVAIL);
        std::string attempts;
        auto untried = addresses.size();
        for (const auto& peer : addresses) {
            try {
                return connect(peer, limit.fraction(untried--));
            } catch (const error& failure) {
                if (failure.address() == named) throw;  // a numeric address: nothing to add
                if (failure.code() == std::errc::operation_canceled) throw;
                auto text = std::string_view(failure.what());
                text.remove_prefix(failure.operation().size() + 1);  // "connect "
                attempts.append(attempts.empty() ? "tried " : "; ").append(text);
                last = failure.code();
            }
        }
        // The error's text ends with the symbol of the last attempt, so it is removed here.
        throw error(last, "connect", named,
                    std::string_view(attempts).substr(0, attempts.rfind(" (")));
    }

    void finish_connecting(const deadline& limit) {
        const auto& peer = named_;
        const attempt connecting{"connect", POLLOUT, limit, peer};
        const bool bounded = begin(connecting) != 0;
        if constexpr (events_enabled) emit_event(event_kind::connecting, peer);
        if (bounded) set_blocking("connect", false);
        if (::connect(native_handle(), peer.data(), peer.size()) != 0) {
            // After EINTR the handshake goes on by itself; a second call would fail with EALREADY.
            const int code = detail::last_error();
            if (code != EINTR && code != detail::connect_in_progress) fail("connect", code);
            wait_for(connecting);
            if (const int result = detail::from_system(option(SOL_SOCKET, SO_ERROR)))
                fail("connect", result);
        }
        if (bounded) set_blocking("connect", true);
        if constexpr (events_enabled) emit_event(event_kind::connected, peer);
    }

    /// recv(2) with the flags `extra`.
    std::size_t recv_with(const char* operation, int extra, std::span<char> buffer,
                          const deadline& limit) {
        if (buffer.empty()) fail(operation, EINVAL, detail::empty_buffer);
        const attempt receiving{operation, POLLIN, limit, named_};
        const int flags = begin(receiving) | extra;
        const auto room = detail::length(buffer.size());
        auto count = ::recv(native_handle(), buffer.data(), room, flags);
        while (count < 0) {
            prepare_again(receiving);
            count = ::recv(native_handle(), buffer.data(), room, flags);
        }
        const auto received = static_cast<std::size_t>(count);
        if constexpr (events_enabled) {
            const auto kind = count == 0 ? event_kind::end_of_stream : event_kind::received;
            if ((extra & MSG_PEEK) == 0 || count == 0)
                emit_event(kind, named_, received, buffer.size());
        }
        return received;
    }

    /// Looks at what has arrived before it takes it: bytes after the newline stay in the system.
    std::size_t recv_to_newline(std::span<char> buffer, const deadline& limit) {
        const auto seen = recv_with("recv_line", MSG_PEEK, buffer, limit);
        if (seen == 0) return 0;
        const auto newline = std::string_view(buffer.data(), seen).find('\n');
        const auto wanted = newline != std::string_view::npos ? newline + 1 : seen;
        return recv_with("recv_line", 0, buffer.first(wanted), limit);
    }
};

/// Waits for TCP connections on a port: bind, listen, accept. See tcp(7).
class tcp_listener : public basic_socket {
  public:
    /// Closed.
    tcp_listener() noexcept = default;

    /// A socket bound to `local`; port 0 takes a free one. Connections left over by an earlier run
    /// do not prevent it (SO_REUSEADDR); a live listener does. "::" takes IPv4 connections, too.
    /// See bind(2), socket(7).
    [[nodiscard]] static tcp_listener bind(const endpoint& local) {
        tcp_listener made(local, SOCK_STREAM);
        made.set_option(SOL_SOCKET, detail::listener_option, 1);
        made.bind_named();
        return made;
    }

    /// Takes ownership of a socket that listens already (as a service manager passes it). After an
    /// error the caller still owns it. Throws std::errc::wrong_protocol_type for another kind of
    /// socket, std::errc::not_a_socket. See SO_ACCEPTCONN in socket(7).
    [[nodiscard]] static tcp_listener adopt(native_handle_type handle) {
        const auto local = check_adopted(handle, SOCK_STREAM, "not a TCP socket");
        if (detail::option_of(handle, SOL_SOCKET, SO_ACCEPTCONN) != 1)
            fail_adopting(handle, EPROTOTYPE, "not a socket that listens");
        tcp_listener made(detail::prepare_adopted(handle, SOCK_STREAM), SOCK_STREAM, local, true);
        made.listens_ = true;
        return made;
    }

    /// Starts to listen: from now on clients can connect, and `backlog` of them may wait for
    /// accept. A second call is an error (std::errc::invalid_argument). See listen(2).
    void listen(int backlog = SOMAXCONN) {
        if (listens_ && is_open()) fail("listen", EINVAL, "it listens already");
        if (::listen(native_handle(), backlog) != 0) fail("listen");
        listens_ = true;
        if constexpr (events_enabled) emit_event(event_kind::listening);
    }

    /// Waits for the next connection. Connections that died while they waited are skipped, as
    /// accept(2) advises. With a deadline it leaves the descriptor non-blocking, which matters only
    /// to users of native_handle.
    [[nodiscard]] tcp_stream accept(const deadline& limit = {}) {
        detail::system_address peer;
        const attempt accepting{"accept", POLLIN, limit, named_, true};
        // poll alone is not enough: the connection may have vanished when accept is called.
        if (begin(accepting) != 0) set_blocking("accept", false);
        auto handle = detail::accept_socket(native_handle(), peer);
        while (handle == detail::no_handle) {
            prepare_again(accepting);
            handle = detail::accept_socket(native_handle(), peer);
        }
        const auto from = endpoint::from_sockaddr(*peer.data());
        tcp_stream made(handle, SOCK_STREAM, from, false);
        if constexpr (events_enabled) made.emit_event(event_kind::accepted, from);
        return made;
    }

  private:
    using basic_socket::basic_socket;

    bool listens_ = false;
};

// ======================================================================================= 8. Lines

/// Second tier: reads the lines of a stream through a buffer, with few system calls.
/// `sock::line_reader lines(1000); while (const auto line = lines.next(stream, 2s)) …`. Use one
/// reader for one stream, and no recv on it: the reader takes what follows the line, too.
class line_reader {
  public:
    /// For lines of at most `longest` bytes.
    explicit line_reader(std::size_t longest) noexcept : longest_(longest) {}

    /// The next line, without its newline; at the end of the stream the rest, if there is one; then
    /// nothing. Throws std::errc::message_size if a line is too long. After a deadline has passed
    /// no byte is lost: call it again.
    [[nodiscard]] std::optional<std::string> next(tcp_stream& stream, const deadline& limit = {}) {
        std::size_t searched = 0;
        for (;;) {
            const auto newline = rest().find('\n', searched);
            const bool whole = newline != std::string_view::npos;
            searched = whole ? newline : rest().size();
            if (searched > longest_)
                throw error(detail::system_code(EMSGSIZE), "line_reader",
                            stream.peer_endpoint().to_string(), "the line is too long");
            if (whole) return take(newline, 1);
            if (receive(stream, limit)) continue;
            if (rest().empty()) return std::nullopt;
            return take(rest().size(), 0);
        }
    }

    /// What was received after the last line.
    [[nodiscard]] std::string_view rest() const noexcept {
        return std::string_view(buffer_).substr(begin_);
    }

  private:
    /// Takes a line of this size from the buffer, and drops the separator after it.
    std::string take(std::size_t size, std::size_t separator) {
        std::string line(rest().substr(0, size));
        begin_ += size + separator;
        return line;
    }

    /// False at the end of the stream.
    bool receive(tcp_stream& stream, const deadline& limit) {
        char piece[16384];
        const auto count = stream.recv(piece, limit);
        buffer_.erase(0, begin_);
        begin_ = 0;
        buffer_.append(piece, count);
        return count > 0;
    }

    std::size_t longest_;
    std::string buffer_{};
    std::size_t begin_ = 0;  ///< of what the buffer still holds
};

// ========================================================================================= 9. UDP

/// What recv_from or recv has received.
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

    /// The same for a port that several programs share, to receive the same multicast group. All of
    /// them must use bind_shared. See SO_REUSEADDR in socket(7), join.
    [[nodiscard]] static udp_socket bind_shared(const endpoint& local) {
        udp_socket made(local, SOCK_DGRAM);
        made.set_option(SOL_SOCKET, detail::sharing_option, 1);
        made.bind_named();
        return made;
    }

    /// An unbound socket of the family of `peer`, for a client; the first send_to gives it a free
    /// port. It receives from every address, so compare datagram::from. See socket(2).
    [[nodiscard]] static udp_socket to(const endpoint& peer) { return {peer, SOCK_DGRAM}; }

    /// A socket connected to `peer`, for send and recv: the system drops what other addresses send.
    /// If nothing listens there, a later call throws std::errc::connection_refused (on Windows
    /// std::errc::connection_reset). No packet is sent yet. See connect(2), udp(7).
    [[nodiscard]] static udp_socket connect(const endpoint& peer) {
        udp_socket made(peer, SOCK_DGRAM);
        if (::connect(made.native_handle(), peer.data(), peer.size()) != 0) made.fail("connect");
        detail::report_refused_datagrams(made.native_handle());
        if constexpr (events_enabled) made.emit_event(event_kind::connected, peer);
        return made;
    }

    /// Takes ownership of a UDP socket that other code has made. After an error the caller still
    /// owns it. Throws std::errc::wrong_protocol_type for another kind of socket,
    /// std::errc::not_a_socket.
    [[nodiscard]] static udp_socket adopt(native_handle_type handle) {
        const auto local = check_adopted(handle, SOCK_DGRAM, "not a UDP socket");
        udp_socket made(detail::prepare_adopted(handle, SOCK_DGRAM), SOCK_DGRAM, local, true);
        detail::system_address own;
        ::getsockname(handle, own.data(), &own.size);
        made.is_v6_ = own.data()->sa_family == AF_INET6;
        return made;
    }

    /// Sends one datagram, at most 65507 bytes over IPv4 (more: std::errc::message_size). Returns
    /// its size: a datagram is sent as a whole. See sendto(2).
    std::size_t send_to(std::string_view bytes, const endpoint& peer, const deadline& limit = {}) {
        if (is_v6_ && peer.family() == AF_INET)
            return send_to_raw(bytes, peer.mapped(), peer, limit);
        return send_to_raw(bytes, peer, peer, limit);
    }

    /// Sends one datagram to the peer of a connected socket. See send(2).
    std::size_t send(std::string_view bytes, const deadline& limit = {}) {
        return send_connected(bytes, limit);
    }

    /// Waits for one datagram. What does not fit into `buffer` is lost and reported as truncated.
    /// An empty buffer is an error (std::errc::invalid_argument). See recvmsg(2).
    [[nodiscard]] datagram recv_from(std::span<char> buffer, const deadline& limit = {}) {
        return recv_with("recv_from", buffer, limit);
    }

    /// Waits for one datagram from the peer of a connected socket, like recv_from.
    [[nodiscard]] datagram recv(std::span<char> buffer, const deadline& limit = {}) {
        return recv_with("recv", buffer, limit);
    }

    /// Allows send_to to an address that reaches every machine of the network, such as
    /// 255.255.255.255. See SO_BROADCAST in socket(7).
    void set_broadcast(bool on) { set_option(SOL_SOCKET, SO_BROADCAST, on ? 1 : 0); }
    /// Whether it is on.
    [[nodiscard]] bool broadcast() const { return option(SOL_SOCKET, SO_BROADCAST) != 0; }

    /// Receives also what is sent to a multicast group, 224.0.0.0 to 239.255.255.255 or ff00::/8.
    /// Uses the interface with the address `via`, for IPv6 that of the group's scope
    /// ("ff02::1%eth0"); without one the system chooses. See IP_ADD_MEMBERSHIP in ip(7), RFC 3493.
    void join(const endpoint& group, const endpoint& via = {}) {
        change_group(group, via, IP_ADD_MEMBERSHIP, IPV6_JOIN_GROUP);
    }
    /// Leaves the group: takes what join took.
    void leave(const endpoint& group, const endpoint& via = {}) {
        change_group(group, via, IP_DROP_MEMBERSHIP, IPV6_LEAVE_GROUP);
    }

    /// How many hops a datagram to a group may travel; the default, 1, does not leave the network.
    /// This option and the next two are for groups of the socket's own family. See
    /// IP_MULTICAST_TTL in ip(7).
    void set_multicast_hop_limit(int hops) {
        set_multicast_option(IP_MULTICAST_TTL, IPV6_MULTICAST_HOPS, hops);
    }
    /// Whether programs on this machine also receive what it sends to a group; on by default. On
    /// Windows the receiver sets it. See IP_MULTICAST_LOOP in ip(7).
    void set_multicast_loop(bool on) {
        set_multicast_option(IP_MULTICAST_LOOP, IPV6_MULTICAST_LOOP, on ? 1 : 0);
    }
    /// Sends to groups through the interface with the address `via`, for IPv6 that of its scope.
    /// See IP_MULTICAST_IF in ip(7).
    void set_multicast_interface(const endpoint& via) {
        if (via.family() == AF_INET6)
            return set_option(IPPROTO_IPV6, IPV6_MULTICAST_IF, via.scope());
        in_addr address{};
        std::memcpy(&address, via.bytes().data(), sizeof address);
        set_option(IPPROTO_IP, IP_MULTICAST_IF, address);
    }

  private:
    using basic_socket::basic_socket;

    udp_socket(const endpoint& named, int type)
        : basic_socket(named, type), is_v6_(named.family() == AF_INET6) {}

    /// The system gets `address`, an error names `peer`. They differ if `address` is mapped.
    std::size_t send_to_raw(std::string_view bytes, const endpoint& address, const endpoint& peer,
                            const deadline& limit) {
        const attempt sending{"send_to", POLLOUT, limit, peer};
        const int flags = begin(sending) | detail::send_flags;
        const auto size = detail::length(bytes.size());
        const auto send = [&] {
            return ::sendto(native_handle(), bytes.data(), size, flags, address.data(),
                            address.size());
        };
        auto count = send();
        while (count < 0) {
            prepare_again(sending);
            count = send();
        }
        const auto sent = static_cast<std::size_t>(count);
        if constexpr (events_enabled) emit_event(event_kind::sent, peer, sent, bytes.size());
        return sent;
    }

    datagram recv_with(const char* operation, std::span<char> buffer, const deadline& limit) {
        if (buffer.empty()) fail(operation, EINVAL, detail::empty_buffer);
        datagram received;
        detail::system_address peer;
        const attempt receiving{operation, POLLIN, limit, named_};
        const int flags = begin(receiving);
        const auto receive = [&] {
            return detail::recv_datagram(native_handle(), buffer, flags, peer, received.truncated);
        };
        auto count = receive();
        while (count < 0) {
            prepare_again(receiving);
            count = receive();
        }
        received.size = static_cast<std::size_t>(count);
        received.from = endpoint::from_sockaddr(*peer.data());
        if constexpr (events_enabled)
            emit_event(event_kind::received, received.from, received.size, buffer.size());
        return received;
    }

    void set_multicast_option(int v4, int v6, int value) {
        set_option(is_v6_ ? IPPROTO_IPV6 : IPPROTO_IP, is_v6_ ? v6 : v4, value);
    }

    void change_group(const endpoint& group, const endpoint& via, int v4, int v6) {
        if (group.family() == AF_INET6) {
            ipv6_mreq request{};
            std::memcpy(&request.ipv6mr_multiaddr, group.bytes().data(), sizeof(in6_addr));
            request.ipv6mr_interface = group.scope();
            return set_option(IPPROTO_IPV6, v6, request);
        }
        ip_mreq request{};
        std::memcpy(&request.imr_multiaddr, group.bytes().data(), sizeof(in_addr));
        std::memcpy(&request.imr_interface, via.bytes().data(), sizeof(in_addr));
        set_option(IPPROTO_IP, v4, request);
    }

    bool is_v6_ = false;  ///< the socket's family: its addresses may be IPv4 all the same
};

// =============================================================================== 10. Many sockets

/// What poll is asked about one socket, and what it answers.
class watch {
  public:
    /// Asks whether calls in this direction would not block. It holds the descriptor: the socket
    /// may move, but must stay open.
    watch(basic_socket& socket, direction which = direction::receive) noexcept  // NOLINT: implicit
        : handle_(socket.native_handle()), which_(which) {}

    /// recv, recv_from or accept would not block: there is something, or an end, or an error.
    [[nodiscard]] bool can_receive() const noexcept { return can_receive_; }

    /// send or send_to would not block: there is room, or an error.
    [[nodiscard]] bool can_send() const noexcept { return can_send_; }

  private:
    friend std::size_t poll(std::span<watch> watches, const deadline& limit);

    /// Stores what poll(2) found, 0 for nothing. Returns whether the socket is ready.
    bool answer(short events) noexcept {
        const bool ended = (events & (POLLHUP | POLLERR)) != 0;
        can_receive_ = which_ != direction::send && ((events & POLLIN) != 0 || ended);
        can_send_ = which_ != direction::receive && ((events & POLLOUT) != 0 || ended);
        return can_receive_ || can_send_;
    }

    native_handle_type handle_;
    direction which_;
    bool can_receive_ = false;
    bool can_send_ = false;
};

/// Waits until at least one of many sockets is ready. Returns how many are; 0 once the deadline has
/// passed, like poll(2). Receive from what can be received, and ask about sending only while there
/// is something to send: otherwise the next poll returns at once. Throws
/// std::errc::bad_file_descriptor if one of them is closed. Allocates once if there are more than
/// seven.
inline std::size_t poll(std::span<watch> watches, const deadline& limit = {}) {
    const auto fail = [](int code, std::string_view reason) {
        throw error(detail::system_code(code), "poll", "", reason);
    };
    if (watches.empty()) fail(EINVAL, "nothing to wait for");
    const auto size = watches.size() + 1;  // the last entry is for the waker
    pollfd few[8];
    std::vector<pollfd> many(size > std::size(few) ? size : 0);
    pollfd* const entries = many.empty() ? few : many.data();
    for (std::size_t i = 0; i < watches.size(); ++i) {
        if (watches[i].handle_ == detail::no_handle) fail(EBADF, "a socket is closed");
        entries[i] = {watches[i].handle_, detail::poll_events(watches[i].which_), 0};
        watches[i].answer(0);
    }
    const int code = detail::poll_until(entries, watches.size(), limit);
    if (code == ETIMEDOUT) return 0;
    if (code != 0) fail(code, detail::wait_reason(code));
    std::size_t ready = 0;
    for (std::size_t i = 0; i < watches.size(); ++i) {
        if ((entries[i].revents & POLLNVAL) != 0) fail(EBADF, "a socket is closed");
        if (watches[i].answer(entries[i].revents)) ++ready;
    }
    return ready;
}

// ===================================================================================== 11. Events

#if defined(SOCK_EVENTS)
/// @defgroup events Events
/// Define SOCK_EVENTS in every source file of the program (with CMake:
/// target_compile_definitions(program PRIVATE SOCK_EVENTS)), and everything that happens on sockets
/// is passed to a handler. Without the macro none of this is compiled.
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
/// @{

/// One thing that has happened on one socket.
struct event {
    event_kind kind{};                           ///< what
    std::chrono::steady_clock::time_point at{};  ///< when
    native_handle_type socket{};                 ///< on which; an accepted one is the new one
    bool is_tcp = true;                          ///< else UDP
    endpoint local{};                            ///< this end; 0.0.0.0:0 if it is not known
    endpoint peer{};                             ///< the other end, likewise
    std::size_t bytes = 0;                       ///< the number that was sent or received
    std::size_t asked = 0;    ///< the number that the call was to send, or had room for
    std::string_view call{};  ///< of failed and timed_out: the system call
    std::error_code code{};   ///< of failed and timed_out: why
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

/// From now on `handler` is called for everything that happens on any socket of this process, in
/// the thread in which it happens; null ends that. It must not throw and must not use sock.hpp.
inline void on_event(void (*handler)(const event&)) noexcept { detail::handler = handler; }

/// An event as one line of JSON without the newline (schema "sock/event/1"): "t" (seconds since the
/// first event), "event", "socket", "kind", and of "local", "peer", "bytes", "call", "error",
/// "asked" those that have a value.
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
    quoted("error", from.code ? detail::symbol_of(from.code) : std::string());
    number("asked", from.asked);
    return line.append("}");
}

/// A ready handler, on_event(write_json_lines): each event is a line in the file that the
/// environment variable SOCK_EVENTS_FILE names (appended to), or without it on standard error.
inline void write_json_lines(const event& from) {
    static std::FILE* const named = [] {
        const char* const path = std::getenv("SOCK_EVENTS_FILE");
        return path != nullptr ? std::fopen(path, "a") : nullptr;
    }();
    std::FILE* const file = named != nullptr ? named : stderr;
    // One call, so that the lines of several threads do not mix.
    (void)std::fputs((to_json(from) + "\n").c_str(), file);
    (void)std::fflush(file);
}

/// @cond for the roles only
inline void basic_socket::emit_event(event_kind kind, const endpoint& peer, std::size_t bytes,
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

inline void basic_socket::emit_failure(const char* operation, int code,
                                       const endpoint& about) const {
    const auto handler = detail::handler.load();
    if (handler == nullptr) return;
    const auto kind = code == ETIMEDOUT ? event_kind::timed_out : event_kind::failed;
    event happened{kind, std::chrono::steady_clock::now(), handle_, type_ == SOCK_STREAM};
    auto& address = named_is_local_ && about == named_ ? happened.local : happened.peer;
    address = about;
    happened.call = detail::call_of(operation);
    happened.code = detail::system_code(code);
    handler(happened);
}
/// @endcond

/// @}
}  // namespace with_events
#endif
}  // namespace sock

/// Endpoints as keys of std::unordered_map and std::unordered_set.
template <>
struct std::hash<sock::endpoint> {
    /// Of address, port and scope.
    std::size_t operator()(const sock::endpoint& key) const noexcept {
        const std::size_t rest = key.port() + (std::size_t{key.scope()} << 16U);
        return std::hash<std::string_view>()(key.bytes()) * 31U + rest;
    }
};

#if defined(__cpp_lib_format)
/// std::format("{:>21}", endpoint), with the options of a text.
template <>
struct std::formatter<sock::endpoint> : std::formatter<std::string_view> {
    /// Writes what to_string gives.
    template <typename Context>
    auto format(const sock::endpoint& printed, Context& context) const {
        return std::formatter<std::string_view>::format(printed.to_string(), context);
    }
};
#endif
