// port_argument: which texts are a port, and which are not.
#include <sock.hpp>

#include <iostream>

int main() {
    for (const auto* text : {"5000", "0", "65536", "80x", "http", ""}) {
        //[parse]
        const auto port = sock::parse_port(text);
        if (port) {
            std::cout << '"' << text << "\" is port " << *port << '\n';
        } else {
            std::cout << '"' << text << "\" is no port\n";
        }
        //[/parse]
    }
}
