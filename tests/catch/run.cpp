// The one translation unit that holds Catch2's implementation, or asks for it where the system has
// it compiled: 2.13 takes 15 s of the compiler.
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
