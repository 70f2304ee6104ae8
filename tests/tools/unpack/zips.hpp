/// @file
/// Archives made byte by byte, with wrong fields on request.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace test_unpack {

/// One entry of a zip. Fields that are not set are derived correctly from `bytes`.
struct zip_entry {
    std::string name;
    std::string bytes;
    std::uint32_t mode = 0100644;  ///< Unix mode: type and permissions
    std::uint8_t made_by = 3;      ///< 3 Unix, 0 MS-DOS
    std::uint16_t flags = 0;
    std::uint16_t method = 0;  ///< 0 stored, 8 deflated
    std::string extra;
    std::string ahead;                        ///< bytes before its header that belong to no entry
    bool descriptor = false;                  ///< sizes after the data, as a stream writes them
    std::optional<std::string> packed;        ///< the data as stored
    std::optional<std::string> local_name;    ///< another name in the local header
    std::optional<std::uint32_t> size;        ///< the size in both headers
    std::optional<std::uint32_t> local_size;  ///< the size in the local header only
    std::optional<std::uint32_t> crc;
    std::optional<std::uint32_t> offset;  ///< the offset in the directory
};

/// The bytes around the entries.
struct zip_frame {
    std::string before;   ///< bytes before everything; offsets count from their end
    std::string between;  ///< bytes between the data and the directory
    std::string after;    ///< bytes after the end record
    std::string comment;
    std::optional<std::uint16_t> entries;         ///< the count in the end record
    std::optional<std::uint32_t> directory_size;  ///< the directory's size in the end record
};

[[nodiscard]] std::string zip(const std::vector<zip_entry>& entries, const zip_frame& around = {});

/// A correct zip of files.
[[nodiscard]] std::string plain_zip(const std::vector<std::pair<std::string, std::string>>& files);

/// `value` in `size` bytes, the lowest first.
[[nodiscard]] std::string number(std::uint64_t value, unsigned size);

[[nodiscard]] std::uint32_t crc32(std::string_view bytes);

/// A deflate stream of `count` zeros, 158 times smaller.
[[nodiscard]] std::string deflated_zeros(std::size_t count);

/// A gzip file of `bytes`, not compressed.
[[nodiscard]] std::string gzip(std::string_view bytes);

/// One entry of a tar or 7z.
struct packed_entry {
    std::string name;
    std::string bytes;
    char kind = 'f';        ///< f file, d folder, l symbolic link, h hard link, c device, p FIFO
    std::string link = {};  ///< a link's target
};

[[nodiscard]] std::string tar_gz(const std::vector<packed_entry>& entries);
[[nodiscard]] std::string plain_tar(const std::vector<packed_entry>& entries);
[[nodiscard]] std::string seven_zip(const std::vector<packed_entry>& entries);

}  // namespace test_unpack
