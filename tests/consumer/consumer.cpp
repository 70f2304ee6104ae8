// A minimal project that uses the library. It is the same for every way to find the library.
#include <sock.hpp>

#include <cstdio>

int main() {
    auto udp = sock::udp_socket::bind({"127.0.0.1", 0});
    udp.send_to("hola", udp.local_endpoint());
    char buffer[8];
    const auto came = udp.recv_from(buffer, std::chrono::seconds(5));
    std::printf("%.*s\n", static_cast<int>(came.size), buffer);
}
