#include "unpack/zip_directory.hpp"

#include "support/zip.hpp"
#include "unpack/limits.hpp"
#include "unpack/zip_records.hpp"

#include <algorithm>
#include <iterator>

#include <sys/stat.h>

namespace unpack {
namespace {

using namespace zip;

[[noreturn]] void refuse_mismatch(const header& about) {
    refuse("header-mismatch", {{"name", printable(about.name)}});
}

void check_encryption(const header& about) {
    if ((about.flags & (flag_encrypted | flag_strong | flag_masked)) != 0) {
        refuse("encrypted", {{"name", printable(about.name)}});
    }
}

// Info-ZIP writes a Unicode name beside a name that is not Unicode (4.6.9), with the other name's
// checksum. Empty: there is none.
std::string_view unicode_name(const header& about) {
    const auto field = extra_field(about.extra, 0x7075);
    if (!field || field->size() <= 5 || field->front() != 1) return {};
    const auto checksum = reader{*field, 1}.number(4);
    if (checksum != support::crc32(about.name)) refuse_mismatch(about);
    return field->substr(5);
}

// Of two names, some programs see the one and some the other.
void check_names(const header& local, const central_header& central) {
    const auto here = unicode_name(local);
    const auto there = unicode_name(central);
    const bool same = here == there || here.empty() || there.empty();
    const bool is_unicode = !decode(central.name, origin::other).repaired;
    const auto fits = [&](std::string_view name) { return name.empty() || name == central.name; };
    if (!same || (is_unicode && (!fits(here) || !fits(there)))) refuse_mismatch(central);
}

void check_agreement(const header& local, const central_header& central) {
    constexpr unsigned compared = flag_encrypted | flag_descriptor;
    const bool same_kind = local.name == central.name && local.method == central.method &&
                           (local.flags & compared) == (central.flags & compared);
    if (!same_kind) refuse_mismatch(central);
    check_names(local, central);
    // A data descriptor means that the sizes were unknown when the header was written.
    const bool later = (local.flags & flag_descriptor) != 0;
    const auto agree = [&](std::uint64_t here, std::uint64_t there) {
        return here == there || (later && here == 0);
    };
    if (!agree(local.crc, central.crc) || !agree(local.packed, central.packed) ||
        !agree(local.size, central.size)) {
        refuse_mismatch(central);
    }
}

// Follows the data from the first byte to the directory: bytes that belong to no entry could hide
// something.
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
        const bool described =
            (each.flags & flag_descriptor) == 0 || skip_descriptor(from, bytes, each);
        // Some tools write no descriptor for folders and empty files.
        if (!described && each.packed > 0) refuse_mismatch(each);
        expected = from.at();
    }
    if (expected > end.directory_offset) refuse("overlap", {{"name", "zip directory"}});
    if (expected < end.directory_offset) refuse("hidden-bytes");
}

std::string name_of(const central_header& about) {
    const auto unicode = unicode_name(about);
    return std::string{unicode.empty() ? about.name : unicode};
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
    const auto end = read_end(bytes);
    if (end.entries > limits::entries) {
        refuse("too-many-entries", {{"limit", std::to_string(limits::entries)}});
    }
    reader from{bytes, end.directory_offset};
    std::vector<central_header> headers;
    for (std::uint64_t i = 0; i < end.entries; ++i)
        headers.push_back(read_central(from));
    if (from.at() != end.directory_offset + end.directory_size) refuse("hidden-bytes");
    const auto after = end.position - std::min(end.position, from.at());
    const bool end64 = is_zip64_end(bytes, from.at(), after);
    if (from.at() > end.position || (after != 0 && !end64)) refuse("hidden-bytes");
    // Checked before the data, so that an encrypted zip is reported as encrypted.
    for (const auto& each : headers)
        check_encryption(each);
    std::stable_sort(headers.begin(), headers.end(),
                     [](const auto& a, const auto& b) { return a.offset < b.offset; });
    check_layout(bytes, headers, end);
    std::vector<entry> made;
    std::transform(headers.begin(), headers.end(), std::back_inserter(made),
                   [](const central_header& each) { return entry_of(each); });
    return made;
}

}  // namespace unpack
