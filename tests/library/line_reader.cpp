#include "loopback.hpp"

#include <string>

using namespace loopback;

TEST_CASE("line_reader: line by line, the rest at the end, then nothing") {
    auto ends = connected();
    ends.client.send_all("uno\n\ndos\r\ntres");
    ends.client.close();
    sock::line_reader lines(100);
    CHECK(lines.next(ends.server, time_limit) == "uno");
    CHECK(lines.next(ends.server, time_limit) == "");
    CHECK(lines.next(ends.server, time_limit) == "dos\r");
    CHECK(lines.next(ends.server, time_limit) == "tres");
    CHECK_FALSE(lines.next(ends.server, time_limit).has_value());
    CHECK_FALSE(lines.next(ends.server, time_limit).has_value());
}

TEST_CASE("line_reader: a deadline that passes in the middle of a line loses nothing") {
    auto ends = connected();
    ends.client.send_all("ho");
    sock::line_reader lines(100);
    const auto seen = failure_of([&] { (void)lines.next(ends.server, 20ms); });
    CHECK((seen.code == std::errc::timed_out));
    ends.client.send_all("la\nmas");
    CHECK(lines.next(ends.server, time_limit) == "hola");
    CHECK(lines.rest() == "mas");
}

TEST_CASE("line_reader: a line of the greatest length, and one byte more") {
    auto ends = connected();
    sock::line_reader lines(20000);
    const std::string longest(20000, 'x');
    ends.client.send_all(longest + "\n" + longest + "y\n");
    CHECK(lines.next(ends.server, time_limit) == longest);
    const auto seen = failure_of([&] { (void)lines.next(ends.server, time_limit); });
    CHECK((seen.code == std::errc::message_size));
    CHECK(seen.operation == "line_reader");
}
