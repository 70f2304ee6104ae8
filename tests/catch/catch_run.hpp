/// @file
/// Catch2 as a function, without its macros, which take a second to compile.
#pragma once

namespace sock_catch {

/// Runs the registered test cases with Catch2's own command line. Returns 0 if all passed.
int run(int count, char* arguments[]);

}  // namespace sock_catch
