// What a check accepts of a program whose mistake another check has told.
#include "autograder/given.hpp"

#include "autograder/echo.hpp"

#include <sock_catch.hpp>

namespace {

suite::given accepting(const suite::finding& found) {
    suite::given result;
    const auto deviation = suite::deviation_of(found, "tcp_server/echo");
    REQUIRE(deviation);
    result.accept(*deviation);
    return result;
}

// Of a server that makes `got` of `sent`.
suite::given after(std::string_view sent, std::string_view got) {
    return accepting(suite::altered(suite::differs(sent, got), sent, got));
}

}  // namespace

TEST_CASE("without a difference, nothing is changed") {
    const suite::given nothing;
    CHECK(nothing.undo("hola\n", "Hola\0\n\n") == "Hola\0\n\n");
    CHECK_FALSE(nothing.accepts(suite::way::other_place));
    CHECK(nothing.used().empty());
}

TEST_CASE("what a server adds is left out of each reply, and the check says so") {
    const auto prefix = after("hola\n", "ECHO: hola\n");
    CHECK(prefix.undo("uno\ndos\n", "ECHO: uno\nECHO: dos\n") == "uno\ndos\n");
    CHECK(prefix.undo("uno\n", "ECHO: un") == "un");
    REQUIRE(prefix.used().size() == 1);
    CHECK(prefix.used().front().id == "given.adds");
    CHECK(prefix.used().front().params.at("added") == "\"ECHO: \"");
    const auto unmet = after("hola\n", "ECHO: hola\n");
    CHECK(unmet.undo("uno\n", "uno\n") == "uno\n");
    CHECK(unmet.used().empty());

    const auto suffix = after("hola\n", "hola\nbye\n");
    CHECK(suffix.undo("uno\ndos\n", "uno\nbye\ndos\nbye\n") == "uno\ndos\n");
    CHECK(suffix.undo("bye\n", "bye\nbye\n") == "bye\n");
}

TEST_CASE("newlines, letters and zero bytes that differ are read as they were meant") {
    const auto lost = after("hola\n", "hola");
    CHECK(lost.undo("uno\ndos\n", "unodos") == "uno\ndos\n");
    CHECK(lost.undo("uno\ndos\n", "un") == "un");
    const auto doubled = after("a\nb\n", "a\r\nb\r\n");
    CHECK(doubled.undo("uno\ndos\n", "uno\r\ndos\r\n") == "uno\ndos\n");
    const auto upper = after("hola\n", "HOLA\n");
    CHECK(upper.undo("Uno\n", "UNO\n") == "Uno\n");
    CHECK(upper.undo("Uno\n", "UNA\n") == "UnA\n");
    const auto zero = after("hola\n", std::string("hola\n\0", 6));
    CHECK(zero.undo("a\nb\n", std::string("a\n\0b\n\0", 6)) == "a\nb\n");
}

TEST_CASE("another mistake beside the accepted one stays in sight") {
    const auto prefix = after("hola\n", "> hola\n");
    CHECK(prefix.undo("uno\n", "> une\n") == "une\n");
    CHECK(prefix.undo("uno\n", "> uno\nmore") == "uno\nmore");
    CHECK(prefix.undo("uno\n", "") == "");
    CHECK(prefix.undo("", "> ") == "");
}

TEST_CASE("of a program that sends its whole buffer, what stands behind each reply is left out") {
    const auto whole = after("hola\n", std::string("hola\n\0\0\0\0\0", 10));
    CHECK(whole.undo("hola\n", std::string("hola\n\0\0\0\0\0", 10)) == "hola\n");
    // What stands there is old; it may begin as the next reply does.
    CHECK(whole.undo("uno\ndos\n", "uno\nxxxxxxdos\n......") == "uno\ndos\n");
    CHECK(whole.undo("uno\ndos\n", "uno\ndxxxxxdos\n......") == "uno\ndos\n");
    CHECK(whole.undo("uno\n", "un") == "un");
    CHECK(whole.undo("uno\n", "dos\n......") == "dos\n......");
    CHECK(whole.undo("uno\n", "uno\n......uno\n......") == "uno\nuno\n......");
    CHECK(whole.undo("", "xxxxxxxxxx").empty());
    CHECK(whole.used().front().id == "given.padding");
}

TEST_CASE("a reply that comes twice counts once") {
    const auto twice = after("hola\n", "hola\nhola\n");
    CHECK(twice.undo("hola\n", "hohola\nla\n") == "hola\n");
    CHECK(twice.undo("hola\n", "hola\n") == "hola\n");
    CHECK(twice.undo("hola\nuno\n", "hola\nhola\nuno\nu") == "hola\nuno\n");
    CHECK(twice.undo("aaaa", "aaaaaaaa") == "aaaa");
    CHECK(twice.undo("hola\n", "hola\nhola\nhola\n") == "hola\nhola\n");
    CHECK(twice.undo("hola\n", "adiós\nadiós\n") == "adiós\nadiós\n");
    CHECK(twice.used().front().id == "given.twice");
}

TEST_CASE("bytes from 0x80 on may differ, and the others may not") {
    const auto changed = after("ma\xc3\xb1", "maC1");
    CHECK(changed.undo("\xc3\xb1o\n", "C1o\n") == "\xc3\xb1o\n");
    CHECK(changed.undo("\xc3\xb1o\n", "??o") == "\xc3\xb1o");
    CHECK(changed.used().front().id == "given.high-bytes");
    CHECK(changed.undo("\xc3\xb1o\n", "C1u\n") == "C1u\n");
    CHECK(changed.undo("o\n", "o\n!") == "o\n!");
}

TEST_CASE("bytes from 0x80 on may be lost, and the others may not") {
    const auto lost = after("ma\xc3\xb1"
                            "ana\n",
                            "maana\n");
    CHECK(lost.undo("a\xc3\xb1o\n", "ao\n") == "a\xc3\xb1o\n");
    CHECK(lost.undo("a\xc3\xb1o\n", "a") == "a\xc3\xb1");
    CHECK(lost.undo("\xc3", "") == "\xc3");
    CHECK(lost.used().front().id == "given.no-high-bytes");
    CHECK(lost.undo("a\xc3\xb1o\n", "au\n") == "a\xc3\xb1u\n");
    CHECK(lost.undo("o\n", "o\no\n") == "o\no\n");
}

TEST_CASE("a datagram may be lost, or cut, where that is the mistake") {
    const auto first = accepting({{"datagram.first-lost", {}}, {}, {}, {}, {}});
    CHECK(first.accepts(suite::way::first_datagram));
    CHECK_FALSE(first.alters_bytes());
    const auto cut = accepting({{"datagram.shrinks", {}}, {}, {}, {}, {}});
    CHECK(cut.undo("datagrama 3", "data") == "datagrama 3");
    CHECK(cut.undo("datagrama 3", "dato") == "dato");
    CHECK_FALSE(cut.accepts(suite::way::first_datagram));
}

TEST_CASE("a server that answers from another port, or twice, is told only where it did") {
    const suite::given nothing;
    CHECK_FALSE(nothing.accepts(suite::way::other_socket));
    CHECK_FALSE(nothing.accepts(suite::way::two_datagrams));
    const auto elsewhere = accepting({{"datagram.other-socket", {}}, {}, {}, {}, {}});
    CHECK_FALSE(elsewhere.alters_bytes());
    CHECK(elsewhere.used().empty());
    CHECK(elsewhere.accepts(suite::way::other_socket));
    CHECK_FALSE(elsewhere.accepts(suite::way::two_datagrams));
    CHECK(elsewhere.used().front().id == "given.other-socket");
    const auto twice = accepting({{"datagram.duplicated", {}}, {}, {}, {}, {}});
    CHECK(twice.accepts(suite::way::two_datagrams));
    CHECK(twice.undo("aa", "aa") == "aa");
}

TEST_CASE("the status of a program that fails at its end is accepted, and no other") {
    const auto fails = accepting({{"client.fails-at-end", {{"status", "3"}}}, {}, {}, {}, {}});
    CHECK_FALSE(fails.ends_well_with(1));
    CHECK(fails.used().empty());
    CHECK(fails.ends_well_with(3));
    CHECK(fails.used().front().params.at("status") == "3");
    CHECK_FALSE(suite::given().ends_well_with(1));
}

TEST_CASE("a client that uses another port is met there") {
    const suite::given nothing;
    CHECK(nothing.port_for(5000) == 5000);
    const auto swapped = accepting({{"client.swapped-port", {{"found", "34835"}}}, {}, {}, {}, {}});
    CHECK(swapped.port_for(5000) == 34835);
    const auto constant = accepting({{"client.wrong-port", {{"found", "5557"}}}, {}, {}, {}, {}});
    CHECK(constant.port_for(5000) == 5557);
    CHECK(constant.used().front().id == "given.connects");
}

TEST_CASE("a place is accepted, and a mistake that hides the rest is not") {
    const auto swapped = accepting({{"listen.swapped-port", {{"found", "48069"}}},
                                    {},
                                    {"got.listens", {{"where", "0.0.0.0:48069"}, {"kind", "TCP"}}},
                                    {},
                                    {}});
    CHECK(swapped.accepts(suite::way::other_place));
    CHECK(swapped.on_another_port());
    CHECK(swapped.used().front().params.at("where") == "0.0.0.0:48069");
    CHECK_FALSE(suite::deviation_of({{"listen.udp-instead", {}}, {}, {}, {}, {}}, "x/y"));
    CHECK_FALSE(suite::deviation_of({{"echo.nothing", {}}, {}, {}, {}, {}}, "x/y"));
    // Nothing is known of what it adds.
    CHECK_FALSE(suite::deviation_of({{"echo.extra", {}}, {}, {}, {}, {}}, "x/y"));
}

TEST_CASE("a decoration is what stands before every line") {
    CHECK(suite::decoration_of("a\nb\n", "got: a\ngot: b\n") == "got: ");
    CHECK(suite::decoration_of("a\nb\n", "hello\na\nb\n").empty());
    CHECK(suite::decoration_of("a\nb\n", "got: a\n").empty());
    CHECK(suite::decoration_of("a\n", "a\n").empty());
    CHECK(suite::decoration_of("a", "got: a").empty());
}
