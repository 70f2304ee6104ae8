#include "grading/seeds.hpp"

#include "grading/exports.hpp"
#include "grading/problem.hpp"
#include "grading/record.hpp"
#include "unpack/digest.hpp"

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>
#include <system_error>

#include <sys/stat.h>
#include <unistd.h>

namespace grading {
namespace {

constexpr std::size_t digits = 64;
constexpr mode_t owner_only = 0600;

std::string random_secret() {
    std::array<char, digits / 2> bytes{};
    if (::getentropy(bytes.data(), bytes.size()) != 0)
        throw std::system_error(errno, std::generic_category(), "getentropy");
    return unpack::sha256_of({bytes.data(), bytes.size()});
}

// An editor may have added an end of line.
std::optional<std::string> parse(std::string_view text) {
    const auto secret = text.substr(0, digits);
    const bool right = secret.size() == digits &&
                       secret.find_first_not_of("0123456789abcdef") == secret.npos &&
                       text.find_first_not_of("\r\n", digits) == text.npos;
    return right ? std::optional(std::string(secret)) : std::nullopt;
}

}  // namespace

seeds seeds::read(const folder& out, const course::catalogue& words) {
    const std::string name(secret_file);
    seeds result;
    result.fresh_ = !out.has(name);
    if (result.fresh_) record_file(out, name, random_secret() + "\n", words, owner_only);
    const auto secret = parse(out.read(name, 2 * digits).value_or(""));
    if (!secret)
        throw problem(error_of_use, words.text("seeds.no-secret",
                                               {{"file", (out.shown() / name).generic_string()}}));
    result.secret_ = *secret;
    // A copy from elsewhere may be readable for all.
    ::fchmodat(out.get(), name.c_str(), owner_only, 0);
    return result;
}

std::string seeds::of(const std::string& sha256) const {
    const auto mac = unpack::hmac_sha256(secret_, sha256);
    std::uint64_t value = 0;
    std::from_chars(mac.data(), mac.data() + 16, value, 16);
    return std::to_string(value);
}

}  // namespace grading
