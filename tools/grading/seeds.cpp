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

// A link does not replace what another run has made meanwhile. True if this one's secret counts.
bool make(const folder& in, const course::catalogue& words) {
    const std::string name(secret_file);
    const auto own = name + "." + random_secret().substr(0, 8);  // of this run alone
    return in_words(words, [&] {
        in.write(own, random_secret() + "\n", owner_only);
        const bool linked = ::linkat(in.get(), own.c_str(), in.get(), name.c_str(), 0) == 0;
        // Not every file system has links (exFAT): there, one run at a time makes a secret.
        const bool no_links = !linked && errno != EEXIST;
        if (no_links) in.write(name, *in.read(own, 2 * digits), owner_only);
        in.remove(own);
        return linked || no_links;
    });
}

}  // namespace

seeds seeds::read(const folder& in, const course::catalogue& words) {
    const std::string name(secret_file);
    seeds result;
    if (!in.has(name) && make(in, words)) result.made_ = in.shown() / name;
    const auto secret = parse(in.read(name, 2 * digits).value_or(""));
    if (!secret)
        throw problem(error_of_use, words.text("seeds.no-secret",
                                               {{"file", (in.shown() / name).generic_string()}}));
    result.secret_ = *secret;
    // A copy from elsewhere may be readable for all.
    ::fchmodat(in.get(), name.c_str(), owner_only, 0);
    return result;
}

std::string seeds::of(const std::string& sha256) const {
    const auto mac = unpack::hmac_sha256(secret_, sha256);
    std::uint64_t value = 0;
    std::from_chars(mac.data(), mac.data() + 16, value, 16);
    return std::to_string(value);
}

folder folder_above(const folder& shard) {
    auto path = std::filesystem::absolute(shard.shown()).lexically_normal();
    if (!path.has_filename()) path = path.parent_path();
    return folder::open(path.parent_path());
}

std::optional<std::string> secret_of_shards(const folder& one_of_them) {
    return folder_above(one_of_them).read(std::string(secret_file), 2 * digits);
}

void keep_secret(const std::string& file, const folder& out, const course::catalogue& words) {
    const std::string name(secret_file);
    if (!out.has(name)) record_file(out, name, file, words, owner_only);
}

}  // namespace grading
