/// @file
/// Archives made byte by byte, so that they can lie.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace test_unpack {

/// One entry of a zip. What is not said is derived honestly from `bytes`.
struct zip_entry {
    std::string name;
    std::string bytes;
    std::uint32_t mode = 0100644;  ///< of Unix: type and permissions
    std::uint8_t made_by = 3;      ///< 3 Unix, 0 MS-DOS
    std::uint16_t flags = 0;
    std::uint16_t method = 0;  ///< 0 stored, 8 deflated
    std::string extra;
    std::string ahead;                        ///< bytes ahead of its header, which belong to nobody
    bool descriptor = false;                  ///< sizes after the data, as a stream writes them
    std::optional<std::string> packed;        ///< the data as it lies there
    std::optional<std::string> local_name;    ///< another name in the local header
    std::optional<std::uint32_t> size;        ///< what both headers say
    std::optional<std::uint32_t> local_size;  ///< what only the local one says
    std::optional<std::uint32_t> crc;
    std::optional<std::uint32_t> offset;  ///< what the directory says
};

/// What surrounds the entries.
struct zip_frame {
    std::string before;   ///< bytes ahead of everything; offsets count from behind them
    std::string between;  ///< bytes between the data and the directory
    std::string after;    ///< bytes behind the end
    std::string comment;
    std::optional<std::uint16_t> entries;  ///< what the end says
};

[[nodiscard]] std::string zip(const std::vector<zip_entry>& entries, const zip_frame& around = {});

/// An honest zip of files.
[[nodiscard]] std::string plain_zip(const std::vector<std::pair<std::string, std::string>>& files);

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
    std::string link = {};  ///< where a link leads
};

[[nodiscard]] std::string tar_gz(const std::vector<packed_entry>& entries);
[[nodiscard]] std::string seven_zip(const std::vector<packed_entry>& entries);

}  // namespace test_unpack
