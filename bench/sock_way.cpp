#include "ways.hpp"

#include <sock.hpp>

namespace {

const sock::endpoint free_port("127.0.0.1", 0);

struct connection {
    connection() {
        listener.listen();
        client = sock::tcp_stream::connect(listener.local_endpoint());
        server = listener.accept();
        client.set_no_delay(true);
        server.set_no_delay(true);
    }
    sock::tcp_listener listener = sock::tcp_listener::bind(free_port);
    sock::tcp_stream client;
    sock::tcp_stream server;
};

void round_trip(int times) {
    static connection ends;
    char buffer[64] = {};
    for (int i = 0; i < times; ++i) {
        ends.client.send_all({buffer, sizeof buffer});
        ends.server.send_all({buffer, ends.server.recv(buffer)});
        (void)ends.client.recv(buffer);
    }
}

void bulk(int times) {
    static connection ends;
    static char buffer[65536];
    for (int i = 0; i < times; ++i) {
        ends.client.send_all({buffer, sizeof buffer});
        for (std::size_t come = 0; come < sizeof buffer;)
            come += ends.server.recv(buffer);
    }
}

void datagram(int times) {
    static auto server = sock::udp_socket::bind(free_port);
    static auto client = sock::udp_socket::bind(free_port);
    static const auto where = server.local_endpoint();
    char buffer[64] = {};
    for (int i = 0; i < times; ++i) {
        client.send_to({buffer, sizeof buffer}, where);
        const auto came = server.recv_from(buffer);
        server.send_to({buffer, came.size}, came.from);
        (void)client.recv_from(buffer);
    }
}

void connection_setup(int times) {
    static connection ends;
    static const auto where = ends.listener.local_endpoint();
    for (int i = 0; i < times; ++i) {
        const auto client = sock::tcp_stream::connect(where);
        const auto server = ends.listener.accept();
    }
}

}  // namespace

const bench::way bench::sock{"sock", round_trip, bulk, datagram, connection_setup};
