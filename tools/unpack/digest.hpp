/// @file
/// SHA-256 and HMAC, with nettle.
#pragma once

#include <nettle/sha2.h>

#include <string>
#include <string_view>

namespace unpack {

class sha256 {
  public:
    sha256() { nettle_sha256_init(&state_); }

    void add(std::string_view bytes);

    /// In hexadecimal. Ends the computation.
    [[nodiscard]] std::string hex();

  private:
    sha256_ctx state_{};
};

/// The digest of one text.
[[nodiscard]] std::string sha256_of(std::string_view bytes);

/// HMAC-SHA256 (RFC 2104) of one text, in hexadecimal.
[[nodiscard]] std::string hmac_sha256(std::string_view key, std::string_view bytes);

}  // namespace unpack
