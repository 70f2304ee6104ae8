#include "support/acting_as.hpp"

#include <sys/stat.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/fsuid.h>
#endif

namespace support {

acting_as::acting_as(uid_t user, gid_t group) {
    become(user, group);
}

acting_as::acting_as(const std::string& path) {
    struct stat about {};
    if (::lstat(path.c_str(), &about) == 0) become(about.st_uid, about.st_gid);
}

void acting_as::become([[maybe_unused]] uid_t user, [[maybe_unused]] gid_t group) {
#ifdef __linux__
    if (user == 0 || user == ::geteuid()) return;
    changed_ = true;
    group_ = static_cast<gid_t>(::setfsgid(group));
    user_ = static_cast<uid_t>(::setfsuid(user));
#endif
}

acting_as::~acting_as() {
#ifdef __linux__
    if (!changed_) return;
    ::setfsuid(user_);
    ::setfsgid(group_);
#endif
}

}  // namespace support
