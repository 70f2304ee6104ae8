#include "sandbox/usage.hpp"

#include <sock_catch.hpp>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

TEST_CASE("memory that cannot be looked at is no memory that is small") {
    REQUIRE(sandbox::memory_in_use().value_or(0) > 0);
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        // As prlimit(2) from a program would do to the box's first process.
        const rlimit none{0, 0};
        if (::setrlimit(RLIMIT_NOFILE, &none) != 0) ::_exit(2);
        ::_exit(sandbox::memory_in_use() ? 1 : 0);
    }
    int status = -1;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(status == 0);
}
