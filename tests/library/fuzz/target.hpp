/// @file
/// What a fuzzer calls: https://llvm.org/docs/LibFuzzer.html
#pragma once

#include <cstddef>
#include <cstdint>

/// Aborts if these bytes show a bug. Returns 0.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size);
