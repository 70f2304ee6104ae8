// sock.hpp and a thread for each client, with the first tier only.

#include <sock.hpp>

#include <array>
#include <iostream>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>

namespace {

class echo_server {
  public:
    explicit echo_server(const sock::endpoint& where) : listener_(sock::tcp_listener::bind(where)) {
        listener_.listen(64);
    }

    [[noreturn]] void run() {
        for (;;) {
            try {
                std::thread(serve, listener_.accept()).detach();
            } catch (const std::system_error& problem) {
                std::clog << "accept: " << problem.what() << '\n';
            }
        }
    }

  private:
    static void serve(sock::tcp_stream client) {
        std::array<char, 512> chunk;
        try {
            for (std::size_t count; (count = client.recv(chunk)) != 0;) {
                std::string_view rest(chunk.data(), count);
                while (!rest.empty())
                    rest.remove_prefix(client.send(rest));
            }
        } catch (const sock::error&) {
            // A failure of this client does not concern the others.
        }
    }

    sock::tcp_listener listener_;
};

int usage() {
    std::cerr << "usage: tcp_server [port [address]]\n";
    return 2;
}

}  // namespace

int main(int argc, char** argv) {
    const auto port = sock::parse_port(argc > 1 ? argv[1] : "5000");
    if (!port || argc > 3) return usage();
    sock::endpoint where;
    try {
        where = sock::endpoint(argc > 2 ? argv[2] : "0.0.0.0", *port);
    } catch (const sock::error&) {
        return usage();
    }
    try {
        echo_server(where).run();
    } catch (const sock::error& problem) {
        std::cerr << problem.what() << '\n';
        return 1;
    }
}
