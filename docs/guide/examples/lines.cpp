// lines: whole lines out of a stream that comes in pieces of any size.
#include <sock.hpp>

#include <iostream>

int main() {
    auto listener = sock::tcp_listener::bind({"127.0.0.1", 0});
    listener.listen();
    auto client = sock::tcp_stream::connect(listener.local_endpoint());
    auto server = listener.accept();

    for (const auto* part : {"uno\ndo", "s\ntre", "s\n"})
        client.send_all(part);
    client.close();

    //[lines]
    sock::line_reader lines(512);  // no line may be longer
    while (const auto line = lines.next(server)) {
        std::cout << "line: " << *line << '\n';
    }
    //[/lines]
}
