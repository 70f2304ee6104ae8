// count_client [host [port]]
//
// Sends standard input to count_server and prints the number that comes back. Without arguments:
// 127.0.0.1, port 5100.

#include <sock.hpp>

#include <exception>
#include <iostream>
#include <stdexcept>
#include <string>

int main(int argc, char* argv[]) {
    const std::string host = argc > 1 ? argv[1] : "127.0.0.1";
    const auto port = sock::parse_port(argc > 2 ? argv[2] : "5100");
    if (argc > 3 || !port) {
        std::cerr << "usage: count_client [host [port]]\n";
        return 2;
    }
    try {
        //[ask]
        sock::tcp_stream counter = sock::tcp_stream::connect(host, *port);
        for (std::string text; std::getline(std::cin, text);) counter.send_all(text + '\n');
        counter.shutdown(sock::direction::send);
        //[/ask]
        //[answer]
        const auto answer = counter.recv_line(100);
        if (!answer) throw std::runtime_error("the end came before the number");
        std::cout << *answer << std::endl;
        //[/answer]
        return 0;
    } catch (const std::exception& failure) {
        std::cerr << "count_client: " << failure.what() << '\n';
        return 1;
    }
}
