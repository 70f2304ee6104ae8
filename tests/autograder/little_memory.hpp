/// @file
/// Whether a program holds a whole file in memory.
#pragma once

#include "autograder/check.hpp"
#include "autograder/program.hpp"

#include <cstdint>

namespace suite {

/// Fails if `process` has much more memory than `before`, in bytes, while it transfers a file of
/// `size` bytes. `todo` is the one that the failure speaks of.
void require_little_memory(context& ctx, program& process, std::uint64_t before, std::uint64_t size,
                           const char* todo);

}  // namespace suite
