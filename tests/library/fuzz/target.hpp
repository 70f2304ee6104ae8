/// @file
/// The function that a fuzzer calls: https://llvm.org/docs/LibFuzzer.html
#pragma once

#include <cstddef>
#include <cstdint>

/// Aborts if these bytes reveal a bug. Returns 0.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size);
