// sock.hpp; a function that asks and may have no answer.

#include <sock.hpp>

#include <chrono>
#include <iostream>
#include <optional>
#include <string>

namespace {

using std::chrono::milliseconds;

std::optional<std::string> ask(sock::udp_socket& socket, const sock::endpoint& server,
                               const std::string& question, milliseconds patience) try {
    const sock::deadline until(patience);
    socket.send_to(question, server);
    std::string reply(65536, '\0');
    for (;;) {
        const auto got = socket.recv_from(reply, until);
        if (got.from == server) return reply.substr(0, got.size);
    }
} catch (const sock::error& problem) {
    if (problem.code() != std::errc::timed_out) std::cerr << problem.what() << '\n';
    return std::nullopt;
}

int bad_usage() {
    std::cerr << "usage: udp_client [host [port [timeout_ms]]]\n";
    return 2;
}

}  // namespace

int main(int argc, char** argv) try {
    const std::string host = argc > 1 ? argv[1] : "127.0.0.1";
    const auto port = sock::parse_port(argc > 2 ? argv[2] : "5001");
    const std::string patience = argc > 3 ? argv[3] : "1000";
    const bool digits = patience.find_first_not_of("0123456789") == std::string::npos;
    if (argc > 4 || !port || patience.empty() || patience.size() > 7 || !digits ||
        std::stol(patience) == 0)
        return bad_usage();

    const auto server = sock::resolve(host, *port).at(0);
    auto socket = sock::udp_socket::to(server);
    bool all_answered = true;
    for (std::string line; std::getline(std::cin, line);) {
        if (const auto reply = ask(socket, server, line, milliseconds(std::stol(patience)))) {
            std::cout << *reply << std::endl;
            continue;
        }
        std::cerr << "no reply" << std::endl;
        all_answered = false;
    }
    return all_answered ? 0 : 1;
} catch (const std::exception& problem) {
    std::cerr << "udp_client: " << problem.what() << '\n';
    return 1;
}
