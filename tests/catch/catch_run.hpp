/// @file
/// Catch2 as a function: apart from its macros, which take a second to compile.
#pragma once

namespace sock_catch {

/// Runs the registered test cases with Catch2's own command line; 0 if all passed.
int run(int count, char* arguments[]);

}  // namespace sock_catch
