// The one translation unit that holds Catch2's implementation: with 2.13 it takes some 13 s to
// compile, so every test program of the project links this one.
#if __has_include(<catch2/catch_session.hpp>)
#include <catch2/catch_session.hpp>
#else
#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>
#endif

#include "sock_catch.hpp"

int sock_catch::run(int count, char* arguments[]) {
    return Catch::Session().run(count, arguments);
}
