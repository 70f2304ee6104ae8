// Compiled by nodiscard.cmake, never run: each line that ends in "warns" must.
#include <sock.hpp>

#include <array>

void ignore_every_result(sock::tcp_listener& listener, sock::tcp_stream& stream,
                         sock::udp_socket& udp, const sock::endpoint& where,
                         const sock::error& error) {
    std::array<char, 8> buffer;
    std::array<std::byte, 8> bytes;
    sock::as_writable_chars(bytes);             // warns
    sock::as_string_view(bytes);                // warns
    sock::tcp_listener::bind(where);            // warns
    listener.accept();                          // warns
    listener.local_endpoint();                  // warns
    listener.is_open();                         // warns
    sock::tcp_stream::connect(where);           // warns
    sock::tcp_stream::connect("localhost", 1);  // warns
    sock::tcp_stream::adopt(0);                 // warns
    stream.recv(buffer);                        // warns
    stream.send("x");                           // warns
    stream.recv_exact(buffer);                  // warns
    stream.recv_line(8);                        // warns
    stream.release();                           // warns
    sock::udp_socket::bind(where);              // warns
    sock::udp_socket::to(where);                // warns
    udp.recv_from(buffer);                      // warns
    sock::endpoint::parse("127.0.0.1:1");       // warns
    sock::resolve("localhost", 1);              // warns
    sock::parse_port("1");                      // warns
    error.hint();                               // warns
}
