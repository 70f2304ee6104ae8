/// @file
/// Catch2, whichever is installed: 2.13 is one header, 3.x is split (and has no catch.hpp).
#pragma once

#if __has_include(<catch2/catch_test_macros.hpp>)
#include <catch2/catch_test_macros.hpp>
#else
#include <catch2/catch.hpp>
#endif

namespace sock_catch {

/// Runs the registered test cases with Catch2's own command line; 0 if all passed.
int run(int count, char* arguments[]);

}  // namespace sock_catch
