#include "unpack/digest.hpp"

#include <nettle/version.h>

#include <array>

namespace unpack {

void sha256::add(std::string_view bytes) {
    nettle_sha256_update(&state_, bytes.size(),
                         reinterpret_cast<const std::uint8_t*>(bytes.data()));
}

std::string sha256::hex() {
    std::array<std::uint8_t, SHA256_DIGEST_SIZE> digest{};
#if NETTLE_VERSION_MAJOR >= 4
    nettle_sha256_digest(&state_, digest.data());
#else
    nettle_sha256_digest(&state_, digest.size(), digest.data());
#endif
    constexpr std::string_view digits = "0123456789abcdef";
    std::string made;
    for (const auto byte : digest) {
        made += digits[byte >> 4U];
        made += digits[byte & 15U];
    }
    return made;
}

std::string sha256_of(std::string_view bytes) {
    sha256 state;
    state.add(bytes);
    return state.hex();
}

}  // namespace unpack
