// For the example at the top of sock.hpp: prints its port, then sends one client the time.
#include <sock.hpp>

#include <cstdio>

int main() {
    using namespace std::chrono_literals;
    auto listener = sock::tcp_listener::bind({"127.0.0.1", 0});
    listener.listen();
    std::printf("%d\n", listener.local_endpoint().port());
    std::fflush(stdout);
    // The client is compiled meanwhile, which takes long on a busy machine.
    listener.accept(200s).send_all("Sunday, November 22, 2026 14:30:00-UTC\n", 30s);
}
