/// @file
/// What the unpacker in its box sends to the process that started it: lines of JSON, with each
/// file's bytes after its line.
///
///     {"file":"a/b.cpp","bytes":123}      and 123 bytes
///     {"note":{"id":"left-out-system","params":{"count":"3"}}}
///     {"refused":{"id":"symbolic-link","params":{"name":"x"}}}
///     {"end":true}
#pragma once

#include "unpack/reader.hpp"

#include <ostream>
#include <string_view>

namespace unpack {

void write_frames(std::ostream& out, const outcome& what);

/// Reads an unpacker's output without trusting it: names, sizes, counts and ids are checked again,
/// and the end must be there. Throws std::runtime_error with what is wrong.
[[nodiscard]] outcome read_frames(std::string_view bytes);

}  // namespace unpack
