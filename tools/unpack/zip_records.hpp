/// @file
/// The records of a zip, as APPNOTE.TXT 6.3.10 describes them; its sections are in brackets.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace unpack::zip {

constexpr unsigned flag_encrypted = 1U << 0;
constexpr unsigned flag_descriptor = 1U << 3;  ///< sizes come after the data
constexpr unsigned flag_strong = 1U << 6;      ///< another encryption
constexpr unsigned flag_masked = 1U << 13;     ///< an encrypted directory
constexpr unsigned method_stored = 0;

/// Little-endian numbers and texts, one after another. Throws a `refusal` at the end of the bytes.
class reader {
  public:
    reader(std::string_view bytes, std::uint64_t at) : bytes_(bytes), at_(at) {}

    std::uint64_t number(unsigned size);
    std::string_view text(std::uint64_t size);

    [[nodiscard]] std::uint64_t at() const { return at_; }
    [[nodiscard]] bool more() const { return at_ < bytes_.size(); }

  private:
    std::string_view bytes_;
    std::uint64_t at_;
};

/// The fields that the local header [4.3.7] and the directory [4.3.12] share.
struct header {
    unsigned flags = 0;
    unsigned method = 0;
    std::uint32_t crc = 0;
    std::uint64_t packed = 0;
    std::uint64_t size = 0;
    std::string_view name;
    std::string_view extra;
};

struct central_header : header {
    unsigned made_by = 0;  ///< which system [4.4.2]
    std::uint32_t attributes = 0;
    std::uint64_t offset = 0;
};

/// The end of the directory [4.3.16].
struct end_record {
    std::uint64_t position = 0;
    std::uint64_t entries = 0;
    std::uint64_t directory_size = 0;
    std::uint64_t directory_offset = 0;
};

/// Finds the end. Only its comment may follow. Throws a `refusal`.
[[nodiscard]] end_record read_end(std::string_view bytes);

[[nodiscard]] central_header read_central(reader& from);
[[nodiscard]] header read_local(reader& from);

/// True if exactly a zip64 end [4.3.14] and its locator fill the `size` bytes at `at`.
[[nodiscard]] bool is_zip64_end(std::string_view bytes, std::uint64_t at, std::uint64_t size);

/// Skips the descriptor [4.3.9] that repeats the values of `about`. False if it differs.
[[nodiscard]] bool skip_descriptor(reader& from, std::string_view bytes, const header& about);

/// The extra field [4.5] with this number.
[[nodiscard]] std::optional<std::string_view> extra_field(std::string_view extra, unsigned wanted);

}  // namespace unpack::zip
