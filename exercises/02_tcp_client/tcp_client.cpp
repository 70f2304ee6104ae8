// tcp_client [host [port [buffer]]]
//
// A client of the echo server: each line of standard input goes to the server, and what comes back
// goes to standard output. No recv asks for more than `buffer` bytes; each is reported on standard
// error. Without arguments: 127.0.0.1, port 5000, 1024 bytes.

#include <sock.hpp>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <iostream>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

struct arguments {
    std::string host = "127.0.0.1";
    std::uint16_t port = 5000;
    std::size_t buffer = 1024;
};

std::string_view receive(sock::tcp_stream& server, std::span<char> room);
void print(std::string_view bytes);

/// Talks with the server until standard input ends.
void run(const arguments& given) {
    // TODO 1: This stream is closed. Put one in its place that tcp_stream::connect makes for
    //         given.host and given.port. If no server listens there, connect throws, and main
    //         says why. Guide: client.
    // Man pages: connect(2), getaddrinfo(3)
    sock::tcp_stream server;

    std::vector<char> buffer(given.buffer);
    for (std::string line; std::getline(std::cin, line);) {
        if (!std::cin.eof()) line += '\n';  // getline takes it away; the last line may have none

        // TODO 2: Send the whole line. One send may take only a part of it: sock.hpp has a call
        //         that goes on until all of it is on its way. Guide: short-writes, bytes.
        // Man pages: send(2)

        // TODO 3: Read back as many bytes as were sent, and print each piece as it comes:
        //         receive() brings one, and it is unknown how many there will be. Ask for no
        //         more than is missing, nor than `buffer` holds (its first n bytes are
        //         std::span(buffer).first(n)). Guide: stream, fragments.
        // Man pages: recv(2)
    }
}

/// The next piece of what the server sends: one recv, of at most `room.size()` bytes.
std::string_view receive(sock::tcp_stream& server, std::span<char> room) {
    const std::size_t received = server.recv(room);
    std::cerr << "recv " << received << " bytes\n";

    // TODO 4: If recv returned 0, the server has closed and what is missing will never come.
    //         Throw a std::runtime_error that says so: main prints it and ends with 1. Guide:
    //         zero, server-gone.
    // Man pages: recv(2): RETURN VALUE

    return {room.data(), received};
}

/// Writes to standard output and flushes it: the reader may be waiting for exactly these bytes.
void print(std::string_view bytes) {
    if (!(std::cout << bytes << std::flush)) {
        throw std::runtime_error("cannot write to standard output");
    }
}

/// Nothing unless `text` is a whole number from 1 to a million.
std::optional<std::size_t> parse_size(std::string_view text) {
    std::size_t size = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), size);
    const bool whole = problem == std::errc() && end == text.data() + text.size();
    return whole && size >= 1 && size <= 1'000'000 ? std::optional(size) : std::nullopt;
}

std::optional<arguments> read_arguments(int argc, char* argv[]) {
    const auto port = sock::parse_port(argc > 2 ? argv[2] : "5000");
    const auto buffer = parse_size(argc > 3 ? argv[3] : "1024");
    if (argc > 4 || !port || !buffer) return std::nullopt;
    return arguments{argc > 1 ? argv[1] : "127.0.0.1", *port, *buffer};
}

int main(int argc, char* argv[]) {
    const auto given = read_arguments(argc, argv);
    if (!given) {
        std::cerr << "usage: tcp_client [host [port [buffer]]]\n";
        return 2;
    }
    try {
        run(*given);
        return 0;
    } catch (const std::exception& failure) {
        std::cerr << "tcp_client: " << failure.what() << '\n';
        return 1;
    }
}
