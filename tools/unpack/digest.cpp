#include "unpack/digest.hpp"

#include <nettle/hmac.h>
#include <nettle/version.h>

#include <array>

namespace unpack {
namespace {

const std::uint8_t* data(std::string_view bytes) {
    return reinterpret_cast<const std::uint8_t*>(bytes.data());
}

// Ends the computation with nettle's function for it.
template <class State, class Finish>
std::string result_of(State& state, Finish* finish) {
    std::array<std::uint8_t, SHA256_DIGEST_SIZE> digest{};
#if NETTLE_VERSION_MAJOR >= 4
    finish(&state, digest.data());
#else
    finish(&state, digest.size(), digest.data());
#endif
    constexpr std::string_view digits = "0123456789abcdef";
    std::string made;
    for (const auto byte : digest) {
        made += digits[byte >> 4U];
        made += digits[byte & 15U];
    }
    return made;
}

}  // namespace

void sha256::add(std::string_view bytes) {
    nettle_sha256_update(&state_, bytes.size(), data(bytes));
}

std::string sha256::hex() {
    return result_of(state_, nettle_sha256_digest);
}

std::string sha256_of(std::string_view bytes) {
    sha256 state;
    state.add(bytes);
    return state.hex();
}

std::string hmac_sha256(std::string_view key, std::string_view bytes) {
    hmac_sha256_ctx state{};
    nettle_hmac_sha256_set_key(&state, key.size(), data(key));
    nettle_hmac_sha256_update(&state, bytes.size(), data(bytes));
    return result_of(state, nettle_hmac_sha256_digest);
}

}  // namespace unpack
