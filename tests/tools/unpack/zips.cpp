#include "tools/unpack/zips.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <clocale>
#include <memory>
#include <stdexcept>

namespace test_unpack {
namespace {

// The common fields of both headers, from the flags to the sizes.
std::string shared_part(const zip_entry& from, bool local) {
    const auto packed = from.packed.value_or(from.bytes);
    const bool later = local && from.descriptor;
    const auto flags = static_cast<unsigned>(from.flags) | (from.descriptor ? 8U : 0U);
    auto size = from.size.value_or(static_cast<std::uint32_t>(from.bytes.size()));
    if (local) size = from.local_size.value_or(size);
    return number(20, 2) + number(flags, 2) + number(from.method, 2) + number(0, 4) +
           number(later ? 0 : from.crc.value_or(crc32(from.bytes)), 4) +
           number(later ? 0 : packed.size(), 4) + number(later ? 0 : size, 4);
}

std::string local_part(const zip_entry& from) {
    const auto name = from.local_name.value_or(from.name);
    const auto packed = from.packed.value_or(from.bytes);
    auto made = "PK\3\4" + shared_part(from, true) + number(name.size(), 2) +
                number(from.extra.size(), 2) + name + from.extra + packed;
    if (from.descriptor) {
        made += "PK\7\x08" + number(crc32(from.bytes), 4) + number(packed.size(), 4) +
                number(from.bytes.size(), 4);
    }
    return made;
}

std::string central_part(const zip_entry& from, std::size_t offset) {
    return "PK\1\2" + number(20, 1) + number(from.made_by, 1) + shared_part(from, false) +
           number(from.name.size(), 2) + number(from.extra.size(), 2) + number(0, 2 + 2 + 2) +
           number(std::uint64_t{from.mode} << 16U, 4) +
           number(from.offset.value_or(static_cast<std::uint32_t>(offset)), 4) + from.name +
           from.extra;
}

// Writes bits, the lowest first, as deflate requires.
class bits {
  public:
    void add(unsigned value, unsigned count) {
        for (unsigned i = 0; i < count; ++i) {
            if (used_ % 8 == 0) bytes_ += '\0';
            const auto bit = static_cast<unsigned>((value >> i) & 1U) << (used_ % 8);
            bytes_.back() = static_cast<char>(static_cast<unsigned char>(bytes_.back()) | bit);
            ++used_;
        }
    }
    // Huffman codes are written highest bit first (RFC 1951, 3.1.1).
    void add_code(unsigned code, unsigned count) {
        for (unsigned i = count; i-- > 0;)
            add(code >> i, 1);
    }
    [[nodiscard]] std::string bytes() const { return bytes_; }

  private:
    std::string bytes_;
    std::size_t used_ = 0;
};

using writer = std::unique_ptr<struct ::archive, int (*)(struct ::archive*)>;
using new_entry = std::unique_ptr<archive_entry, void (*)(archive_entry*)>;

la_ssize_t append(struct ::archive*, void* into, const void* bytes, std::size_t size) {
    static_cast<std::string*>(into)->append(static_cast<const char*>(bytes), size);
    return static_cast<la_ssize_t>(size);
}

unsigned type_of(char kind) {
    switch (kind) {
    case 'd':
        return AE_IFDIR;
    case 'l':
        return AE_IFLNK;
    case 'c':
        return AE_IFCHR;
    case 'p':
        return AE_IFIFO;
    default:
        return AE_IFREG;
    }
}

void write_entry(struct ::archive* into, const packed_entry& from) {
    const new_entry made{archive_entry_new(), archive_entry_free};
    archive_entry_set_pathname(made.get(), from.name.c_str());
    archive_entry_set_filetype(made.get(), type_of(from.kind));
    archive_entry_set_perm(made.get(), 0644);
    if (from.kind == 'l') archive_entry_set_symlink(made.get(), from.link.c_str());
    if (from.kind == 'h') archive_entry_set_hardlink(made.get(), from.link.c_str());
    if (from.kind == 'f') {
        archive_entry_set_size(made.get(), static_cast<la_int64_t>(from.bytes.size()));
    }
    if (archive_write_header(into, made.get()) != ARCHIVE_OK) {
        throw std::runtime_error(archive_error_string(into));
    }
    if (from.kind == 'f') archive_write_data(into, from.bytes.data(), from.bytes.size());
}

std::string packed(const std::vector<packed_entry>& entries, void (*prepare)(struct ::archive*)) {
    // Without it libarchive does not accept letters outside ASCII.
    std::setlocale(LC_CTYPE, "C.UTF-8");
    std::string made;
    const writer into{archive_write_new(), archive_write_free};
    prepare(into.get());
    archive_write_set_bytes_in_last_block(into.get(), 1);
    archive_write_open(into.get(), &made, nullptr, append, nullptr);
    for (const auto& each : entries)
        write_entry(into.get(), each);
    archive_write_close(into.get());
    return made;
}

}  // namespace

std::string number(std::uint64_t value, unsigned size) {
    std::string made;
    for (unsigned i = 0; i < size; ++i)
        made += static_cast<char>((value >> (8 * i)) & 0xff);
    return made;
}

std::uint32_t crc32(std::string_view bytes) {
    std::uint32_t value = 0xffffffff;
    for (const char each : bytes) {
        value ^= static_cast<unsigned char>(each);
        for (int i = 0; i < 8; ++i)
            value = (value >> 1U) ^ ((value & 1U) != 0 ? 0xedb88320U : 0U);
    }
    return ~value;
}

std::string zip(const std::vector<zip_entry>& entries, const zip_frame& around) {
    std::string data;
    std::string directory;
    for (const auto& each : entries) {
        data += each.ahead;
        directory += central_part(each, data.size());
        data += local_part(each);
    }
    const auto count = around.entries.value_or(static_cast<std::uint16_t>(entries.size()));
    const auto size = around.directory_size.value_or(static_cast<std::uint32_t>(directory.size()));
    data += around.between;
    return around.before + data + directory + "PK\5\6" + number(0, 4) + number(count, 2) +
           number(count, 2) + number(size, 4) + number(data.size(), 4) +
           number(around.comment.size(), 2) + around.comment + around.after;
}

std::string plain_zip(const std::vector<std::pair<std::string, std::string>>& files) {
    std::vector<zip_entry> entries;
    for (const auto& [name, bytes] : files) {
        zip_entry each;
        each.name = name;
        each.bytes = bytes;
        entries.push_back(each);
    }
    return zip(entries);
}

std::string deflated_zeros(std::size_t count) {
    bits made;
    made.add(1, 1);          // the last block
    made.add(1, 2);          // with the fixed codes
    made.add_code(0x30, 8);  // a zero
    std::size_t done = 1;
    for (; done + 258 <= count; done += 258) {
        made.add_code(0xc5, 8);  // 258 bytes, …
        made.add_code(0, 5);     // … repeated from one byte back
    }
    for (; done < count; ++done)
        made.add_code(0x30, 8);
    made.add_code(0, 7);  // the end
    return made.bytes();
}

std::string gzip(std::string_view bytes) {
    std::string made{"\x1f\x8b\x08\0\0\0\0\0\0\3", 10};
    for (std::size_t at = 0; at <= bytes.size(); at += 65535) {
        const auto part = bytes.substr(at, 65535);
        const bool last = at + 65535 > bytes.size();
        made += number(last ? 1 : 0, 1) + number(part.size(), 2) + number(~part.size(), 2);
        made += part;
    }
    return made + number(crc32(bytes), 4) + number(bytes.size(), 4);
}

std::string tar_gz(const std::vector<packed_entry>& entries) {
    return packed(entries, [](struct ::archive* into) {
        archive_write_set_format_pax_restricted(into);
        archive_write_add_filter_gzip(into);
    });
}

std::string plain_tar(const std::vector<packed_entry>& entries) {
    return packed(entries, [](struct ::archive* into) { archive_write_set_format_ustar(into); });
}

std::string seven_zip(const std::vector<packed_entry>& entries) {
    return packed(entries, [](struct ::archive* into) { archive_write_set_format_7zip(into); });
}

}  // namespace test_unpack
