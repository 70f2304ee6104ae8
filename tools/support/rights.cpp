#include "support/rights.hpp"

#ifdef __linux__
#include <cstdint>

#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace support {

#ifdef __linux__
namespace {

constexpr unsigned needed[] = {CAP_SETUID, CAP_SETGID, CAP_KILL};

constexpr std::uint32_t needed_bits() {
    std::uint32_t bits = 0;
    for (const auto each : needed)
        bits |= 1U << each;
    return bits;
}

bool set_rights(std::uint32_t bits) {
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    __user_cap_data_struct rights[2] = {{bits, bits, bits}, {0, 0, 0}};
    return ::syscall(SYS_capset, &header, rights) == 0;
}

}  // namespace

bool may_become_others() {
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    __user_cap_data_struct rights[2] = {};
    return ::syscall(SYS_capget, &header, rights) == 0 &&
           (rights[0].effective & needed_bits()) == needed_bits();
}

bool keep_rights_to_become_others() {
    if (!set_rights(needed_bits())) return false;
    for (const auto each : needed)
        if (::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, each, 0, 0) != 0) return false;
    return true;
}

bool give_up_rights() {
    return set_rights(0);
}

#else

bool may_become_others() {
    return false;
}

bool keep_rights_to_become_others() {
    return false;
}

bool give_up_rights() {
    return true;
}

#endif

}  // namespace support
