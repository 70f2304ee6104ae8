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
/// accept, connect, recv, send, recv_from, send_to, shutdown. It makes that call and no other, and
/// has its manners: recv may return less than was asked for, 0 means that the peer has closed (and
/// only that), send may send less. The second tier is what a careful programmer writes on top:
/// connecting to a name, send_all, recv_exact, recv_line. Its documentation says "Second tier".
///
/// What this header spares you:
///   - SIGPIPE: writing to a peer that is gone is an error, it does not end the process.
///   - EINTR: a signal never shows, and never makes a deadline longer.
///   - "Address already in use" after a restart; a second live listener is still refused.
///   - Descriptors that leak into the programs that you start: all are closed on exec.
///   - Errors that name nothing. Here: "connect 127.0.0.1:5000: Connection refused (ECONNREFUSED)",
///     and hint() adds what to do about it, in English or Spanish.
///
/// Buffers are spans of char or std::byte (an array, a vector, a string), text is string_view.
/// Sizes are bytes; times are durations of std::chrono. Objects own their descriptor: they move, do
/// not copy, close at the end of their scope, and one that was moved from is closed and says so. A
/// stream may be read by one thread and written by another at the same time.
///
/// An object that is closed answers every call with an error (EBADF) that names the call. Nothing
/// here touches state of the process: no signal handler, no start-up, no global variable.
#pragma once

#if defined(_WIN32)
#error "sock.hpp: Windows is not supported yet"
#endif

#include <climits>

#include <array>
#include <cerrno>
#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <iterator>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <fcntl.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

/// TCP and UDP sockets.
namespace sock {

// ---------------------------------------------------------------------------------------- errors

/// The languages that error::hint speaks.
enum class language { en, es };

/// Not for users: what the public names are made of.
namespace detail {

/// The errors of getaddrinfo(3), which are not numbers of errno.
class resolver_category final : public std::error_category {
  public:
    [[nodiscard]] const char* name() const noexcept override { return "getaddrinfo"; }
    [[nodiscard]] std::string message(int code) const override { return ::gai_strerror(code); }

    /// Lets a lookup that may be repeated equal std::errc::resource_unavailable_try_again.
    [[nodiscard]] std::error_condition default_error_condition(int code) const noexcept override {
        if (code == EAI_AGAIN) return std::errc::resource_unavailable_try_again;
        if (code == EAI_MEMORY) return std::errc::not_enough_memory;
        return {code, *this};
    }
};

inline const std::error_category& resolver() noexcept {
    static const resolver_category instance;
    return instance;
}

/// The name that man pages give to a number: errno(3) has no portable call for it.
struct symbol {
    int code;
    std::string_view name;
};

// clang-format off
inline constexpr symbol errno_symbols[] = {
    {EACCES, "EACCES"}, {EADDRINUSE, "EADDRINUSE"}, {EADDRNOTAVAIL, "EADDRNOTAVAIL"},
    {EAFNOSUPPORT, "EAFNOSUPPORT"}, {EAGAIN, "EAGAIN"}, {EALREADY, "EALREADY"}, {EBADF, "EBADF"},
    {ECONNABORTED, "ECONNABORTED"}, {ECONNREFUSED, "ECONNREFUSED"}, {ECONNRESET, "ECONNRESET"},
    {EHOSTDOWN, "EHOSTDOWN"}, {EHOSTUNREACH, "EHOSTUNREACH"}, {EINPROGRESS, "EINPROGRESS"},
    {EINTR, "EINTR"}, {EINVAL, "EINVAL"}, {EISCONN, "EISCONN"}, {EMFILE, "EMFILE"},
    {EMSGSIZE, "EMSGSIZE"}, {ENETDOWN, "ENETDOWN"}, {ENETUNREACH, "ENETUNREACH"},
    {ENFILE, "ENFILE"}, {ENOBUFS, "ENOBUFS"}, {ENOMEM, "ENOMEM"}, {ENOTCONN, "ENOTCONN"},
    {ENOTSOCK, "ENOTSOCK"}, {EOPNOTSUPP, "EOPNOTSUPP"}, {EPERM, "EPERM"}, {EPIPE, "EPIPE"},
    {EPROTO, "EPROTO"}, {EPROTOTYPE, "EPROTOTYPE"}, {ETIMEDOUT, "ETIMEDOUT"},
};
inline constexpr symbol resolver_symbols[] = {
    {EAI_AGAIN, "EAI_AGAIN"}, {EAI_BADFLAGS, "EAI_BADFLAGS"}, {EAI_FAIL, "EAI_FAIL"},
    {EAI_FAMILY, "EAI_FAMILY"}, {EAI_MEMORY, "EAI_MEMORY"}, {EAI_NONAME, "EAI_NONAME"},
};
// clang-format on

/// The pieces as one string. Neither + nor append: g++ 12 falsely warns of the one (-Wrestrict, gcc
/// bug 105651), and the other takes it long to compile.
inline std::string join(std::initializer_list<std::string_view> pieces) {
    std::string whole;
    for (const auto& piece : pieces)
        whole.append(piece.data(), piece.size());
    return whole;
}

/// "ECONNREFUSED"; a number where there is no name.
inline std::string symbol_of(const std::error_code& code) {
    const bool lookup = code.category() == resolver();
    const auto* entry = lookup ? std::begin(resolver_symbols) : std::begin(errno_symbols);
    const auto* end = lookup ? std::end(resolver_symbols) : std::end(errno_symbols);
    for (; entry != end; ++entry)
        if (entry->code == code.value()) return std::string(entry->name);
    return join({"error ", std::to_string(code.value())});
}

/// What to do about the errors that a beginner meets, one sentence in each language. An entry for
/// one operation comes before the one for all of them.
struct advice {
    int code;
    std::string_view operation;
    std::string_view en;
    std::string_view es;
};

inline constexpr advice unreachable{
    ENETUNREACH, "",
    "No way leads to that address: check it, check that both machines are on the same network, and "
    "that no firewall stands between them.",
    "No hay camino hasta esa dirección: revísala, y comprueba que ambas máquinas estén en la misma "
    "red y que ningún cortafuegos lo impida."};
inline constexpr advice too_many{
    EMFILE, "",
    "Too many sockets and files are open: close each connection when you are done with it, or "
    "raise the limit with `ulimit -n`.",
    "Hay demasiados sockets y archivos abiertos: cierra cada conexión cuando termines con ella, o "
    "sube el límite con `ulimit -n`."};
inline constexpr advice cut_off{
    ECONNRESET, "",
    "The other side ended the connection abruptly: it crashed, was stopped, or closed before it "
    "had read all that you sent.",
    "El otro extremo cortó la conexión de golpe: falló, lo detuvieron o cerró sin haber leído todo "
    "lo que le enviaste."};
inline constexpr advice forbidden{
    EACCES, "",
    "The system does not allow it: a firewall may forbid it, or the address is a broadcast "
    "address.",
    "El sistema no lo permite: quizá lo prohíbe un cortafuegos, o la dirección es de difusión "
    "(broadcast)."};

inline constexpr advice errno_advice[] = {
    {EADDRINUSE, "",
     "Another program already uses this port: find it with `ss -ltnup` (on macOS `lsof -i`; there "
     "AirPlay takes port 5000), end it, or choose another port.",
     "Otro programa ya usa este puerto: búscalo con `ss -ltnup` (en macOS con `lsof -i`; allí "
     "AirPlay ocupa el 5000), termínalo o elige otro puerto."},
    {EADDRNOTAVAIL, "",
     "This machine has no such address: 0.0.0.0 stands for all that it has, 127.0.0.1 for itself "
     "alone.",
     "Esta máquina no tiene esa dirección: 0.0.0.0 equivale a todas las que tiene y 127.0.0.1 a "
     "ella misma."},
    {ECONNREFUSED, "",
     "Nothing listens there: start the server first, and compare its address and port with these.",
     "Allí no escucha nadie: inicia antes el servidor y compara su dirección y su puerto con "
     "estos."},
    {EACCES, "bind", "Ports below 1024 are the administrator's: choose one from 1024 to 65535.",
     "Los puertos menores de 1024 son del administrador: elige uno entre 1024 y 65535."},
    {ETIMEDOUT, "",
     "Nothing came in time: the other side may be off, busy, waiting for you to speak first, or "
     "behind a firewall that drops packets silently.",
     "No llegó nada a tiempo: el otro extremo puede estar apagado, ocupado, a la espera de que "
     "hables tú primero, o tras un cortafuegos que descarta paquetes en silencio."},
    {EBADF, "",
     "This socket is closed: it was never opened, was closed, or was moved into another variable; "
     "use that one, or open a new one.",
     "Este socket está cerrado: nunca se abrió, ya se cerró o se movió a otra variable; usa esa o "
     "abre uno nuevo."},
    {EMSGSIZE, "send_to",
     "It is too long for one message: a datagram carries at most 65507 bytes over IPv4.",
     "Es demasiado largo para un solo mensaje: un datagrama lleva como máximo 65507 bytes por "
     "IPv4."},
    {EINVAL, "accept", "listen comes before accept: call it once, after bind.",
     "Antes de accept va listen: llámalo una vez, después de bind."},
    {EINVAL, "endpoint",
     "Write a numeric address, such as 127.0.0.1 or ::1; sock::resolve looks up names, and connect "
     "takes them, too.",
     "Escribe una dirección numérica, como 127.0.0.1 o ::1; sock::resolve busca nombres y connect "
     "también los acepta."},
    unreachable,
    {EHOSTUNREACH, "", unreachable.en, unreachable.es},
    too_many,
    {ENFILE, "", too_many.en, too_many.es},
    cut_off,
    {EPIPE, "", cut_off.en, cut_off.es},
    forbidden,
    {EPERM, "", forbidden.en, forbidden.es},
};

inline constexpr advice resolver_advice[] = {
    {EAI_AGAIN, "",
     "The name server does not answer: check the connection to the network, or use a numeric "
     "address such as 127.0.0.1.",
     "El servidor de nombres no responde: revisa la conexión a la red o usa una dirección numérica "
     "como 127.0.0.1."},
    {EAI_NONAME, "",
     "No machine of that name is known: check its spelling, or use a numeric address such as "
     "127.0.0.1.",
     "No se conoce ninguna máquina con ese nombre: revisa cómo está escrito o usa una dirección "
     "numérica como 127.0.0.1."},
};

inline advice advice_for(const std::error_code& code, std::string_view operation) noexcept {
    const bool lookup = code.category() == resolver();
    const auto* entry = lookup ? std::begin(resolver_advice) : std::begin(errno_advice);
    const auto* end = lookup ? std::end(resolver_advice) : std::end(errno_advice);
    for (; entry != end; ++entry) {
        const bool fits = entry->operation.empty() || entry->operation == operation;
        if (entry->code == code.value() && fits) return *entry;
    }
    return {};
}

inline std::string error_text(const std::error_code& code, std::string_view operation,
                              std::string_view address, std::string_view reason) {
    return join({operation, address.empty() ? "" : " ", address, ": ",
                 reason.empty() ? code.message() : std::string(reason), " (", symbol_of(code),
                 ")"});
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
        : std::system_error(code), text_(detail::error_text(code, operation, address, reason)),
          operation_size_(operation.size()), address_size_(address.size()) {}

    /// The full text, in one line.
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
        const auto advice = detail::advice_for(code(), operation());
        return in == language::es ? advice.es : advice.en;
    }

  private:
    // A runtime_error, because its copies share the text: an exception must not throw when copied.
    std::runtime_error text_;
    std::size_t operation_size_;
    std::size_t address_size_;
};

// ------------------------------------------------------------------------------------- deadlines

/// A point in time after which a call gives up and throws std::errc::timed_out. Where one is asked
/// for, any duration will do, counted from now: `stream.recv(buffer, 500ms)`. One object given to
/// several calls bounds them together. The default is never, with which a call may block for ever.
class deadline {
  public:
    using clock = std::chrono::steady_clock;

    /// Never.
    constexpr deadline() noexcept = default;

    /// `length` from now; zero or less has passed already, so that a call only tries once.
    template <typename Rep, typename Period>
    deadline(std::chrono::duration<Rep, Period> length)  // NOLINT: implicit is the point of it
        : at_(after(length)) {}

    /// At this very time.
    constexpr explicit deadline(clock::time_point at) noexcept : at_(at) {}

    /// True for the default: nothing is bounded.
    [[nodiscard]] constexpr bool is_never() const noexcept {
        return at_ == clock::time_point::max();
    }

    /// True once it has passed.
    [[nodiscard]] bool expired() const noexcept { return !is_never() && clock::now() >= at_; }

    /// What is left, rounded up to milliseconds; zero once it has passed.
    [[nodiscard]] std::chrono::milliseconds remaining() const noexcept {
        using std::chrono::milliseconds;
        if (is_never()) return milliseconds::max();
        const auto left = at_ - clock::now();
        if (left <= clock::duration::zero()) return milliseconds::zero();
        return std::chrono::duration_cast<milliseconds>(left + milliseconds(1) -
                                                        clock::duration(1));
    }

  private:
    template <typename Rep, typename Period>
    static clock::time_point after(std::chrono::duration<Rep, Period> length) {
        // As floating point, for hours::max() in nanoseconds would overflow.
        constexpr double thirty_years = 1e9;
        const auto seconds = static_cast<double>(length.count()) * Period::num / Period::den;
        if (seconds > thirty_years) return clock::time_point::max();
        if (!(seconds > 0)) return clock::now();
        return clock::now() + std::chrono::duration_cast<clock::duration>(length);
    }

    clock::time_point at_ = clock::time_point::max();
};

// ------------------------------------------------------------------------------------- endpoints

namespace detail {

inline std::error_code system_code(int code) {
    return {code, std::system_category()};
}

/// Decimal digits and nothing else, up to 65535: no sign, no space, no "80x".
inline std::optional<std::uint16_t> parse_uint16(std::string_view text) {
    if (text.empty() || text.size() > 5) return std::nullopt;
    unsigned value = 0;
    for (const char digit : text) {
        if (digit < '0' || digit > '9') return std::nullopt;
        value = value * 10 + static_cast<unsigned>(digit - '0');
    }
    if (value > 65535) return std::nullopt;
    return static_cast<std::uint16_t>(value);
}

/// For messages, which are one line whatever they were given.
inline std::string printable(std::string_view text) {
    std::string shown(text.substr(0, 80));
    for (char& c : shown)
        if (c >= 0 && c < ' ') c = '?';
    return join({"'", shown, "'"});
}

/// "127.0.0.1:5000", "[::1]:80".
inline std::string host_and_port(std::string_view host, std::uint16_t port) {
    const bool colons = host.find(':') != host.npos;
    return join({colons ? "[" : "", host, colons ? "]:" : ":", std::to_string(port)});
}

/// The number of a network interface, given by name or as a number; 0 if there is none such.
inline std::uint32_t parse_scope(const std::string& text) {
    if (const auto index = ::if_nametoindex(text.c_str())) return index;
    return parse_uint16(text).value_or(0);
}

}  // namespace detail

/// A port as people type it: 1 to 65535, digits only; nothing for anything else.
[[nodiscard]] inline std::optional<std::uint16_t> parse_port(std::string_view text) {
    const auto port = detail::parse_uint16(text);
    return port == 0 ? std::nullopt : port;
}

/// An IPv4 or IPv6 address with a port: a value, ordered, printed as "127.0.0.1:5000" or
/// "[::1]:80". See ip(7), ipv6(7), RFC 5952 (the text of IPv6 addresses), RFC 4007 (their scope:
/// "fe80::1%eth0").
class endpoint {
  public:
    /// 0.0.0.0:0.
    endpoint() noexcept : storage_{} { storage_.v4.sin_family = AF_INET; }

    /// From a numeric address; names are for resolve. Port 0 lets the system choose a free one when
    /// bound. Throws std::errc::invalid_argument. See inet_pton(3).
    endpoint(std::string_view numeric_address, std::uint16_t port) : endpoint() {
        if (!set_v4(numeric_address, port) && !set_v6(numeric_address, port))
            throw error(detail::system_code(EINVAL), "endpoint", detail::printable(numeric_address),
                        "not a numeric IPv4 or IPv6 address");
    }

    /// From the text that to_string gives: "127.0.0.1:5000", "[::1]:80". Throws
    /// std::errc::invalid_argument.
    [[nodiscard]] static endpoint parse(std::string_view text) {
        const auto colon = text.rfind(':');
        const auto port =
            colon == text.npos ? std::nullopt : detail::parse_uint16(text.substr(colon + 1));
        if (!port)
            throw error(detail::system_code(EINVAL), "endpoint", detail::printable(text),
                        "no port: write 127.0.0.1:5000 or [::1]:5000");
        auto host = text.substr(0, colon);
        const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
        if (bracketed) host = host.substr(1, host.size() - 2);
        if (bracketed != (host.find(':') != host.npos))
            throw error(detail::system_code(EINVAL), "endpoint", detail::printable(text),
                        "IPv6 addresses, and only they, are written in brackets: [::1]:5000");
        return {host, *port};
    }

    /// The address alone: "127.0.0.1", "::1", "fe80::1%eth0".
    [[nodiscard]] std::string address() const {
        std::array<char, INET6_ADDRSTRLEN> text{};
        ::inet_ntop(family(), address_bytes(), text.data(), text.size());
        if (scope() == 0) return text.data();
        return detail::join({text.data(), "%", scope_name()});
    }

    /// The port, 0 to 65535.
    [[nodiscard]] std::uint16_t port() const noexcept {
        return ntohs(is_v6() ? storage_.v6.sin6_port : storage_.v4.sin_port);
    }

    /// "127.0.0.1:5000", "[::1]:80".
    [[nodiscard]] std::string to_string() const { return detail::host_and_port(address(), port()); }

    /// AF_INET or AF_INET6.
    [[nodiscard]] int family() const noexcept { return storage_.any.sa_family; }

    /// For system calls that read an address. See bind(2).
    [[nodiscard]] const sockaddr* data() const noexcept { return &storage_.any; }

    /// For system calls that write one: there is room for capacity() bytes. See accept(2).
    [[nodiscard]] sockaddr* data() noexcept { return &storage_.any; }

    /// The bytes of data() that the address takes.
    [[nodiscard]] socklen_t size() const noexcept {
        return is_v6() ? sizeof storage_.v6 : sizeof storage_.v4;
    }

    /// The bytes of data() that there are.
    [[nodiscard]] static constexpr socklen_t capacity() noexcept { return sizeof(native); }

    /// IPv4 before IPv6, then by address, then by port, then by scope.
    friend std::strong_ordering operator<=>(const endpoint& left, const endpoint& right) noexcept {
        if (left.is_v6() != right.is_v6()) return left.is_v6() <=> right.is_v6();
        const auto size = left.is_v6() ? sizeof(in6_addr) : sizeof(in_addr);
        const auto order = std::memcmp(left.address_bytes(), right.address_bytes(), size);
        if (order != 0) return order <=> 0;
        if (left.port() != right.port()) return left.port() <=> right.port();
        return left.scope() <=> right.scope();
    }
    friend bool operator==(const endpoint& left, const endpoint& right) noexcept {
        return (left <=> right) == 0;
    }

  private:
    union native {
        sockaddr any;
        sockaddr_in v4;
        sockaddr_in6 v6;
    };

    [[nodiscard]] bool is_v6() const noexcept { return family() == AF_INET6; }

    [[nodiscard]] const void* address_bytes() const noexcept {
        if (is_v6()) return &storage_.v6.sin6_addr;
        return &storage_.v4.sin_addr;
    }

    [[nodiscard]] std::uint32_t scope() const noexcept {
        return is_v6() ? storage_.v6.sin6_scope_id : 0;
    }

    [[nodiscard]] std::string scope_name() const {
        std::array<char, IF_NAMESIZE> name{};
        if (::if_indextoname(scope(), name.data()) != nullptr) return name.data();
        return std::to_string(scope());
    }

    bool set_v4(std::string_view text, std::uint16_t port) noexcept {
        std::array<char, INET_ADDRSTRLEN> address{};
        if (text.size() >= address.size() || text.find('\0') != text.npos) return false;
        text.copy(address.data(), text.size());
        if (::inet_pton(AF_INET, address.data(), &storage_.v4.sin_addr) != 1) return false;
        storage_.v4.sin_port = htons(port);
        return true;
    }

    bool set_v6(std::string_view text, std::uint16_t port) {
        const auto percent = text.find('%');
        const std::string address(text.substr(0, percent));
        sockaddr_in6 v6{};
        if (text.find('\0') != text.npos) return false;
        if (::inet_pton(AF_INET6, address.c_str(), &v6.sin6_addr) != 1) return false;
        if (percent != text.npos) {
            v6.sin6_scope_id = detail::parse_scope(std::string(text.substr(percent + 1)));
            if (v6.sin6_scope_id == 0) return false;
        }
        v6.sin6_family = AF_INET6;
        v6.sin6_port = htons(port);
        storage_.v6 = v6;
        return true;
    }

    native storage_;
};

namespace detail {

/// What getaddrinfo(3) made, given back at the end of the scope.
struct address_list {
    addrinfo* first = nullptr;

    address_list() = default;
    address_list(const address_list&) = delete;
    address_list& operator=(const address_list&) = delete;
    ~address_list() {
        if (first != nullptr) ::freeaddrinfo(first);
    }
};

}  // namespace detail

/// Every address of a host (a name or a numeric address), in the order in which they should be
/// tried. Throws the error of getaddrinfo(3). Takes as long as the system's resolver takes, which
/// no deadline can bound.
[[nodiscard]] inline std::vector<endpoint> resolve(std::string_view host, std::uint16_t port) {
    // getaddrinfo would look up what comes before a NUL.
    if (host.empty() || host.find('\0') != host.npos)
        throw error({EAI_NONAME, detail::resolver()}, "resolve", detail::printable(host),
                    "not the name of a host");

    addrinfo wanted{};
    wanted.ai_flags = AI_NUMERICSERV;
    wanted.ai_socktype = SOCK_STREAM;  // else each address comes once per type
    const std::string name(host);
    const auto service = std::to_string(port);
    detail::address_list list;
    int code = 0;
    do
        code = ::getaddrinfo(name.c_str(), service.c_str(), &wanted, &list.first);
    while (code == EAI_SYSTEM && errno == EINTR);
    if (code == EAI_SYSTEM)
        throw error(detail::system_code(errno), "resolve", detail::host_and_port(host, port));
    if (code != 0)
        throw error({code, detail::resolver()}, "resolve", detail::host_and_port(host, port));

    std::vector<endpoint> found;
    for (const auto* entry = list.first; entry != nullptr; entry = entry->ai_next) {
        if (entry->ai_family != AF_INET && entry->ai_family != AF_INET6) continue;
        endpoint each;
        std::memcpy(each.data(), entry->ai_addr, entry->ai_addrlen);
        found.push_back(each);
    }
    return found;
}

// ------------------------------------------------------------------------------------ the system

namespace detail {

// What differs between systems is here, down to wait_ready.

#if defined(MSG_NOSIGNAL)
inline constexpr int send_flags = MSG_NOSIGNAL;
#else
inline constexpr int send_flags = 0;  // macOS has the option SO_NOSIGPIPE instead: see adapt
#endif

/// What Linux gives a descriptor when it makes it, and other systems only afterwards.
inline int adapt(int fd) noexcept {
#if !defined(__linux__)
    if (fd >= 0) ::fcntl(fd, F_SETFD, FD_CLOEXEC);
#endif
#if defined(SO_NOSIGPIPE)
    // Fails on a connection that the peer has reset already; the next call will tell.
    const int on = 1;
    if (fd >= 0) ::setsockopt(fd, SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof on);
#endif
    return fd;
}

inline int open_socket(int family, int type) noexcept {
#if defined(SOCK_CLOEXEC)
    return adapt(::socket(family, type | SOCK_CLOEXEC, 0));
#else
    return adapt(::socket(family, type, 0));
#endif
}

inline bool set_blocking(int fd, bool blocking) noexcept {
    int non_blocking = blocking ? 0 : 1;
    return ::ioctl(fd, FIONBIO, &non_blocking) == 0;
}

inline int accept_socket(int fd, endpoint& peer) noexcept {
    socklen_t size = endpoint::capacity();
#if defined(__linux__)
    return ::accept4(fd, peer.data(), &size, SOCK_CLOEXEC);
#else
    const int accepted = adapt(::accept(fd, peer.data(), &size));
    // BSD hands the listener's non-blocking mode on.
    if (accepted >= 0) set_blocking(accepted, true);
    return accepted;
#endif
}

inline bool would_block(int code) noexcept {
#if EAGAIN != EWOULDBLOCK
    if (code == EWOULDBLOCK) return true;
#endif
    return code == EAGAIN;
}

/// The connection died while it waited for accept: accept(2) says to try again.
inline bool vanished(int code) noexcept {
    return code == ECONNABORTED || code == EPROTO;
}

/// poll(2) within a deadline that signals do not move. False once it has passed.
inline bool wait_ready(int fd, short events, const deadline& limit) noexcept {
    for (;;) {
        pollfd entry{fd, events, 0};
        const auto left = limit.remaining().count();
        const int longest = left < INT_MAX ? static_cast<int>(left) : INT_MAX;
        if (::poll(&entry, 1, limit.is_never() ? -1 : longest) > 0) return true;
        if (limit.expired()) return false;
    }
}

inline constexpr std::string_view empty_buffer = "the buffer is empty";

/// Of the time that is left, what each of `parts` may take.
inline deadline share(const deadline& limit, std::size_t parts) {
    if (limit.is_never() || parts <= 1) return limit;
    return limit.remaining() / static_cast<std::chrono::milliseconds::rep>(parts);
}

/// Owns a descriptor, knows the address to name in an error, repeats what a signal interrupted.
class descriptor {
  public:
    descriptor() noexcept = default;
    descriptor(int fd, const endpoint& named) noexcept : fd_(fd), named_(named) {}
    descriptor(descriptor&& other) noexcept
        : fd_(std::exchange(other.fd_, -1)), named_(other.named_) {}
    descriptor& operator=(descriptor&& other) noexcept {
        if (this == &other) return *this;
        close();
        fd_ = std::exchange(other.fd_, -1);
        named_ = other.named_;
        return *this;
    }
    ~descriptor() { close(); }

    [[nodiscard]] static descriptor open(const endpoint& named, int type) {
        descriptor made(open_socket(named.family(), type), named);
        if (!made.is_open()) made.fail("socket", errno);
        return made;
    }

    [[nodiscard]] bool is_open() const noexcept { return fd_ >= 0; }
    [[nodiscard]] int handle() const noexcept { return fd_; }
    [[nodiscard]] const endpoint& named() const noexcept { return named_; }
    [[nodiscard]] int release() noexcept { return std::exchange(fd_, -1); }

    /// Not repeated after EINTR: close(2) has freed the number by then, and another thread may
    /// have got it.
    void close() noexcept {
        if (fd_ >= 0) ::close(std::exchange(fd_, -1));
    }

    void set_option(int level, int option, int value) const {
        if (::setsockopt(fd_, level, option, &value, sizeof value) != 0) fail("setsockopt", errno);
    }

    void set_blocking(const char* operation, bool blocking) const {
        if (!detail::set_blocking(fd_, blocking)) fail(operation, errno);
    }

    void bind() {
        // One socket for both families, whatever the system's default: ipv6(7).
        if (named_.family() == AF_INET6) set_option(IPPROTO_IPV6, IPV6_V6ONLY, 0);
        if (::bind(fd_, named_.data(), named_.size()) != 0) fail("bind", errno);
        if (named_.port() == 0) named_ = local();
    }

    [[nodiscard]] endpoint local() const {
        endpoint here;
        socklen_t size = endpoint::capacity();
        if (::getsockname(fd_, here.data(), &size) != 0) fail("getsockname", errno);
        return here;
    }

    /// How a connection attempt ended: connect(2), under EINPROGRESS.
    [[nodiscard]] int pending_error() const noexcept {
        int code = 0;
        socklen_t size = sizeof code;
        return ::getsockopt(fd_, SOL_SOCKET, SO_ERROR, &code, &size) == 0 ? code : errno;
    }

    /// Makes `call` until it neither was interrupted nor would block, and waits in between. Without
    /// a deadline it is given no flag: the call is the plain one, and it is the kernel that blocks.
    /// `about` is the address to name if it fails.
    template <typename Call>
    std::size_t repeat(const char* operation, short events, const deadline& limit,
                       const endpoint& about, Call call) const {
        const int flags = limit.is_never() ? 0 : MSG_DONTWAIT;
        for (;;) {
            const auto result = call(flags);
            if (result >= 0) return static_cast<std::size_t>(result);
            if (errno == EINTR) continue;
            if (!would_block(errno)) fail(operation, errno, about);
            wait(operation, events, limit, about);
        }
    }

    void wait(const char* operation, short events, const deadline& limit,
              const endpoint& about) const {
        if (wait_ready(fd_, events, limit)) return;
        fail(operation, ETIMEDOUT, about, "the deadline has passed");
    }

    [[noreturn]] void fail(const char* operation, int code) const { fail(operation, code, named_); }
    [[noreturn]] void fail(const char* operation, int code, const endpoint& about,
                           std::string_view reason = {}) const {
        if (code == EBADF && !is_open()) reason = "this socket is closed";
        // A socket that was never opened has no address.
        const auto name = about == endpoint() ? std::string() : about.to_string();
        throw error(system_code(code), operation, name, reason);
    }

  private:
    int fd_ = -1;
    endpoint named_;
};

}  // namespace detail

// ------------------------------------------------------------------------------------------- TCP

/// Which direction of a stream to shut down.
enum class half { receive, send, both };

/// A TCP connection. It moves and does not copy; it closes at the end of its scope. One thread may
/// receive while another one sends. See tcp(7), RFC 9293.
class tcp_stream {
  public:
    /// Closed.
    tcp_stream() noexcept = default;

    /// Connects to `peer`. See connect(2).
    [[nodiscard]] static tcp_stream connect(const endpoint& peer, const deadline& limit = {}) {
        tcp_stream made(detail::descriptor::open(peer, SOCK_STREAM));
        made.finish_connecting(limit);
        return made;
    }

    /// Second tier: connects to a host by name, trying each address that it has in turn, each for
    /// at most an equal share of the time that is left. If none answers, the error of the last
    /// attempt is thrown, with a text that lists them all.
    // A template, lest the braces in connect({"127.0.0.1", 5000}, 5) be taken for a string_view of
    // 5000 characters: braces have no type to deduce.
    template <typename Host>
    requires std::is_convertible_v<const Host&, std::string_view>
    [[nodiscard]] static tcp_stream connect(const Host& host, std::uint16_t port,
                                            const deadline& limit = {}) {
        return connect_any(host, port, limit);
    }

    /// Takes over a connected TCP socket that somebody else made; after an error it is still
    /// theirs. Throws std::errc::wrong_protocol_type if it is anything else,
    /// std::errc::not_a_socket, std::errc::not_connected. See getpeername(2).
    [[nodiscard]] static tcp_stream adopt(int fd) {
        int type = 0;
        socklen_t size = sizeof type;
        endpoint peer;
        socklen_t room = endpoint::capacity();
        if (::getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) != 0 ||
            ::getpeername(fd, peer.data(), &room) != 0)
            throw error(detail::system_code(errno), "adopt", {});
        const bool internet = peer.family() == AF_INET || peer.family() == AF_INET6;
        if (type != SOCK_STREAM || !internet)
            throw error(detail::system_code(EPROTOTYPE), "adopt", {}, "not a TCP socket");
        return tcp_stream(detail::descriptor(detail::adapt(fd), peer));
    }

    /// Waits until something has come and puts it into `buffer`: returns the number of bytes, at
    /// most its size, often less. 0 means that the peer has closed its sending side, and only that:
    /// an empty buffer is an error (std::errc::invalid_argument). See recv(2).
    [[nodiscard]] std::size_t recv(std::span<char> buffer, const deadline& limit = {}) {
        return recv_with("recv", 0, buffer.data(), buffer.size(), limit);
    }
    /// The same, into std::byte.
    [[nodiscard]] std::size_t recv(std::span<std::byte> buffer, const deadline& limit = {}) {
        return recv_with("recv", 0, buffer.data(), buffer.size(), limit);
    }

    /// Hands bytes to the system, as many as it has room for: returns their number. That they were
    /// sent does not mean that they have arrived. See send(2).
    [[nodiscard]] std::size_t send(std::string_view text, const deadline& limit = {}) {
        return send_from(text.data(), text.size(), limit);
    }
    /// The same, of std::byte.
    [[nodiscard]] std::size_t send(std::span<const std::byte> bytes, const deadline& limit = {}) {
        return send_from(bytes.data(), bytes.size(), limit);
    }

    /// Second tier: sends all of it. After an error nobody knows how much has gone: close.
    void send_all(std::string_view text, const deadline& limit = {}) {
        while (!text.empty())
            text.remove_prefix(send(text, limit));
    }
    /// The same, of std::byte.
    void send_all(std::span<const std::byte> bytes, const deadline& limit = {}) {
        while (!bytes.empty())
            bytes = bytes.subspan(send(bytes, limit));
    }

    /// Second tier: fills `buffer`. Returns its size, or less if the stream ended before. After an
    /// error what had come is in the buffer, but nobody knows how much: close.
    [[nodiscard]] std::size_t recv_exact(std::span<char> buffer, const deadline& limit = {}) {
        return fill(buffer.data(), buffer.size(), limit);
    }
    /// The same, into std::byte.
    [[nodiscard]] std::size_t recv_exact(std::span<std::byte> buffer, const deadline& limit = {}) {
        return fill(buffer.data(), buffer.size(), limit);
    }

    /// Second tier: the next line, without its newline; at the end of the stream what there is of a
    /// last one; after that nothing. It takes no byte beyond the newline, so recv may follow.
    /// Throws std::errc::message_size if no newline comes within `longest` bytes. After an error
    /// part of the line may be gone: close.
    [[nodiscard]] std::optional<std::string> recv_line(std::size_t longest,
                                                       const deadline& limit = {}) {
        std::string line;
        for (;;) {
            std::array<char, 1024> buffer;
            const auto room = longest - line.size();
            const auto wanted = room < buffer.size() ? room + 1 : buffer.size();
            const auto count = recv_to_newline(buffer.data(), wanted, limit);
            if (count == 0) return line.empty() ? std::nullopt : std::optional(line);
            line.append(buffer.data(), count);
            if (line.back() == '\n') return line.substr(0, line.size() - 1);
            if (line.size() > longest)
                socket_.fail("recv_line", EMSGSIZE, socket_.named(), "the line is too long");
        }
    }

    /// Ends one direction or both. After half::send the peer reads what is under way, and then the
    /// end of the stream. Throws std::errc::not_connected if the connection is gone. See
    /// shutdown(2).
    void shutdown(half which) {
        int how = SHUT_RDWR;
        if (which == half::receive) how = SHUT_RD;
        if (which == half::send) how = SHUT_WR;
        if (::shutdown(socket_.handle(), how) != 0) socket_.fail("shutdown", errno);
    }

    /// The other end, as connect or accept knew it.
    [[nodiscard]] const endpoint& peer_endpoint() const noexcept { return socket_.named(); }

    /// This end. See getsockname(2).
    [[nodiscard]] endpoint local_endpoint() const { return socket_.local(); }

    /// Closes; does nothing if it is closed. See close(2).
    void close() noexcept { socket_.close(); }

    /// False for one that is default-constructed, closed, released or moved from.
    [[nodiscard]] bool is_open() const noexcept { return socket_.is_open(); }

    /// The descriptor, which stays this object's; -1 if closed.
    [[nodiscard]] int native_handle() const noexcept { return socket_.handle(); }

    /// Gives the descriptor away: closing it is the caller's business now.
    [[nodiscard]] int release() noexcept { return socket_.release(); }

  private:
    friend class tcp_listener;

    explicit tcp_stream(detail::descriptor socket) noexcept : socket_(std::move(socket)) {}

    static tcp_stream connect_any(std::string_view host, std::uint16_t port,
                                  const deadline& limit) {
        const auto addresses = resolve(host, port);
        const auto named = detail::host_and_port(host, port);
        std::error_code last = detail::system_code(EADDRNOTAVAIL);
        std::string story;
        for (auto left = addresses.size(); left > 0; --left) {
            const auto& peer = addresses[addresses.size() - left];
            try {
                return connect(peer, detail::share(limit, left));
            } catch (const error& failure) {
                if (failure.address() == named) throw;  // a numeric address: nothing to add
                const auto before = detail::join({" (", detail::symbol_of(last), "), then "});
                story = detail::join({story.empty() ? "tried " : story + before, peer.to_string()});
                last = failure.code();
            }
        }
        throw error(last, "connect", named, detail::join({story, ": ", last.message()}));
    }

    void finish_connecting(const deadline& limit) {
        const auto& peer = socket_.named();
        const bool bounded = !limit.is_never();
        if (bounded) socket_.set_blocking("connect", false);
        if (::connect(socket_.handle(), peer.data(), peer.size()) != 0) {
            // Interrupted, it goes on by itself; a second call would say EALREADY.
            if (errno != EINTR && errno != EINPROGRESS) socket_.fail("connect", errno);
            socket_.wait("connect", POLLOUT, limit, peer);
            if (const int code = socket_.pending_error()) socket_.fail("connect", code);
        }
        if (bounded) socket_.set_blocking("connect", true);
    }

    std::size_t send_from(const void* bytes, std::size_t size, const deadline& limit) {
        return socket_.repeat("send", POLLOUT, limit, socket_.named(), [&](int flags) {
            return ::send(socket_.handle(), bytes, size, flags | detail::send_flags);
        });
    }

    std::size_t recv_with(const char* operation, int extra, void* buffer, std::size_t size,
                          const deadline& limit) {
        if (size == 0) socket_.fail(operation, EINVAL, socket_.named(), detail::empty_buffer);
        return socket_.repeat(operation, POLLIN, limit, socket_.named(), [&](int flags) {
            return ::recv(socket_.handle(), buffer, size, flags | extra);
        });
    }

    std::size_t fill(void* buffer, std::size_t size, const deadline& limit) {
        std::size_t count = 0;
        do {
            auto* const rest = static_cast<std::byte*>(buffer) + count;
            const auto piece = recv_with("recv_exact", 0, rest, size - count, limit);
            if (piece == 0) break;
            count += piece;
        } while (count < size);
        return count;
    }

    /// Looks at what has come before it takes it: what follows the newline is somebody else's.
    std::size_t recv_to_newline(char* buffer, std::size_t size, const deadline& limit) {
        const auto seen = recv_with("recv_line", MSG_PEEK, buffer, size, limit);
        if (seen == 0) return 0;
        const auto newline = std::string_view(buffer, seen).find('\n');
        const auto wanted = newline == std::string_view::npos ? seen : newline + 1;
        return recv_with("recv_line", 0, buffer, wanted, limit);
    }

    detail::descriptor socket_;
};

/// Waits for TCP connections on a port: bind, listen, accept. See tcp(7).
class tcp_listener {
  public:
    /// Closed.
    tcp_listener() noexcept = default;

    /// A socket bound to `local`; port 0 takes a free one. Connections left over by an earlier run
    /// are no obstacle (SO_REUSEADDR), a live listener is one. "::" takes IPv4 connections, too.
    /// See bind(2), socket(7).
    [[nodiscard]] static tcp_listener bind(const endpoint& local) {
        tcp_listener made(detail::descriptor::open(local, SOCK_STREAM));
        made.socket_.set_option(SOL_SOCKET, SO_REUSEADDR, 1);
        made.socket_.bind();
        return made;
    }

    /// Starts to listen: from now on clients can connect, and `backlog` of them may wait for
    /// accept. See listen(2).
    void listen(int backlog = SOMAXCONN) {
        if (::listen(socket_.handle(), backlog) != 0) socket_.fail("listen", errno);
    }

    /// Waits for the next connection; those that died while they waited are passed over. With a
    /// deadline it leaves the descriptor non-blocking, which matters only to native_handle's users.
    /// See accept(2).
    [[nodiscard]] tcp_stream accept(const deadline& limit = {}) {
        // poll alone would not do: the connection may have vanished when accept is called.
        if (!limit.is_never()) socket_.set_blocking("accept", false);
        endpoint peer;
        const auto fd = socket_.repeat("accept", POLLIN, limit, socket_.named(), [&](int) {
            int accepted = -1;
            do
                accepted = detail::accept_socket(socket_.handle(), peer);
            while (accepted < 0 && detail::vanished(errno));
            return accepted;
        });
        return tcp_stream(detail::descriptor(static_cast<int>(fd), peer));
    }

    /// Where it listens, with the port that the system chose for 0. See getsockname(2).
    [[nodiscard]] endpoint local_endpoint() const { return socket_.local(); }

    /// Closes; does nothing if it is closed. See close(2).
    void close() noexcept { socket_.close(); }

    /// False for one that is default-constructed, closed or moved from.
    [[nodiscard]] bool is_open() const noexcept { return socket_.is_open(); }

    /// The descriptor, which stays this object's; -1 if closed.
    [[nodiscard]] int native_handle() const noexcept { return socket_.handle(); }

  private:
    explicit tcp_listener(detail::descriptor socket) noexcept : socket_(std::move(socket)) {}

    detail::descriptor socket_;
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
class udp_socket {
  public:
    /// Closed.
    udp_socket() noexcept = default;

    /// A socket bound to `local`, as a server needs it; port 0 takes a free one. "::" takes IPv4,
    /// too. See bind(2).
    [[nodiscard]] static udp_socket bind(const endpoint& local) {
        // No SO_REUSEADDR: for UDP it would let two programs share the port silently.
        udp_socket made(detail::descriptor::open(local, SOCK_DGRAM));
        made.socket_.bind();
        return made;
    }

    /// A socket with which to talk to `peer`: of its family, and not bound; the first send_to gives
    /// it a free port. It hears everybody, so compare datagram::from. See socket(2).
    [[nodiscard]] static udp_socket to(const endpoint& peer) {
        return udp_socket(detail::descriptor::open(peer, SOCK_DGRAM));
    }

    /// Sends one datagram, at most 65507 bytes over IPv4 (else std::errc::message_size). Returns
    /// its size: a datagram goes as a whole. See sendto(2).
    std::size_t send_to(std::string_view text, const endpoint& peer, const deadline& limit = {}) {
        return send_from(text.data(), text.size(), peer, limit);
    }
    /// The same, of std::byte.
    std::size_t send_to(std::span<const std::byte> bytes, const endpoint& peer,
                        const deadline& limit = {}) {
        return send_from(bytes.data(), bytes.size(), peer, limit);
    }

    /// Waits for one datagram. What does not fit into `buffer` is lost, and reported as truncated.
    /// An empty buffer is an error (std::errc::invalid_argument). See recvmsg(2).
    [[nodiscard]] datagram recv_from(std::span<char> buffer, const deadline& limit = {}) {
        return recv_into(buffer.data(), buffer.size(), limit);
    }
    /// The same, into std::byte.
    [[nodiscard]] datagram recv_from(std::span<std::byte> buffer, const deadline& limit = {}) {
        return recv_into(buffer.data(), buffer.size(), limit);
    }

    /// This end, with the port that the system chose. See getsockname(2).
    [[nodiscard]] endpoint local_endpoint() const { return socket_.local(); }

    /// Closes; does nothing if it is closed. See close(2).
    void close() noexcept { socket_.close(); }

    /// False for one that is default-constructed, closed or moved from.
    [[nodiscard]] bool is_open() const noexcept { return socket_.is_open(); }

    /// The descriptor, which stays this object's; -1 if closed.
    [[nodiscard]] int native_handle() const noexcept { return socket_.handle(); }

  private:
    explicit udp_socket(detail::descriptor socket) noexcept : socket_(std::move(socket)) {}

    std::size_t send_from(const void* bytes, std::size_t size, const endpoint& peer,
                          const deadline& limit) {
        return socket_.repeat("send_to", POLLOUT, limit, peer, [&](int flags) {
            return ::sendto(socket_.handle(), bytes, size, flags | detail::send_flags, peer.data(),
                            peer.size());
        });
    }

    datagram recv_into(void* buffer, std::size_t size, const deadline& limit) {
        if (size == 0) socket_.fail("recv_from", EINVAL, socket_.named(), detail::empty_buffer);
        datagram received;
        iovec place{buffer, size};
        msghdr message{};
        message.msg_iov = &place;
        message.msg_iovlen = 1;
        message.msg_name = received.from.data();
        message.msg_namelen = endpoint::capacity();
        received.size = socket_.repeat("recv_from", POLLIN, limit, socket_.named(), [&](int flags) {
            return ::recvmsg(socket_.handle(), &message, flags);
        });
        received.truncated = (message.msg_flags & MSG_TRUNC) != 0;
        return received;
    }

    detail::descriptor socket_;
};

}  // namespace sock
