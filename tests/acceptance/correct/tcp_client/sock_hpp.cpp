// sock.hpp; the whole reply is gathered before it is printed.

#include <sock.hpp>

#include <algorithm>
#include <iostream>
#include <span>
#include <string>
#include <vector>

namespace {

struct closed {};

std::string echo(sock::tcp_stream& server, const std::string& line, std::size_t limit) {
    server.send_all(line);
    std::string reply(line.size(), '\0');
    std::span<char> rest(reply);
    while (!rest.empty()) {
        const std::size_t n = server.recv(rest.first(std::min(limit, rest.size())));
        std::clog << "recv " << n << " bytes\n";
        if (n == 0) {
            std::cout << reply.substr(0, reply.size() - rest.size()) << std::flush;
            throw closed{};
        }
        rest = rest.subspan(n);
    }
    return reply;
}

bool is_number(const std::string& text) {
    return !text.empty() && text.size() < 9 &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

int main(int argc, char* argv[]) try {
    std::vector<std::string> given(argv + 1, argv + argc);
    const std::vector<std::string> defaults{"127.0.0.1", "5000", "1024"};
    while (given.size() < 3) given.push_back(defaults[given.size()]);
    const auto port = sock::parse_port(given[1]);
    if (given.size() > 3 || !port || !is_number(given[2]) || std::stoul(given[2]) == 0) {
        std::cerr << "usage: tcp_client [host [port [buffer]]]\n";
        return 2;
    }
    auto server = sock::tcp_stream::connect(given[0], *port, std::chrono::seconds(20));
    for (std::string line; std::getline(std::cin, line);) {
        std::cout << echo(server, line + '\n', std::stoul(given[2]));
    }
    return 0;
} catch (const closed&) {
    std::cerr << "tcp_client: the server has closed the connection\n";
    return 1;
} catch (const std::exception& problem) {
    std::cerr << "tcp_client: " << problem.what() << '\n';
    return 1;
}
