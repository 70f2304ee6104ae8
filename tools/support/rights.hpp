/// @file
/// The rights of root that a process needs in order to start programs as other users, to end them,
/// and no more (capabilities(7)).
#pragma once

namespace support {

/// True if this process has them.
[[nodiscard]] bool may_become_others();

/// Gives up all other rights, and keeps these also when it executes a program. False, with errno,
/// if it did not have them.
[[nodiscard]] bool keep_rights_to_become_others();

/// Gives up all rights. False, with errno, if that failed.
[[nodiscard]] bool give_up_rights();

}  // namespace support
