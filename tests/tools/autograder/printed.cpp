// Each mistake in printing replies leaves its own pattern in the output.
#include "autograder/printed.hpp"

#include <sock_catch.hpp>

using suite::printed_cause;

TEST_CASE("what stands between the replies tells where it comes from") {
    CHECK(printed_cause("uno\ntres\n", "uno\nno reply\ntres\n") == "client.no-reply-printed");
    CHECK(printed_cause("uno\ntres\n", "unotres") == "client.newline-not-printed");
    CHECK(printed_cause("uno\n\ntres\n", "uno\ntres\n") == "client.empty-reply-lost");
    CHECK(printed_cause("uno\ntres\n", "uno\nuno\ntres\n") == "client.old-reply");
    CHECK(printed_cause("una larga\nfin\n", "una larga\nfin larga\n") == "client.old-bytes");
    CHECK(printed_cause("Hola Mundo\n", "Hola Mundo\nundo") == "client.old-bytes");
}

TEST_CASE("spaces at the ends of lines") {
    CHECK(printed_cause(" uno \ndos\n", "uno\ndos\n") == "client.strips-reply");
    CHECK(printed_cause(" uno \ndos\n", " uno\ndos\n") == "client.strips-reply");
    CHECK(printed_cause("a  b\n", "a b\n").empty());
    CHECK(suite::same_but_for_spaces(" a b ", "a b"));
    CHECK_FALSE(suite::same_but_for_spaces("a b", "a b"));
    CHECK_FALSE(suite::same_but_for_spaces("a b", "ab"));
}

TEST_CASE("what has no pattern has no cause") {
    CHECK(printed_cause("uno\n", "uno\n").empty());
    CHECK(printed_cause("uno\n", "").empty());
    CHECK(printed_cause("uno\n", "dos\n").empty());
    CHECK(printed_cause("uno\n", "> uno\n").empty());
    CHECK(printed_cause("", "no reply\n") == "client.no-reply-printed");
}
