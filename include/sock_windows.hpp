/// @file
/// What sock.hpp needs of Windows; it includes this file there. Link with ws2_32. Winsock is not
/// quite BSD's sockets: its errors have numbers of their own, a socket is no file, a call has no
/// MSG_DONTWAIT, and it must be started.
#pragma once

#if !defined(NOMINMAX)
#define NOMINMAX  // else windows.h makes macros of min and max
#endif
#include <cerrno>
#include <climits>
#include <cstddef>
#include <cstdint>
#include <string>
#include <system_error>

#include <winsock2.h>
#include <ws2tcpip.h>
#if defined(_MSC_VER)
#pragma comment(lib, "ws2_32")
#pragma warning(disable : 5030)  // [[gnu::cold]] is for other compilers; it may be ignored
#endif

/// TCP and UDP sockets.
namespace sock {
#if defined(SOCK_EVENTS)
inline namespace with_events {
#endif

/// The descriptor of a socket.
using native_handle_type = SOCKET;

namespace detail {

// Every socket is non-blocking, and calls wait in poll.
inline constexpr int send_flags = 0;
inline constexpr int dont_wait = 0;
inline constexpr int resolver_asks_errno = -1;  // Winsock has no such error
inline constexpr std::size_t scope_size = 16;   // of the number of an interface
// Windows's SO_REUSEADDR would let anybody take over the port of a live listener.
inline constexpr int listener_option = SO_EXCLUSIVEADDRUSE;
inline constexpr int host_down = WSAEHOSTDOWN;  // errno.h has none

/// iovec of POSIX.
struct place {
    void* first;
    std::size_t size;
};

/// Winsock works only once it was started; it stays so until the process ends.
inline void start_network() noexcept {
    static const int started = [] {
        WSADATA ignored;
        return ::WSAStartup(MAKEWORD(2, 2), &ignored);
    }();
    (void)started;
}

/// One failure by Winsock's number and by that of errno(3), which equals std::errc.
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

/// What went wrong last, as errno would say it.
inline int last_error() noexcept { return from_system(::WSAGetLastError()); }

/// Windows's own words in UTF-8 (FormatMessageA would give them in the code page of the machine),
/// or else these.
inline std::string windows_text(int code, const std::string& otherwise) {
    wchar_t wide[512];
    const DWORD flags = FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS;
    DWORD size = ::FormatMessageW(flags, nullptr, static_cast<DWORD>(code), 0, wide, 512, nullptr);
    while (size > 0 && (wide[size - 1] <= L' ' || wide[size - 1] == L'.')) --size;
    char text[1536];
    const int bytes = ::WideCharToMultiByte(CP_UTF8, 0, wide, static_cast<int>(size), text,
                                            sizeof text, nullptr, nullptr);
    return bytes > 0 ? std::string(text, static_cast<std::size_t>(bytes)) : otherwise;
}

/// Numbers of errno with Windows's words.
class winsock_category final : public std::error_category {
  public:
    [[nodiscard]] const char* name() const noexcept override { return "winsock"; }

    [[nodiscard]] std::string message(int code) const override {
        const auto words = std::generic_category().message(code);
        for (const auto& each : winsock_codes)
            if (each.code == code) return windows_text(each.winsock, words);
        return words;
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

inline SOCKET adapt(SOCKET handle, int type) noexcept {
    if (handle == INVALID_SOCKET) return handle;
    u_long on = 1;
    ::ioctlsocket(handle, static_cast<long>(FIONBIO), &on);
    // Else a datagram that reached nobody makes a later recv_from fail (SIO_UDP_CONNRESET).
    BOOL off = FALSE;
    DWORD ignored = 0;
    constexpr DWORD udp_reset = IOC_IN | IOC_VENDOR | 12;
    if (type == SOCK_DGRAM)
        ::WSAIoctl(handle, udp_reset, &off, sizeof off, nullptr, 0, &ignored, nullptr, nullptr);
    return handle;
}

inline SOCKET open_socket(int family, int type) noexcept {
    start_network();
    constexpr DWORD flags = WSA_FLAG_OVERLAPPED | WSA_FLAG_NO_HANDLE_INHERIT;
    return adapt(::WSASocketW(family, type, 0, nullptr, 0, flags), type);
}

inline SOCKET accept_socket(SOCKET listener, sockaddr* peer, socklen_t size) noexcept {
    const SOCKET accepted = adapt(::accept(listener, peer, &size), SOCK_STREAM);
    if (accepted != INVALID_SOCKET)
        ::SetHandleInformation(reinterpret_cast<HANDLE>(accepted), HANDLE_FLAG_INHERIT, 0);
    return accepted;
}

/// Winsock counts bytes in int.
inline int length(std::size_t size) noexcept {
    return size < INT_MAX ? static_cast<int>(size) : INT_MAX;
}

/// Of a datagram that is too long, Winsock makes an error.
inline std::ptrdiff_t recv_datagram(SOCKET from, place into, int, sockaddr* peer, socklen_t room,
                                    bool& truncated) noexcept {
    auto* const first = static_cast<char*>(into.first);
    const int count = ::recvfrom(from, first, length(into.size), 0, peer, &room);
    truncated = count < 0 && last_error() == EMSGSIZE;
    return truncated ? static_cast<std::ptrdiff_t>(into.size) : count;
}

inline int poll_handles(pollfd* entries, std::size_t count, int milliseconds) noexcept {
    return ::WSAPoll(entries, static_cast<ULONG>(count), milliseconds);
}

// The names of interfaces would take a further library to link, and people write numbers there.
inline std::uint32_t interface_number(const char*) noexcept { return 0; }

inline bool interface_name(std::uint32_t, char*) noexcept { return false; }

}  // namespace detail
#if defined(SOCK_EVENTS)
}  // namespace with_events
#endif
}  // namespace sock
