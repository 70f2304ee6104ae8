#include "ways.hpp"

#include <asio.hpp>

namespace {

using asio::ip::tcp;
using asio::ip::udp;

const auto here = asio::ip::address_v4::loopback();
asio::io_context context;

struct connection {
    connection() {
        client.connect(listener.local_endpoint());
        listener.accept(server);
        client.set_option(tcp::no_delay(true));
        server.set_option(tcp::no_delay(true));
    }
    tcp::acceptor listener{context, {here, 0}};
    tcp::socket client{context};
    tcp::socket server{context};
};

void round_trip(int times) {
    static connection ends;
    char buffer[64] = {};
    for (int i = 0; i < times; ++i) {
        asio::write(ends.client, asio::buffer(buffer));
        asio::write(ends.server, asio::buffer(buffer, ends.server.read_some(asio::buffer(buffer))));
        ends.client.read_some(asio::buffer(buffer));
    }
}

void bulk(int times) {
    static connection ends;
    static char buffer[65536];
    for (int i = 0; i < times; ++i) {
        asio::write(ends.client, asio::buffer(buffer));
        for (std::size_t come = 0; come < sizeof buffer;)
            come += ends.server.read_some(asio::buffer(buffer));
    }
}

void datagram(int times) {
    static udp::socket server(context, {here, 0});
    static udp::socket client(context, {here, 0});
    static const auto where = server.local_endpoint();
    char buffer[64] = {};
    for (int i = 0; i < times; ++i) {
        udp::endpoint peer;
        client.send_to(asio::buffer(buffer), where);
        const auto count = server.receive_from(asio::buffer(buffer), peer);
        server.send_to(asio::buffer(buffer, count), peer);
        client.receive_from(asio::buffer(buffer), peer);
    }
}

void connection_setup(int times) {
    static connection ends;
    for (int i = 0; i < times; ++i) {
        tcp::socket client(context);
        client.connect(ends.listener.local_endpoint());
        const auto server = ends.listener.accept();
    }
}

}  // namespace

const bench::way bench::asio{"asio", round_trip, bulk, datagram, connection_setup};
