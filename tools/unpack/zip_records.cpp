#include "unpack/zip_records.hpp"

#include "unpack/names.hpp"

namespace unpack::zip {
namespace {

constexpr std::uint32_t local_signature = 0x04034b50;
constexpr std::uint32_t descriptor_signature = 0x08074b50;
constexpr std::uint32_t central_signature = 0x02014b50;
constexpr std::uint32_t end64_signature = 0x06064b50;
constexpr std::uint64_t end64_size = 56 + 20;  // with its locator

constexpr std::uint32_t in_zip64 = 0xffffffff;

// For a size of all ones, the extra field holds the real size, in this order and only those sizes
// (4.5.3). Some tools do so even for the smallest file.
void read_zip64(header& into, std::uint64_t* offset) {
    const auto field = extra_field(into.extra, 0x0001);
    if (!field) return;
    reader from{*field, 0};
    if (into.size == in_zip64) into.size = from.number(8);
    if (into.packed == in_zip64) into.packed = from.number(8);
    if (offset != nullptr && *offset == in_zip64) *offset = from.number(8);
}

// What the central and the local header have in common, up to the size of the extra field.
struct sizes {
    std::uint64_t name, extra;
};
sizes read_common(reader& from, header& into) {
    into.flags = static_cast<unsigned>(from.number(2));
    into.method = static_cast<unsigned>(from.number(2));
    from.number(4);
    into.crc = static_cast<std::uint32_t>(from.number(4));
    into.packed = from.number(4);
    into.size = from.number(4);
    const auto name = from.number(2);
    return {name, from.number(2)};
}

}  // namespace

std::uint64_t reader::number(unsigned size) {
    const auto raw = text(size);
    std::uint64_t value = 0;
    for (unsigned i = 0; i < size; ++i) {
        value |= std::uint64_t{static_cast<unsigned char>(raw[i])} << (8 * i);
    }
    return value;
}

std::string_view reader::text(std::uint64_t size) {
    if (at_ > bytes_.size() || size > bytes_.size() - at_) refuse("truncated");
    const auto made = bytes_.substr(at_, size);
    at_ += size;
    return made;
}

// The directory ends the file. A comment may follow, but no second end may be in it.
end_record read_end(std::string_view bytes) {
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
    const auto size = read_common(from, made);
    const auto comment_size = from.number(2);
    from.number(4);
    made.attributes = static_cast<std::uint32_t>(from.number(4));
    made.offset = from.number(4);
    made.name = from.text(size.name);
    made.extra = from.text(size.extra);
    from.text(comment_size);
    read_zip64(made, &made.offset);
    return made;
}

header read_local(reader& from) {
    if (from.number(4) != local_signature) refuse("damaged", {{"detail", "zip header"}});
    header made;
    from.number(2);
    const auto size = read_common(from, made);
    made.name = from.text(size.name);
    made.extra = from.text(size.extra);
    read_zip64(made, nullptr);
    return made;
}

bool is_zip64_end(std::string_view bytes, std::uint64_t at, std::uint64_t size) {
    return size == end64_size && reader{bytes, at}.number(4) == end64_signature;
}

// The signature is optional, and the sizes have 4 or 8 bytes: the format allows each.
bool skip_descriptor(reader& from, std::string_view bytes, const header& about) {
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
            return true;
        }
    }
    return false;
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

}  // namespace unpack::zip
