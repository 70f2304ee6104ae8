// The one translation unit with Catch2's implementation, or with references to it if the system has
// the compiled library: 2.13 takes the compiler 15 s.
#include "catch/catch_run.hpp"

#if defined(SOCK_CATCH_COMPILED)
extern "C" int sock_catch_compiled_main(int count, char* arguments[]);

int sock_catch::run(int count, char* arguments[]) {
    return sock_catch_compiled_main(count, arguments);
}
#else
#if SOCK_CATCH2_MAJOR >= 3
#include <catch2/catch_session.hpp>
#else
#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>
#endif

int sock_catch::run(int count, char* arguments[]) {
    return Catch::Session().run(count, arguments);
}
#endif
