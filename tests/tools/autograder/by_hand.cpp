#include "autograder/by_hand.hpp"

#include <sock_catch.hpp>

using namespace suite;

TEST_CASE("bytes become a command that writes exactly them") {
    CHECK(by_hand::output("hola\n") == "printf 'hola\\n'");
    CHECK(by_hand::output("it's 100 %\\") == "printf 'it'\\''s 100 %%\\\\'");
    CHECK(by_hand::output(std::string("uno\0dos", 7)) == "printf 'uno\\000dos'");
    CHECK(by_hand::output("ñ") == "printf 'ñ'");
}

TEST_CASE("bytes that a person cannot type come from /dev/urandom") {
    CHECK(by_hand::output(std::string(1024, 'x')) == "head -c 1024 /dev/urandom");
    CHECK(by_hand::output("\xff") == "head -c 1 /dev/urandom");
}

TEST_CASE("a connection is a descriptor of the shell") {
    CHECK(by_hand::connect(3, "127.0.0.1", 5000) == "exec 3<>/dev/tcp/127.0.0.1/5000");
    CHECK(by_hand::send(3, "hola\n") == "printf 'hola\\n' >&3");
    CHECK(by_hand::receive(3, 5) == "head -c 5 <&3");
    CHECK(by_hand::close(3) == "exec 3>&-");
}
