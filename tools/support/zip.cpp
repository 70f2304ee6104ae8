#include "support/zip.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

namespace support {
namespace {

constexpr std::uint16_t version = 20;                         // the first with folders
constexpr std::uint16_t made_on_unix = (3U << 8U) | version;  // so that permissions are used
constexpr std::uint16_t names_are_utf8 = 1U << 11U;
constexpr std::uint16_t midnight = 0;
constexpr std::uint16_t day = (20U << 9U) | (1U << 5U) | 1U;  // 2000-01-01, counted from 1980

void put16(std::string& into, std::uint32_t value) {
    into += static_cast<char>(value & 0xFFU);
    into += static_cast<char>((value >> 8U) & 0xFFU);
}

void put32(std::string& into, std::uint32_t value) {
    put16(into, value & 0xFFFFU);
    put16(into, value >> 16U);
}

std::uint32_t length(std::string_view bytes) {
    return static_cast<std::uint32_t>(bytes.size());
}

// The fields that an entry's header and its directory record share.
std::string description(const file_entry& it) {
    std::string result;
    put16(result, version);
    put16(result, names_are_utf8);
    put16(result, 0);  // stored as it is
    put16(result, midnight);
    put16(result, day);
    put32(result, crc32(it.bytes));
    put32(result, length(it.bytes));
    put32(result, length(it.bytes));
    put16(result, length(it.path));
    put16(result, 0);  // no extra field, which would hold times and owners
    return result;
}

std::string directory_line(const file_entry& it, const std::string& described,
                           std::uint32_t offset) {
    const std::uint32_t mode = it.executable ? 0100755U : 0100644U;
    std::string result = "PK\x01\x02";
    put16(result, made_on_unix);
    result += described;
    put16(result, 0);  // no comment
    put16(result, 0);  // on the first disk
    put16(result, 0);
    put32(result, mode << 16U);
    put32(result, offset);
    return result + it.path;
}

}  // namespace

// Bit by bit: these archives are small.
std::uint32_t crc32(std::string_view bytes) {
    std::uint32_t crc = 0xFFFFFFFFU;
    for (const char byte : bytes) {
        crc ^= static_cast<unsigned char>(byte);
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? 0xEDB88320U : 0U);
    }
    return ~crc;
}

std::string zip(std::vector<file_entry> entries) {
    std::sort(entries.begin(), entries.end(),
              [](const file_entry& a, const file_entry& b) { return a.path < b.path; });
    std::string result;
    std::string directory;
    for (const auto& it : entries) {
        const auto described = description(it);
        directory += directory_line(it, described, length(result));
        result += "PK\x03\x04" + described + it.path + it.bytes;
    }
    const auto start = length(result);
    result += directory + "PK\x05\x06";
    put32(result, 0);
    put16(result, static_cast<std::uint32_t>(entries.size()));
    put16(result, static_cast<std::uint32_t>(entries.size()));
    put32(result, length(directory));
    put32(result, start);
    put16(result, 0);
    return result;
}

}  // namespace support
