#include "unpack/names.hpp"

#include "support/text.hpp"
#include "unpack/limits.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include <iconv.h>
#include <utf8proc.h>

namespace unpack {
namespace {

const utf8proc_uint8_t* bytes_of(std::string_view text) {
    return reinterpret_cast<const utf8proc_uint8_t*>(text.data());
}

// A byte that is no UTF-8 counts as one character.
std::size_t size_of(const support::code_point& c) {
    return std::max<std::size_t>(c.bytes, 1);
}

bool is_utf8(std::string_view text) {
    for (support::code_point here; !text.empty(); text.remove_prefix(here.bytes)) {
        here = support::decode(text);
        if (here.bytes == 0) return false;
    }
    return true;
}

std::string mapped(std::string_view text, int options) {
    utf8proc_uint8_t* made = nullptr;
    const auto size = utf8proc_map(bytes_of(text), static_cast<utf8proc_ssize_t>(text.size()),
                                   &made, static_cast<utf8proc_option_t>(options));
    const std::unique_ptr<utf8proc_uint8_t, void (*)(void*)> holder{made, std::free};
    if (size < 0) return std::string{text};
    return {reinterpret_cast<const char*>(made), static_cast<std::size_t>(size)};
}

std::string converted(std::string_view raw, const char* charset) {
    const iconv_t converter = ::iconv_open("UTF-8", charset);
    // iconv_t is a pointer; -1 means failure (iconv_open(3)).
    if (converter == reinterpret_cast<iconv_t>(-1)) return {};
    std::string from{raw};
    std::string into(raw.size() * 4, '\0');
    char* in = from.data();
    char* out = into.data();
    std::size_t in_left = from.size();
    std::size_t out_left = into.size();
    const auto result = ::iconv(converter, &in, &in_left, &out, &out_left);
    ::iconv_close(converter);
    if (result == static_cast<std::size_t>(-1)) return {};
    into.resize(into.size() - out_left);
    return into;
}

// The number of characters outside of ASCII that occur in Spanish, Portuguese or French names. (A
// German sharp s is the same byte in CP850 as the commonest Spanish letter, a with its accent, in
// CP1252.)
int plausible_letters(std::string_view text) {
    constexpr std::string_view usual = "áéíóúüñÁÉÍÓÚÜÑçÇàèìòùâêôãõäö¿¡ºª";
    int count = text.empty() ? -1 : 0;
    while (!text.empty()) {
        const auto size = size_of(support::decode(text));
        if (size > 1) count += usual.find(text.substr(0, size)) != std::string_view::npos ? 1 : -1;
        text.remove_prefix(size);
    }
    return count;
}

enum class character { plain, odd, hostile };

character kind_of(char32_t point) {
    switch (utf8proc_category(static_cast<utf8proc_int32_t>(point))) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
        return character::hostile;
    case UTF8PROC_CATEGORY_CF:
        // Soft hyphen and joiners occur in honest names (emoji); the others reverse a line or are
        // invisible: "tcp_server<RLO>ppc.exe".
        return point == 0xAD || point == 0x200C || point == 0x200D ? character::odd
                                                                   : character::hostile;
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_CS:
        return character::odd;
    default:
        break;
    }
    constexpr std::string_view of_shells_and_windows = "<>:\"|?*$`;";
    const bool odd = point < 0x80 &&
                     of_shells_and_windows.find(static_cast<char>(point)) != std::string_view::npos;
    return odd ? character::odd : character::plain;
}

bool letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

void check_characters(path& into, std::string_view text, const std::string& shown) {
    for (auto left = text; !left.empty();) {
        const auto here = support::decode(left);
        const auto kind = here.bytes == 0 ? character::hostile : kind_of(here.value);
        if (kind == character::hostile) refuse("control-character", {{"name", shown}});
        into.odd = into.odd || kind == character::odd;
        left.remove_prefix(size_of(here));
    }
}

void add_part(path& into, std::string_view part, const std::string& shown) {
    if (part.empty() || part == ".") return;
    if (part == "..") refuse("parent-path", {{"name", shown}});
    if (part.size() > limits::name_bytes) {
        refuse("name-too-long", {{"name", shown}, {"limit", std::to_string(limits::name_bytes)}});
    }
    into.parts.emplace_back(part);
    into.odd = into.odd || part.front() == '-' || reserved_on_windows(into.parts.back());
}

}  // namespace

void refuse(std::string id, course::parameters params) {
    throw refusal{{std::move(id), std::move(params)}};
}

decoded decode(std::string_view raw, origin from) {
    if (is_utf8(raw)) return {mapped(raw, UTF8PROC_STABLE | UTF8PROC_COMPOSE), false};
    const auto dos = converted(raw, "CP850");
    const auto windows = converted(raw, "CP1252");
    const int dos_letters = plausible_letters(dos);
    const int windows_letters = plausible_letters(windows);
    const bool tie = dos_letters == windows_letters;
    const bool take_dos = tie ? from == origin::windows : dos_letters > windows_letters;
    return {mapped(take_dos ? dos : windows, UTF8PROC_STABLE | UTF8PROC_COMPOSE), true};
}

std::string path::text() const {
    std::string joined;
    for (const auto& part : parts)
        joined += (joined.empty() ? "" : "/") + part;
    return joined;
}

path checked_path(std::string_view text) {
    const auto shown = printable(text);
    path made;
    check_characters(made, text, shown);
    if (text.find('\\') != std::string_view::npos) refuse("backslash", {{"name", shown}});
    if (text.starts_with('/')) refuse("absolute-path", {{"name", shown}});
    if (text.size() > 1 && letter(text[0]) && text[1] == ':') {
        refuse("drive-letter", {{"name", shown}});
    }
    for (auto left = text;;) {
        const auto slash = left.find('/');
        add_part(made, left.substr(0, slash), shown);
        if (slash == std::string_view::npos) break;
        left.remove_prefix(slash + 1);
    }
    if (made.text().size() > limits::path_bytes) {
        refuse("name-too-long", {{"name", shown}, {"limit", std::to_string(limits::path_bytes)}});
    }
    return made;
}

std::string clash_key(std::string_view path) {
    return mapped(path, UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |
                            UTF8PROC_IGNORE);
}

std::string lower(std::string_view text) {
    std::string made{text};
    for (char& c : made)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return made;
}

std::size_t archive_ending(std::string_view name) {
    constexpr std::array<std::string_view, 11> kinds = {
        ".zip", ".7z", ".rar", ".tar", ".gz", ".tgz", ".bz2", ".tbz2", ".xz", ".txz", ".zst"};
    const auto lowered = lower(name);
    const auto dot = std::min(lowered.rfind('.'), lowered.size());
    const auto kind = std::string_view{lowered}.substr(dot);
    if (std::find(kinds.begin(), kinds.end(), kind) == kinds.end()) return 0;
    const bool tar = std::string_view{lowered}.substr(0, dot).ends_with(".tar");
    return kind.size() + (tar ? std::string_view{".tar"}.size() : 0);
}

bool reserved_on_windows(std::string_view name) {
    constexpr std::array<std::string_view, 4> devices = {"con", "prn", "aux", "nul"};
    const auto stem = lower(name.substr(0, name.find('.')));
    if (std::find(devices.begin(), devices.end(), stem) != devices.end()) return true;
    return stem.size() == 4 && (stem.starts_with("com") || stem.starts_with("lpt")) &&
           stem[3] >= '1' && stem[3] <= '9';
}

std::string printable(std::string_view text, std::size_t most) {
    std::string made;
    while (!text.empty()) {
        const auto here = support::decode(text);
        const auto point = static_cast<utf8proc_int32_t>(here.value);
        const bool plain = here.bytes > 0 && kind_of(here.value) != character::hostile &&
                           utf8proc_category(point) != UTF8PROC_CATEGORY_CN;
        if (made.size() + 10 > most) return made + "...";
        char escape[16];
        const auto byte = static_cast<unsigned>(static_cast<unsigned char>(text[0]));
        const auto shown = here.bytes == 0 ? byte : static_cast<unsigned>(here.value);
        std::snprintf(escape, sizeof escape, shown < 0x100 ? "\\x%02x" : "\\u{%x}", shown);
        made += plain ? std::string{text.substr(0, size_of(here))} : escape;
        text.remove_prefix(size_of(here));
    }
    return made;
}

}  // namespace unpack
