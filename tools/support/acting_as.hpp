/// @file
/// Reaches files as another user.
#pragma once

#include <string>

#include <sys/types.h>

namespace support {

/// While it lives, this thread opens and changes files as that user (setfsuid(2)). Without the
/// right to do that it changes nothing. Never root.
class acting_as {
  public:
    acting_as(uid_t user, gid_t group);
    /// The owner of `path`, of /proc/PID the process's user.
    explicit acting_as(const std::string& path);
    acting_as(const acting_as&) = delete;
    acting_as& operator=(const acting_as&) = delete;
    ~acting_as();

  private:
    void become(uid_t user, gid_t group);

    [[maybe_unused]] bool changed_ = false;
    [[maybe_unused]] uid_t user_ = 0;
    [[maybe_unused]] gid_t group_ = 0;
};

}  // namespace support
