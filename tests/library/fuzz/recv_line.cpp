// Any stream, in any pieces: recv_line gives the same lines as a search in the whole stream.
//
// The first byte of the input is the maximum line length, the second one seeds the sizes of the
// pieces, the rest is the stream.
#include <sock.hpp>

#include "target.hpp"

#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace {

unsigned pieces = 0;

std::size_t next_piece() {
    pieces = pieces * 1103515245U + 12345U;
    return 1 + (pieces >> 16) % 40;
}

void demand(bool holds) {
    if (!holds) std::abort();
}

/// Both ends of a connection. Reset at the end: ports in TIME_WAIT would run out after some ten
/// thousand inputs.
struct connection {
    connection() {
        static auto listener = [] {
            auto result = sock::tcp_listener::bind({"127.0.0.1", 0});
            result.listen();
            return result;
        }();
        client = sock::tcp_stream::connect(listener.local_endpoint());
        server = listener.accept();
    }
    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;
    ~connection() {
        const linger at_once{1, 0};
        ::setsockopt(client.native_handle(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    }

    sock::tcp_stream client;
    sock::tcp_stream server;
};

struct expected {
    std::optional<std::string_view> line;
    bool too_long = false;
};

expected next_line(std::string_view& stream, std::size_t longest) {
    if (stream.empty()) return {};
    const auto newline = stream.find('\n');
    const auto length = newline == stream.npos ? stream.size() : newline;
    if (length > longest) return {std::nullopt, true};
    const auto line = stream.substr(0, length);
    stream.remove_prefix(newline == stream.npos ? length : length + 1);
    return {line};
}

void compare(sock::tcp_stream& server, std::string_view stream, std::size_t longest) {
    for (;;) {
        const auto wanted = next_line(stream, longest);
        try {
            const auto line = server.recv_line(longest);
            demand(!wanted.too_long && line == wanted.line);
            if (!line) return;
        } catch (const sock::error& refused) {
            demand(wanted.too_long && refused.code() == std::errc::message_size);
            return;
        }
    }
}

}  // namespace

// Replaces the C library's function: the kernel gives all bytes at once, a network does not.
extern "C" ssize_t recv(int fd, void* buffer, std::size_t size, int flags) {
    const auto piece = next_piece();
    return ::syscall(SYS_recvfrom, fd, buffer, size < piece ? size : piece, flags, nullptr,
                     nullptr);
}

int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    if (size < 2) return 0;
    const std::size_t longest = bytes[0];
    pieces = bytes[1];
    const std::string_view stream(reinterpret_cast<const char*>(bytes) + 2, size - 2);
    connection ends;
    ends.client.send_all(stream);
    ends.client.shutdown(sock::direction::send);
    compare(ends.server, stream, longest);
    return 0;
}
