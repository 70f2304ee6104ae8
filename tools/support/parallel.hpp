/// @file
/// The same work for many items, on all cores.
#pragma once

#include <cstddef>
#include <functional>

namespace support {

/// The number of cores.
[[nodiscard]] std::size_t cores();

/// Calls work(0) … work(count - 1), `at_once` at a time. `work` must not throw.
void for_each_index(std::size_t count, const std::function<void(std::size_t)>& work,
                    std::size_t at_once = cores());

}  // namespace support
