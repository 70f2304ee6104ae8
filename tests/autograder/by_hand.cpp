#include "autograder/by_hand.hpp"

#include <array>
#include <cstdio>

namespace suite::by_hand {
namespace {

// Bytes that cannot be typed, or that a terminal does not show.
constexpr std::size_t longest_typed = 200;

// As printf(1) reads it between single quotes.
std::string escaped(unsigned char byte) {
    if (byte == '\n') return "\\n";
    if (byte == '\r') return "\\r";
    if (byte == '\t') return "\\t";
    if (byte == '\\') return "\\\\";
    if (byte == '%') return "%%";
    if (byte == '\'') return "'\\''";
    if (byte >= 0x20 && byte != 0x7f) return {static_cast<char>(byte)};
    std::array<char, 8> text{};
    std::snprintf(text.data(), text.size(), "\\%03o", byte);
    return text.data();
}

bool is_text(std::string_view bytes) {
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte == 0xc0 || byte == 0xc1 || byte >= 0xf5)
            return false;  // never in UTF-8 (RFC 3629)
    }
    return true;
}

}  // namespace

std::string output(std::string_view bytes) {
    if (bytes.size() > longest_typed || !is_text(bytes))
        return "head -c " + std::to_string(bytes.size()) + " /dev/urandom";
    std::string result = "printf '";
    for (const char c : bytes)
        result += escaped(static_cast<unsigned char>(c));
    return result + "'";
}

std::string output(std::string_view beginning, std::size_t all) {
    if (all > beginning.size()) return "head -c " + std::to_string(all) + " /dev/urandom";
    return output(beginning);
}

std::string run(const std::string& program, const std::vector<std::string>& arguments) {
    auto result = "./lab run " + program;
    for (const auto& argument : arguments)
        result += ' ' + (argument.empty() ? "''" : argument);
    return result;
}

std::string connect(int fd, const std::string& host, std::uint16_t port) {
    return "exec " + std::to_string(fd) + "<>/dev/tcp/" + host + "/" + std::to_string(port);
}

std::string send(int fd, std::string_view bytes) {
    return output(bytes) + " >&" + std::to_string(fd);
}

std::string receive(int fd, std::size_t count) {
    return "head -c " + std::to_string(count) + " <&" + std::to_string(fd);
}

std::string close(int fd) {
    return "exec " + std::to_string(fd) + ">&-";
}

std::string half_close(const std::string& host, std::uint16_t port, const std::string& bytes) {
    return bytes + " | nc -N " + host + " " + std::to_string(port);
}

std::string reset(const std::string& host, std::uint16_t port) {
    return "python3 -c \"import socket, struct; s = socket.create_connection(('" + host + "', " +
           std::to_string(port) +
           ")); s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0)); "
           "s.close()\"";
}

std::string datagram(const std::string& host, std::uint16_t port, std::string_view bytes) {
    return output(bytes) + " | nc -u -w1 " + host + " " + std::to_string(port);
}

std::string signal(const std::string& name, const std::string& program) {
    return "kill -" + name + " $(pidof " + program + ")";
}

}  // namespace suite::by_hand
