/// @file
/// Catch2, whichever is installed: 2.13 is one header, 3.x is split (and has no catch.hpp).
#pragma once

#if __has_include(<catch2/catch_test_macros.hpp>)
#include <catch2/catch_test_macros.hpp>
#else
#include <catch2/catch.hpp>
#endif
