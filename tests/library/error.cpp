#include "loopback.hpp"

#include <string>
#include <type_traits>

using loopback::failure_of;

namespace {

sock::error system_error(int code, std::string_view operation = "connect") {
    return {std::error_code(code, std::system_category()), operation, "127.0.0.1:5000"};
}

}  // namespace

TEST_CASE("error: names the operation, the address, the reason and its symbol") {
    const auto refused = system_error(ECONNREFUSED);
    CHECK(std::string(refused.what()) ==
          "connect 127.0.0.1:5000: Connection refused (ECONNREFUSED)");
    CHECK(std::string(refused.operation()) == "connect");
    CHECK(std::string(refused.address()) == "127.0.0.1:5000");
    CHECK((refused.code() == std::errc::connection_refused));
}

TEST_CASE("error: is a std::system_error") {
    const auto refused = system_error(ECONNREFUSED);
    const std::system_error& base = refused;
    CHECK(std::string(base.what()) == refused.what());
    CHECK(base.code().value() == ECONNREFUSED);
}

TEST_CASE("error: without an address, says nothing in its place") {
    const sock::error plain({EBADF, std::system_category()}, "recv", "", "this socket is closed");
    CHECK(std::string(plain.what()) == "recv: this socket is closed (EBADF)");
    CHECK(plain.address().empty());
}

TEST_CASE("error: a code without a known name keeps its number") {
    CHECK(std::string(system_error(12345).what()).find("(error 12345)") != std::string::npos);
}

TEST_CASE("error: copies do not throw") {
    STATIC_REQUIRE(std::is_nothrow_copy_constructible_v<sock::error>);
    const auto first = system_error(ECONNREFUSED);
    const sock::error second = first;  // NOLINT: the test is about the copy
    CHECK(std::string(second.address()) == "127.0.0.1:5000");
}

TEST_CASE("error: every failure of the troubleshooting table has a hint in both languages") {
    for (const int code : {EADDRINUSE, EADDRNOTAVAIL, ECONNREFUSED, ENETUNREACH, EHOSTUNREACH,
                           EACCES, EPERM, EMFILE, ENFILE, ETIMEDOUT, ECONNRESET, EPIPE, EBADF}) {
        INFO(code);
        const auto failed = system_error(code);
        const std::string english(failed.hint(sock::language::en));
        const std::string spanish(failed.hint(sock::language::es));
        CHECK(english.size() > 20);
        CHECK(spanish.size() > 20);
        CHECK(english != spanish);
        CHECK(english.back() == '.');
        CHECK(spanish.back() == '.');
        CHECK(english == std::string(failed.hint()));
    }
    for (const int code : {EAI_NONAME, EAI_AGAIN}) {
        const sock::error failed({code, sock::detail::resolver_category()}, "resolve", "x:1");
        CHECK_FALSE(failed.hint(sock::language::en).empty());
        CHECK_FALSE(failed.hint(sock::language::es).empty());
    }
}

TEST_CASE("error: a hint speaks of the operation") {
    const std::string bind(system_error(EACCES, "bind").hint());
    const std::string connect(system_error(EACCES, "connect").hint());
    CHECK(bind.find("1024") != std::string::npos);
    CHECK(connect.find("firewall") != std::string::npos);
}

TEST_CASE("error: no hint where there is nothing good to say") {
    CHECK(system_error(EISCONN).hint().empty());
    CHECK(system_error(EINVAL, "shutdown").hint().empty());
}

TEST_CASE("error: the errors of a lookup that have a counterpart equal it") {
    const sock::error again({EAI_AGAIN, sock::detail::resolver_category()}, "resolve", "x:1");
    const sock::error memory({EAI_MEMORY, sock::detail::resolver_category()}, "resolve", "x:1");
    const sock::error unknown({EAI_NONAME, sock::detail::resolver_category()}, "resolve", "x:1");
    CHECK((again.code() == std::errc::resource_unavailable_try_again));
    CHECK((memory.code() == std::errc::not_enough_memory));
    CHECK_FALSE((unknown.code() == std::errc::invalid_argument));
    CHECK(std::string(unknown.what()).find("(EAI_NONAME)") != std::string::npos);
}
