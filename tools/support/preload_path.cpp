#include "support/preload_path.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace support {

std::string preload_path(const std::string& library) {
    if (library.find_first_of(" :$") == std::string::npos) return library;
    const int fd = ::open(library.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return library;
    return "/proc/" + std::to_string(::getpid()) + "/fd/" + std::to_string(fd);
}

}  // namespace support
