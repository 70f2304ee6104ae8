// udp_client [host [port [timeout_ms]]]
//
// A client of the echo server over UDP: each line of standard input is one datagram, and the reply
// to it goes to standard output as one line. Where no reply comes within the timeout, it says so on
// standard error and goes on. Without arguments: 127.0.0.1, port 5001, 1000 ms.

#include <sock.hpp>

#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <iostream>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

struct arguments {
    std::string host = "127.0.0.1";
    std::uint16_t port = 5001;
    std::chrono::milliseconds timeout{1000};
};

/// A datagram's length is a 16-bit number in its header (RFC 768): no larger one exists.
constexpr std::size_t largest_datagram = 65535;

void print(std::string_view line);

/// Asks the server, line by line. True if it answered every one.
bool run(const arguments& given) {
    const sock::endpoint server = sock::resolve(given.host, given.port).front();
    sock::udp_socket socket = sock::udp_socket::to(server);
    std::vector<char> buffer(largest_datagram);

    bool all_answered = true;
    for (std::string line; std::getline(std::cin, line);) {
        // TODO 1: Send the line to the server as one datagram; an empty line is an empty
        //         datagram. Guide: datagram.
        // Man pages: sendto(2)

        // A moment in time: however often we look at it, it does not start again.
        [[maybe_unused]] const sock::deadline until = given.timeout;
        try {
            // TODO 2: This reply is made up. In its place, receive the real one into `buffer`,
            //         but wait no longer than `until`: as the last argument it makes recv_from
            //         throw when the time is over, and the catch below knows what to do then.
            //         Guide: no-reply.
            // Man pages: recvfrom(2), poll(2)
            sock::datagram reply{0, server, false};

            // TODO 3: Anybody may send to our port. As long as `reply` is not from the server's
            //         own address, receive the next one instead, until the same moment. Guide:
            //         spoof.
            // Man pages: recvfrom(2)

            print(std::string_view(buffer.data(), reply.size));
        } catch (const sock::error& failure) {
            if (failure.code() != std::errc::timed_out) throw;
            std::cerr << "no reply\n";
            all_answered = false;
        }
    }
    return all_answered;
}

/// Writes a line to standard output and flushes it: the reader may be waiting for it.
void print(std::string_view line) {
    if (!(std::cout << line << '\n' << std::flush)) {
        throw std::runtime_error("cannot write to standard output");
    }
}

/// Nothing unless `text` is a whole number of milliseconds, from 1 to a day.
std::optional<std::chrono::milliseconds> parse_timeout(std::string_view text) {
    int count = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), count);
    const bool whole = problem == std::errc() && end == text.data() + text.size();
    if (!whole || count < 1 || count > 86'400'000) return std::nullopt;
    return std::chrono::milliseconds(count);
}

std::optional<arguments> read_arguments(int argc, char* argv[]) {
    const auto port = sock::parse_port(argc > 2 ? argv[2] : "5001");
    const auto timeout = parse_timeout(argc > 3 ? argv[3] : "1000");
    if (argc > 4 || !port || !timeout) return std::nullopt;
    return arguments{argc > 1 ? argv[1] : "127.0.0.1", *port, *timeout};
}

int main(int argc, char* argv[]) {
    const auto given = read_arguments(argc, argv);
    if (!given) {
        std::cerr << "usage: udp_client [host [port [timeout_ms]]]\n";
        return 2;
    }
    try {
        return run(*given) ? 0 : 1;
    } catch (const std::exception& failure) {
        std::cerr << "udp_client: " << failure.what() << '\n';
        return 1;
    }
}
