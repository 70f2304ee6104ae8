/// @file
/// Numbers that several programs share.
#pragma once

namespace support {

/// The exit status of sock-box when the box has failed, not the program in it.
inline constexpr int box_failed = 125;

/// The descriptor of the file for recorded calls in a student's program: above the descriptors that
/// the program opens itself, below `first_parked`.
inline constexpr int recording_fd = 190;

/// Between fork and exec, descriptors to pass on are moved to this number and those above it, so
/// that no dup2 overwrites one of them. A caller asks only for lower numbers.
inline constexpr int first_parked = 200;

static_assert(recording_fd < first_parked);

}  // namespace support
