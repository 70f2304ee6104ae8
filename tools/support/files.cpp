#include "support/files.hpp"

#include <cerrno>
#include <cstdint>
#include <fstream>
#include <system_error>

namespace support {
namespace {

[[noreturn]] void fail(const std::filesystem::path& path, int reason) {
    throw std::system_error(reason, std::generic_category(), path.string());
}

}  // namespace

std::string read_file(const std::filesystem::path& path) {
    errno = 0;
    std::ifstream from(path, std::ios::binary);
    if (!from) fail(path, errno != 0 ? errno : ENOENT);
    std::string bytes;
    std::string piece(256 * 1024, '\0');
    while (from.read(piece.data(), static_cast<std::streamsize>(piece.size())) || from.gcount() > 0)
        bytes.append(piece, 0, static_cast<std::size_t>(from.gcount()));
    if (from.bad()) fail(path, errno != 0 ? errno : EIO);
    return bytes;
}

void write_file(const std::filesystem::path& path, std::string_view bytes) {
    errno = 0;
    std::ofstream to(path, std::ios::binary | std::ios::trunc);
    to.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    to.close();
    if (!to) fail(path, errno != 0 ? errno : EIO);
}

std::string fingerprint(std::string_view bytes) {
    std::uint64_t hash = 0xCBF29CE484222325U;
    for (const char byte : bytes)
        hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001B3U;
    constexpr std::string_view digits = "0123456789abcdef";
    std::string result(16, '0');
    for (auto it = result.rbegin(); it != result.rend(); ++it, hash >>= 4U)
        *it = digits[hash & 0xFU];
    return result;
}

}  // namespace support
