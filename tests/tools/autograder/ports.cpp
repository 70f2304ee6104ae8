#include "autograder/ports.hpp"

#include "autograder/refusal.hpp"

#include <future>
#include <set>

#include <sock.hpp>
#include <sock_catch.hpp>

using suite::transport;

TEST_CASE("a port for a program is free, and so is the one that it opens without htons") {
    const auto kind = GENERATE(transport::tcp, transport::udp);
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        suite::choose_ports_by(seed);
        std::set<std::uint16_t> seen;
        for (int i = 0; i < 4; ++i) {
            const auto port = suite::free_port(kind);
            for (const auto each : {port, suite::swapped(port)}) {
                INFO("seed " << seed << ", port " << each);
                CHECK(each >= 1024);
                CHECK(each < 32'768);  // from here on, outgoing connections take ports
                CHECK(suite::can_bind(kind, "0.0.0.0", each));
                CHECK(seen.insert(each).second);
            }
        }
    }
    suite::choose_ports_by(0);
}

TEST_CASE("a port that becomes free within a moment is waited for, and a held one is told") {
    auto holder = sock::tcp_listener::bind({"0.0.0.0", 0});
    const auto port = holder.local_endpoint().port();
    CHECK_THROWS_AS(suite::require_free(transport::tcp, port), suite::not_applicable);
    auto lease =
        std::async(std::launch::async, [&] { return suite::require_free(transport::tcp, port); });
    CHECK(lease.wait_for(std::chrono::milliseconds(100)) == std::future_status::timeout);
    holder.close();
    CHECK_NOTHROW(lease.get());
}
