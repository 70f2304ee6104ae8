#include "unpack/reader.hpp"

#include "unpack/limits.hpp"
#include "unpack/zip_directory.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <array>
#include <memory>

#include <locale.h>

namespace unpack {
namespace {

using source = struct ::archive;
using handle = std::unique_ptr<source, int (*)(source*)>;

enum class format { zip, seven_zip, tar_gz, tar };

struct foreign_format {
    std::string_view magic;
    const char* name;
};

using namespace std::string_view_literals;

// Recognised so that the message names the format: "not an archive" would be misleading.
constexpr std::array<foreign_format, 9> foreign = {{
    {"Rar!\x1a\x07"sv, "RAR"},
    {"\xfd"
     "7zXZ\0"sv,
     "xz"},
    {"BZh"sv, "bzip2"},
    {"\x28\xb5\x2f\xfd"sv, "zstd"},
    {"%PDF"sv, "PDF"},
    {"\x89PNG"sv, "PNG"},
    {"\xff\xd8\xff"sv, "JPEG"},
    {"\x7f"
     "ELF"sv,
     "ELF"},
    {"<!DOCTYPE"sv, "HTML"},
}};

constexpr std::size_t tar_magic_at = 257;

bool is_tar(std::string_view bytes) {
    return bytes.size() > tar_magic_at && bytes.substr(tar_magic_at).starts_with("ustar");
}

format format_of(std::string_view bytes) {
    if (bytes.empty()) refuse("empty-file");
    if (bytes.starts_with("PK\x03\x04") || bytes.starts_with("PK\x05\x06")) return format::zip;
    if (bytes.starts_with("7z\xbc\xaf\x27\x1c")) return format::seven_zip;
    if (bytes.starts_with("\x1f\x8b")) return format::tar_gz;
    if (is_tar(bytes)) return format::tar;
    for (const auto& each : foreign) {
        if (bytes.starts_with(each.magic)) refuse("wrong-format", {{"format", each.name}});
    }
    refuse("not-an-archive");
}

// True if programs that read a zip from its end find one.
bool ends_as_zip(std::string_view bytes) {
    constexpr std::size_t longest_end = 22 + 65535;
    const auto tail = bytes.substr(bytes.size() - std::min(bytes.size(), longest_end));
    const auto at = tail.rfind("PK\x05\x06"sv);
    // The numbers of the two disks are zero: four bytes alone may come by chance.
    return at != std::string_view::npos && tail.substr(at + 4).starts_with("\0\0\0\0"sv);
}

// Different programs would see different files in it. A tar may hold a zip as a file, which is left
// out; behind its end there are only zeros.
void refuse_polyglot(std::string_view bytes, format kind) {
    const auto both = [](const char* one, const char* other) {
        refuse("polyglot", {{"one", one}, {"other", other}});
    };
    if (kind == format::zip && is_tar(bytes)) both("zip", "tar");
    if (kind == format::tar_gz && ends_as_zip(bytes)) both("gzip", "zip");
    if (kind == format::seven_zip && ends_as_zip(bytes)) both("7z", "zip");
}

void refuse_tail(std::string_view tar, la_int64_t end) {
    const auto rest = tar.substr(std::min(tar.size(), static_cast<std::size_t>(end)));
    if (rest.find_first_not_of('\0') != std::string_view::npos) refuse("hidden-bytes");
}

[[noreturn]] void refuse_damaged(source* from) {
    const char* said = archive_error_string(from);
    const std::string detail = said == nullptr ? "" : said;
    // Without a format libarchive 3.6 looks for it at address zero.
    const bool recognised = archive_format(from) != 0;
    if (recognised && archive_read_has_encrypted_entries(from) > 0) {
        refuse("encrypted", {{"name", "*"}});
    }
    if (detail.find("runcated") != std::string::npos) refuse("truncated");
    if (detail.find("wrong size") != std::string::npos) refuse("lying-size", {{"name", "*"}});
    // libarchive's message for a gzip that holds no tar.
    if (detail.find("nrecognized archive format") != std::string::npos) refuse("not-an-archive");
    refuse("damaged", {{"detail", printable(detail)}});
}

// The seeking reader of zips only: the streaming one believes the local headers.
handle open_archive(std::string_view bytes, format kind) {
    handle made{archive_read_new(), archive_read_free};
    if (!made) throw std::bad_alloc{};
    if (kind == format::zip) archive_read_support_format_zip_seekable(made.get());
    if (kind == format::seven_zip) archive_read_support_format_7zip(made.get());
    if (kind == format::tar_gz) archive_read_support_filter_gzip(made.get());
    if (kind == format::tar_gz || kind == format::tar) archive_read_support_format_tar(made.get());
    if (archive_read_open_memory(made.get(), bytes.data(), bytes.size()) != ARCHIVE_OK) {
        refuse_damaged(made.get());
    }
    return made;
}

entry_kind kind_of(archive_entry* about) {
    if (archive_entry_hardlink(about) != nullptr) return entry_kind::hard_link;
    if (archive_entry_symlink(about) != nullptr) return entry_kind::symbolic_link;
    switch (archive_entry_filetype(about)) {
    case AE_IFREG:
        return entry_kind::file;
    case AE_IFDIR:
        return entry_kind::folder;
    case AE_IFLNK:
        return entry_kind::symbolic_link;
    case AE_IFCHR:
    case AE_IFBLK:
    case AE_IFIFO:
    case AE_IFSOCK:
        return entry_kind::device;
    default:
        return entry_kind::other;
    }
}

entry entry_of(archive_entry* about) {
    const char* name = archive_entry_pathname(about);
    if (name == nullptr) refuse("damaged", {{"detail", "a name that is no text"}});
    if (archive_entry_is_encrypted(about) != 0) {
        refuse("encrypted", {{"name", printable(name)}});
    }
    const auto size = archive_entry_size(about);
    return {name, origin::other, kind_of(about),
            size > 0 ? static_cast<std::uint64_t>(size) : std::uint64_t{0}};
}

// A hole of a sparse file reads as zeros. `most` bytes are kept.
void append(std::string& to, std::string_view block, la_int64_t offset, std::uint64_t most) {
    const auto start = std::min<std::uint64_t>(static_cast<std::uint64_t>(offset), most);
    if (start < to.size()) refuse("damaged", {{"detail", "blocks out of order"}});
    to.resize(start);
    to += block.substr(0, most - start);
}

// The bytes are counted here, and their number decides between a false size and other damage,
// because the one that libarchive reports first depends on its version. A block that comes with an
// error is counted, too.
std::string read_data(source* from, const entry& about) {
    std::string bytes;
    bool damaged = false;
    // One byte more than announced ends the reading: it may be the beginning of a bomb.
    while (bytes.size() <= about.size) {
        const void* block = nullptr;
        std::size_t size = 0;
        la_int64_t offset = 0;
        const int result = archive_read_data_block(from, &block, &size, &offset);
        if (result == ARCHIVE_EOF) break;
        if (result == ARCHIVE_FATAL || (damaged && result != ARCHIVE_OK)) refuse_damaged(from);
        damaged = damaged || result != ARCHIVE_OK;
        if (size > 0 || !damaged)
            append(bytes, {static_cast<const char*>(block), size}, offset, about.size + 1);
    }
    if (bytes.size() != about.size) {
        refuse("lying-size", {{"name", printable(about.raw_name)}});
    }
    if (damaged) refuse_damaged(from);
    return bytes;
}

// The entries of a zip as its directory describes them. They replace libarchive's, because they
// have been checked.
class announced {
  public:
    announced(std::string_view bytes, format kind) : zip_(kind == format::zip) {
        if (!zip_) return;
        entries_ = read_zip_directory(bytes);
        // libarchive does not recognise a zip without an entry.
        if (entries_.empty()) refuse("empty");
    }

    entry next(archive_entry* about) {
        auto seen = entry_of(about);
        if (!zip_) return seen;
        if (at_ == entries_.size()) refuse("header-mismatch", {{"name", printable(seen.raw_name)}});
        auto made = entries_[at_++];
        // libarchive has no type for a FIFO in a zip. It is refused, whatever type it gets.
        if (made.kind != entry_kind::file && made.kind != entry_kind::folder) return made;
        const bool same_kind = made.kind == seen.kind;
        if (!same_kind || (made.kind == entry_kind::file && made.size != seen.size)) {
            refuse("header-mismatch", {{"name", printable(made.raw_name)}});
        }
        return made;
    }

    [[nodiscard]] bool all_seen() const { return at_ == entries_.size(); }

  private:
    bool zip_;
    std::vector<entry> entries_;
    std::size_t at_ = 0;
};

// libarchive converts the names of tar and 7z to the encoding of the locale, and a program's
// default locale knows only ASCII.
class utf8_locale {
  public:
    utf8_locale() : made_(::newlocale(LC_CTYPE_MASK, "C.UTF-8", locale_t{})) {
        if (made_ != locale_t{}) before_ = ::uselocale(made_);
    }
    utf8_locale(const utf8_locale&) = delete;
    ~utf8_locale() {
        if (made_ == locale_t{}) return;
        ::uselocale(before_);
        ::freelocale(made_);
    }

  private:
    locale_t made_;
    locale_t before_{};
};

void read_into(intake& into, std::string_view bytes, format kind) {
    const utf8_locale names_are_utf8;
    announced all{bytes, kind};
    const auto from = open_archive(bytes, kind);
    archive_entry* about = nullptr;
    for (;;) {
        const int result = archive_read_next_header(from.get(), &about);
        if (result == ARCHIVE_EOF) break;
        // A warning means a name that libarchive could not convert. Those are decoded here.
        if (result != ARCHIVE_OK && result != ARCHIVE_WARN) refuse_damaged(from.get());
        const auto next = all.next(about);
        const auto where = into.consider(next);
        if (!where) continue;
        into.take(*where, read_data(from.get(), next));
    }
    if (kind == format::tar) refuse_tail(bytes, archive_filter_bytes(from.get(), 0));
    if (!all.all_seen()) refuse("header-mismatch", {{"name", "zip directory"}});
}

}  // namespace

outcome read_archive(std::string_view bytes) {
    intake into{bytes.size()};
    try {
        if (bytes.size() > limits::archive_bytes) {
            refuse("archive-too-large",
                   {{"limit", std::to_string(limits::archive_bytes / limits::mib)}});
        }
        const auto kind = format_of(bytes);
        refuse_polyglot(bytes, kind);
        read_into(into, bytes, kind);
        return {into.finish(), {}};
    } catch (refusal& refused) {
        return {{{}, into.notes()}, std::move(refused.why)};
    }
}

}  // namespace unpack
