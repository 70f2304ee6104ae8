#include "zip_directory.hpp"

#include "limits.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include <sys/stat.h>

namespace unpack {
namespace {

// APPNOTE.TXT 6.3.10, sections 4.3.7 (local header), 4.3.9 (descriptor), 4.3.12 (central), 4.3.16
// (end). All numbers are little-endian.
constexpr std::uint32_t local_signature = 0x04034b50;
constexpr std::uint32_t descriptor_signature = 0x08074b50;
constexpr std::uint32_t central_signature = 0x02014b50;
constexpr std::uint32_t end_signature = 0x06054b50;
constexpr std::uint32_t end64_signature = 0x06064b50;
constexpr std::size_t local_size = 30;
constexpr std::size_t central_size = 46;
constexpr std::size_t end_size = 22;
constexpr std::size_t end64_size = 56 + 20;  // with its locator

constexpr unsigned flag_encrypted = 1U << 0;
constexpr unsigned flag_descriptor = 1U << 3;
constexpr unsigned flag_strong = 1U << 6;
constexpr unsigned flag_masked = 1U << 13;
constexpr unsigned method_stored = 0;

constexpr std::uint32_t in_zip64 = 0xffffffff;

class reader {
  public:
    reader(std::string_view bytes, std::uint64_t at) : bytes_(bytes), at_(at) {}

    std::uint64_t number(unsigned size) {
        const auto raw = text(size);
        std::uint64_t value = 0;
        for (unsigned i = 0; i < size; ++i) {
            value |= std::uint64_t{static_cast<unsigned char>(raw[i])} << (8 * i);
        }
        return value;
    }

    std::string_view text(std::uint64_t size) {
        if (at_ > bytes_.size() || size > bytes_.size() - at_) refuse("truncated");
        const auto made = bytes_.substr(at_, size);
        at_ += size;
        return made;
    }

    [[nodiscard]] std::uint64_t at() const { return at_; }
    [[nodiscard]] bool more() const { return at_ < bytes_.size(); }

  private:
    std::string_view bytes_;
    std::uint64_t at_;
};

/// What both the local header and the directory say.
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
    unsigned made_by = 0;
    std::uint32_t attributes = 0;
    std::uint64_t offset = 0;
};

struct end_record {
    std::uint64_t position = 0;
    std::uint64_t entries = 0;
    std::uint64_t directory_size = 0;
    std::uint64_t directory_offset = 0;
};

[[noreturn]] void refuse_mismatch(const header& about) {
    refuse("header-mismatch", {{"name", printable(about.name)}});
}

std::optional<std::string_view> extra_field(std::string_view extra, unsigned wanted) {
    reader from{extra, 0};
    while (extra.size() - from.at() >= 4) {
        const auto id = from.number(2);
        const auto data = from.text(from.number(2));
        if (id == wanted) return data;
    }
    return {};
}

// Sizes of all ones are to be found in the extra field, in this order and only those (4.5.3). Some
// tools write them there for the smallest file.
void read_zip64(header& into, std::uint64_t* offset) {
    const auto field = extra_field(into.extra, 0x0001);
    if (!field) return;
    reader from{*field, 0};
    if (into.size == in_zip64) into.size = from.number(8);
    if (into.packed == in_zip64) into.packed = from.number(8);
    if (offset != nullptr && *offset == in_zip64) *offset = from.number(8);
}

// The directory ends where the file does: a comment may follow, and in it no second end.
end_record find_end(std::string_view bytes) {
    const auto at = bytes.rfind("PK\x05\x06");
    if (at == std::string_view::npos) refuse("truncated");
    reader from{bytes, at + 4};
    end_record made;
    made.position = at;
    const auto disk = from.number(2);
    const auto directory_disk = from.number(2);
    const auto entries_here = from.number(2);
    made.entries = from.number(2);
    made.directory_size = from.number(4);
    made.directory_offset = from.number(4);
    from.text(from.number(2));
    if (disk != 0 || directory_disk != 0 || entries_here != made.entries) {
        refuse("many-volumes");
    }
    if (from.more()) refuse("hidden-bytes");
    return made;
}

central_header read_central(reader& from) {
    if (from.number(4) != central_signature) refuse("damaged", {{"detail", "zip directory"}});
    central_header made;
    from.number(1);
    made.made_by = static_cast<unsigned>(from.number(1));
    from.number(2);
    made.flags = static_cast<unsigned>(from.number(2));
    made.method = static_cast<unsigned>(from.number(2));
    from.number(4);
    made.crc = static_cast<std::uint32_t>(from.number(4));
    made.packed = from.number(4);
    made.size = from.number(4);
    const auto name_size = from.number(2);
    const auto extra_size = from.number(2);
    const auto comment_size = from.number(2);
    from.number(4);
    made.attributes = static_cast<std::uint32_t>(from.number(4));
    made.offset = from.number(4);
    made.name = from.text(name_size);
    made.extra = from.text(extra_size);
    from.text(comment_size);
    read_zip64(made, &made.offset);
    return made;
}

header read_local(reader& from) {
    if (from.number(4) != local_signature) refuse("damaged", {{"detail", "zip header"}});
    header made;
    from.number(2);
    made.flags = static_cast<unsigned>(from.number(2));
    made.method = static_cast<unsigned>(from.number(2));
    from.number(4);
    made.crc = static_cast<std::uint32_t>(from.number(4));
    made.packed = from.number(4);
    made.size = from.number(4);
    const auto name_size = from.number(2);
    const auto extra_size = from.number(2);
    made.name = from.text(name_size);
    made.extra = from.text(extra_size);
    read_zip64(made, nullptr);
    return made;
}

void check_encryption(const header& about) {
    if ((about.flags & (flag_encrypted | flag_strong | flag_masked)) != 0) {
        refuse("encrypted", {{"name", printable(about.name)}});
    }
}

void check_agreement(const header& local, const central_header& central) {
    constexpr unsigned compared = flag_encrypted | flag_descriptor;
    const bool same_kind = local.name == central.name && local.method == central.method &&
                           (local.flags & compared) == (central.flags & compared);
    if (!same_kind) refuse_mismatch(central);
    // With a descriptor the sizes were not known yet when the header was written.
    const bool later = (local.flags & flag_descriptor) != 0;
    const auto agree = [&](std::uint64_t here, std::uint64_t there) {
        return here == there || (later && here == 0);
    };
    if (!agree(local.crc, central.crc) || !agree(local.packed, central.packed) ||
        !agree(local.size, central.size)) {
        refuse_mismatch(central);
    }
}

// With or without a signature, with sizes of 4 or 8 bytes: the format leaves the choice (4.3.9).
void skip_descriptor(reader& from, std::string_view bytes, const central_header& about) {
    for (const bool with_signature : {true, false}) {
        for (const unsigned width : {4U, 8U}) {
            const auto length = (with_signature ? 4U : 0U) + 4U + 2U * width;
            if (bytes.size() - from.at() < length) continue;
            reader trial{bytes, from.at()};
            if (with_signature && trial.number(4) != descriptor_signature) continue;
            if (trial.number(4) != about.crc || trial.number(width) != about.packed ||
                trial.number(width) != about.size) {
                continue;
            }
            from = trial;
            return;
        }
    }
    // Folders and empty files are written without one by some.
    if (about.packed > 0) refuse_mismatch(about);
}

// Follows the data from the first byte to the directory: whatever no entry accounts for hides
// there.
void check_layout(std::string_view bytes, const std::vector<central_header>& entries,
                  const end_record& end) {
    std::uint64_t expected = 0;
    for (const auto& each : entries) {
        if (each.offset < expected) refuse("overlap", {{"name", printable(each.name)}});
        if (each.offset > expected) refuse("hidden-bytes");
        reader from{bytes, each.offset};
        check_agreement(read_local(from), each);
        if (each.packed > end.directory_offset - std::min(from.at(), end.directory_offset)) {
            refuse("overlap", {{"name", printable(each.name)}});
        }
        from.text(each.packed);
        if ((each.flags & flag_descriptor) != 0) skip_descriptor(from, bytes, each);
        expected = from.at();
    }
    if (expected > end.directory_offset) refuse("overlap", {{"name", "zip directory"}});
    if (expected < end.directory_offset) refuse("hidden-bytes");
}

// A name in Unicode beside one that is not (4.6.9), as Info-ZIP writes it. Beside one that is, it
// would be a second name, which other programs do not see.
std::string name_of(const central_header& about) {
    if (!decode(about.name, origin::other).repaired) return std::string{about.name};
    const auto field = extra_field(about.extra, 0x7075);
    // 1 byte of version, 4 of the other name's checksum.
    if (!field || field->size() <= 5 || field->front() != 1) return std::string{about.name};
    return std::string{field->substr(5)};
}

entry_kind kind_of(const central_header& about) {
    constexpr unsigned unix_systems[] = {3, 19};
    constexpr std::uint32_t dos_folder = 0x10;
    const bool from_unix = std::find(std::begin(unix_systems), std::end(unix_systems),
                                     about.made_by) != std::end(unix_systems);
    const auto type = from_unix ? (about.attributes >> 16) & S_IFMT : 0;
    if (type == S_IFLNK) return entry_kind::symbolic_link;
    if (type == S_IFCHR || type == S_IFBLK || type == S_IFIFO || type == S_IFSOCK) {
        return entry_kind::device;
    }
    const bool folder = about.name.ends_with('/') || type == S_IFDIR ||
                        (type == 0 && (about.attributes & dos_folder) != 0);
    return folder ? entry_kind::folder : entry_kind::file;
}

entry entry_of(const central_header& about) {
    constexpr unsigned dos = 0;
    constexpr unsigned ntfs = 10;
    const auto lies = [&] { refuse("lying-size", {{"name", printable(about.name)}}); };
    if (about.method == method_stored && about.packed != about.size) lies();
    if (kind_of(about) == entry_kind::folder && about.size > 0) lies();
    const bool windows = about.made_by == dos || about.made_by == ntfs;
    return {name_of(about), windows ? origin::windows : origin::other, kind_of(about), about.size};
}

}  // namespace

std::vector<entry> read_zip_directory(std::string_view bytes) {
    const auto end = find_end(bytes);
    if (end.entries > limits::entries) {
        refuse("too-many-entries", {{"limit", std::to_string(limits::entries)}});
    }
    reader from{bytes, end.directory_offset};
    std::vector<central_header> headers;
    for (std::uint64_t i = 0; i < end.entries; ++i)
        headers.push_back(read_central(from));
    if (from.at() != end.directory_offset + end.directory_size) refuse("hidden-bytes");
    const auto after = end.position - std::min(end.position, from.at());
    const bool end64 = after == end64_size && reader{bytes, from.at()}.number(4) == end64_signature;
    if (from.at() > end.position || (after != 0 && !end64)) refuse("hidden-bytes");
    // Before anything of their data is looked at: an encrypted zip is to be called that.
    for (const auto& each : headers)
        check_encryption(each);
    std::stable_sort(headers.begin(), headers.end(),
                     [](const auto& a, const auto& b) { return a.offset < b.offset; });
    check_layout(bytes, headers, end);
    std::vector<entry> made;
    std::transform(headers.begin(), headers.end(), std::back_inserter(made), entry_of);
    return made;
}

}  // namespace unpack
