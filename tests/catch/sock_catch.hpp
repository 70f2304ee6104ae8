/// @file
/// Catch2, in the version that the build system found: 2.13 is one header, 3.x is split. A machine
/// may have the headers of one and the library of the other, so __has_include cannot decide.
#pragma once

#if SOCK_CATCH2_MAJOR >= 3
#include <catch2/catch_session.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>
#include <catch2/matchers/catch_matchers_all.hpp>
#else
#include <catch2/catch.hpp>
#endif
