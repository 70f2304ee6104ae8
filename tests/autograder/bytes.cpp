#include "autograder/bytes.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <random>

namespace suite {
namespace {

/// The length of the valid UTF-8 sequence at the start of `text`, 0 if there is none (RFC 3629).
std::size_t utf8_length(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(0);
    std::size_t length = 0;
    if (lead >= 0xc2 && lead <= 0xdf) length = 2;
    if (lead >= 0xe0 && lead <= 0xef) length = 3;
    if (lead >= 0xf0 && lead <= 0xf4) length = 4;
    if (length == 0 || text.size() < length) return 0;
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xc0) != 0x80) return 0;
    }
    const bool overlong = (lead == 0xe0 && byte(1) < 0xa0) || (lead == 0xf0 && byte(1) < 0x90);
    const bool outside = (lead == 0xed && byte(1) > 0x9f) || (lead == 0xf4 && byte(1) > 0x8f);
    // U+0080 to U+009F control terminals; U+202A.. and U+2066.. change the direction of text.
    const bool control = lead == 0xc2 && byte(1) < 0xa0;
    const bool bidi = lead == 0xe2 && (byte(1) == 0x80 || byte(1) == 0x81);
    return overlong || outside || control || bidi ? 0 : length;
}

std::string escape(unsigned char byte) {
    if (byte == '\n') return "\\n";
    if (byte == '\r') return "\\r";
    if (byte == '\t') return "\\t";
    if (byte == '\0') return "\\0";
    if (byte == '"' || byte == '\\') return std::string("\\") + static_cast<char>(byte);
    std::array<char, 8> text{};
    std::snprintf(text.data(), text.size(), "\\x%02x", byte);
    return text.data();
}

std::string escape_all(std::string_view bytes) {
    std::string result;
    while (!bytes.empty()) {
        const auto c = static_cast<unsigned char>(bytes[0]);
        const auto wide = utf8_length(bytes);
        if (wide > 0) result.append(bytes.substr(0, wide));
        if (wide == 0 && c >= 0x20 && c < 0x7f && c != '"' && c != '\\')
            result += bytes[0];
        else if (wide == 0)
            result += escape(c);
        bytes.remove_prefix(std::max<std::size_t>(wide, 1));
    }
    return result;
}

}  // namespace

std::string show(std::string_view bytes, std::size_t longest) {
    if (bytes.size() <= longest) return '"' + escape_all(bytes) + '"';
    const auto part = longest / 2;
    return '"' + escape_all(bytes.substr(0, part)) + "\" … \"" +
           escape_all(bytes.substr(bytes.size() - part)) + '"';
}

std::size_t common_prefix(std::string_view a, std::string_view b) {
    const auto shorter = std::min(a.size(), b.size());
    std::size_t same = 0;
    while (same < shorter && a[same] == b[same])
        ++same;
    return same;
}

std::string show_around(std::string_view bytes, std::size_t at) {
    const auto from = at > 8 ? at - 8 : 0;
    return show(bytes.substr(std::min(from, bytes.size()), 24));
}

std::string noise(std::size_t count, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    std::string result(count, '\0');
    for (std::size_t at = 0; at < count; at += sizeof(std::uint64_t)) {
        const std::uint64_t word = random();
        std::memcpy(result.data() + at, &word, std::min(sizeof word, count - at));
    }
    return result;
}

std::string count(std::size_t number) {
    auto digits = std::to_string(number);
    for (auto place = static_cast<std::ptrdiff_t>(digits.size()) - 3; place > 0; place -= 3) {
        if (number >= 10000) digits.insert(static_cast<std::size_t>(place), " ");
    }
    return digits;
}

std::string seconds(double value) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.1f", value);
    return text.data();
}

}  // namespace suite
