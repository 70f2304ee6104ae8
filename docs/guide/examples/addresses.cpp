// addresses [host]: a name may stand for several addresses.
#include <sock.hpp>

#include <exception>
#include <iostream>

int main(int argc, char* argv[]) {
    try {
        const char* host = argc > 1 ? argv[1] : "localhost";
        //[resolve]
        for (const auto& each : sock::resolve(host, 5000)) {
            std::cout << each.address() << " port " << each.port() << '\n';
        }
        //[/resolve]
        return 0;
    } catch (const std::exception& failure) {
        std::cerr << "addresses: " << failure.what() << '\n';
        return 1;
    }
}
