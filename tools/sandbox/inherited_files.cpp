#include "sandbox/inherited_files.hpp"

#include "sandbox/request.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace sandbox {

int file_in_memory(const char* name, std::string_view bytes) {
    const int made = ::memfd_create(name, 0);
    if (made < 0) throw failure(std::string{"no memory for "} + name + ": " + std::strerror(errno));
    while (!bytes.empty()) {
        const auto written = ::write(made, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) {
            throw failure(std::string{"cannot write "} + name + ": " + std::strerror(errno));
        }
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    ::lseek(made, 0, SEEK_SET);
    return made;
}

void fill_standard_descriptors() {
    int opened = 0;
    do {
        opened = ::open("/dev/null", O_RDWR);
    } while (opened >= 0 && opened <= 2);
    if (opened > 2) ::close(opened);
}

void close_all_but(std::vector<int> kept) {
    std::sort(kept.begin(), kept.end());
    unsigned from = 3;
    const auto close_until = [&](unsigned next) {
        if (next <= from) return;
        // One call for any number of descriptors. A loop over /proc/self/fd can miss new ones.
        if (::close_range(from, next - 1, 0) != 0) {
            throw failure(std::string{"cannot close descriptors: "} + std::strerror(errno));
        }
    };
    for (const int each : kept) {
        const auto number = static_cast<unsigned>(each);
        if (number < from) continue;
        close_until(number);
        from = number + 1;
    }
    close_until(~0U);
}

}  // namespace sandbox
