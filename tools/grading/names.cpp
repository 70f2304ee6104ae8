#include "grading/names.hpp"

#include "grading/exports.hpp"
#include "support/text.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace grading {
namespace {

bool digits(std::string_view text) {
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// The parts of `text` between underscores; the last of at most `most` keeps its underscores.
std::vector<std::string> fields(std::string_view text, std::size_t most) {
    std::vector<std::string> result;
    while (result.size() + 1 < most) {
        const auto at = text.find('_');
        if (at == std::string_view::npos) break;
        result.emplace_back(text.substr(0, at));
        text.remove_prefix(at + 1);
    }
    result.emplace_back(text);
    return result;
}

// Moodle turns underscores in a name into spaces, so the second field is always the number.
std::optional<platform_name> from_moodle(std::string_view entry) {
    const auto parts = fields(entry, 5);
    if (parts.size() < 4 || !digits(parts[1])) return std::nullopt;
    const bool typed = parts[3].starts_with("onlinetext");
    if (parts[2] != "assignsubmission" || (parts[3] != "file" && !typed)) return std::nullopt;
    return platform_name{parts[0], parts[1], parts.size() > 4 ? parts[4] : "", false, "", typed};
}

std::optional<platform_name> from_canvas(std::string_view entry) {
    auto parts = fields(entry, 4);
    const bool late = parts.size() > 1 && lower(parts[1]) == "late";
    if (late) {
        parts = fields(entry, 5);
        parts.erase(parts.begin() + 1);
    }
    const bool fits = parts.size() == 4 && !parts[0].empty() && digits(parts[1]) &&
                      digits(parts[2]) && !parts[3].empty();
    if (!fits) return std::nullopt;
    return platform_name{parts[0], parts[1], parts[3], late, parts[2], false};
}

bool plain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
}

// Letters of every language are kept, and what has no width is dropped. Characters that control a
// terminal or are invisible (those that printable escapes) are not, and neither is any other sign.
void append_safe(std::string& to, std::string_view character) {
    if (support::has_no_width(support::decode(character).value)) return;
    const bool beyond_ascii = static_cast<unsigned char>(character[0]) >= 0x80;
    if (beyond_ascii && support::printable(character) == character) {
        if (!unpack::clash_key(character).empty()) to += character;
    } else if (character.size() == 1 && plain(character[0])) {
        to += character;
    } else if (!to.empty() && to.back() != '_') {
        to += '_';
    }
}

}  // namespace

std::optional<platform_name> from_platform(std::string_view entry) {
    if (auto found = from_moodle(entry)) return found;
    return from_canvas(entry);
}

std::string owner_of(std::string_view entry) {
    const auto named = from_platform(entry);
    return named ? named->person + "\n" + named->id : stem(entry);
}

bool is_archive_name(std::string_view name) {
    const auto ending = unpack::archive_ending(name);
    return ending > 0 && ending < name.size();
}

bool is_clutter(std::string_view name) {
    constexpr std::array known = {"__MACOSX", "Thumbs.db", "desktop.ini"};
    return name.empty() || name[0] == '.' ||
           std::find(known.begin(), known.end(), name) != known.end();
}

std::string stem(std::string_view name) {
    if (!is_archive_name(name)) return std::string(name);
    return std::string(name.substr(0, name.size() - unpack::archive_ending(name)));
}

std::string safe_name(std::string_view name) {
    constexpr std::size_t longest = 80;  // in bytes; a name may have 255
    std::string result;
    while (!name.empty() && result.size() < longest) {
        const auto length = std::max<std::size_t>(support::decode(name).bytes, 1);
        append_safe(result, name.substr(0, length));
        name.remove_prefix(length);
    }
    while (!result.empty() && (result.back() == '_' || result.back() == '.'))
        result.pop_back();
    const auto begin = result.find_first_not_of("._-");
    result.erase(0, std::min(begin, result.size()));
    if (result.empty()) return "submission";
    return unpack::reserved_on_windows(result) ? "_" + result : result;
}

unique_names::unique_names() {
    for (const auto file : {grades_file, class_file, marks_file, roster_file, rubric_file,
                            secret_file, exports_folder})
        taken_.insert(unpack::clash_key(file));
    for (const auto file : guide_files)
        taken_.insert(unpack::clash_key(file));
}

bool unique_names::keep(const std::string& name) {
    return taken_.insert(unpack::clash_key(name)).second;
}

std::string unique_names::take(std::string_view name) {
    const auto wanted = safe_name(name);
    auto result = wanted;
    for (int number = 2; !keep(result); ++number)
        result = wanted + "-" + std::to_string(number);
    return result;
}

}  // namespace grading
