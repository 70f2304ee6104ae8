/// @file
/// How much a submission may hold. The four programs and a report are some 20 KB; a platform's
/// limit is usually 5 to 20 MB.
#pragma once

#include <cstddef>

namespace unpack::limits {

constexpr std::size_t kib = 1024;
constexpr std::size_t mib = 1024 * kib;

constexpr std::size_t archive_bytes = 10 * mib;  ///< of the archive itself
constexpr std::size_t files = 200;               ///< files that are taken
/// Entries that are read: a forgotten .git or build folder has hundreds, which are left out.
constexpr std::size_t entries = 5000;
constexpr std::size_t depth = 8;
constexpr std::size_t name_bytes = 120;  ///< of one part; ext4 has room for 255
constexpr std::size_t path_bytes = 240;
constexpr std::size_t file_bytes = mib;
constexpr std::size_t total_bytes = 5 * mib;
/// The part of it that only sources may use, so that pictures do not take the room of a program.
constexpr std::size_t source_bytes = 2 * mib;
constexpr std::size_t other_bytes = total_bytes - source_bytes;
/// An archive that expands further is a bomb. Sources compress to a fifth and text of one letter to
/// a thousandth, so the ratio counts only when the whole is large.
constexpr std::size_t ratio = 100;
constexpr std::size_t suspicious_bytes = 10 * mib;
constexpr std::size_t expanded_bytes = 200 * mib;  ///< together with what is left out

constexpr std::size_t notes = 64;
constexpr std::size_t text_bytes = 400;  ///< of one parameter of a note

}  // namespace unpack::limits
