/// @file
/// The events of the user service: what can happen in it, as values and as lines of text.
///
///     user-added 1 ada ada@example.org
///     user-renamed 1 countess
///     user-removed 1
///     client-joined 7
///     client-left 7
///
/// The store has the first three, a line each. Watchers are told all five. What may stand in a line
/// is decided here as well: valid UTF-8, numbers, names, email addresses.
#pragma once

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace events {

enum class kind { user_added, user_renamed, user_removed, client_joined, client_left };

/// One thing that has happened.
struct event {
    kind what{};
    std::uint64_t number = 0;  ///< of the user, or of the client
    std::string name{};        ///< of a user who was added or renamed
    std::string email{};       ///< of a user who was added
};

/// How a kind of event is written: its word, and how many words follow it.
struct form {
    kind what;
    std::string_view word;
    std::size_t words_after;
};

inline constexpr std::array<form, 5> forms = {{
    {kind::user_added, "user-added", 3},
    {kind::user_renamed, "user-renamed", 2},
    {kind::user_removed, "user-removed", 1},
    {kind::client_joined, "client-joined", 1},
    {kind::client_left, "client-left", 1},
}};

/// The parts of `line` between single spaces. Two spaces in a row have an empty part between them.
[[nodiscard]] inline std::vector<std::string_view> split(std::string_view line) {
    std::vector<std::string_view> words;
    for (;;) {
        const auto space = line.find(' ');
        words.push_back(line.substr(0, space));
        if (space == std::string_view::npos) return words;
        line.remove_prefix(space + 1);
    }
}

/// A number of decimal digits; nothing if `text` is anything else or too large.
[[nodiscard]] inline std::optional<std::uint64_t> parse_number(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = problem == std::errc() && end == text.data() + text.size();
    return whole ? std::optional(number) : std::nullopt;
}

/// The number of bytes of the character that `text` begins with; 0 if it is not valid UTF-8. See
/// RFC 3629, section 4.
[[nodiscard]] inline std::size_t utf8_length(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto first = byte(0);
    const std::size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (length == 1) return 1;
    if (first < 0xC2 || first > 0xF4 || text.size() < length) return 0;
    for (std::size_t i = 1; i < length; ++i)
        if ((byte(i) & 0xC0U) != 0x80) return 0;
    const bool longer_than_needed =
        (first == 0xE0 && byte(1) < 0xA0) || (first == 0xF0 && byte(1) < 0x90);
    const bool surrogate = first == 0xED && byte(1) > 0x9F;
    const bool beyond_unicode = first == 0xF4 && byte(1) > 0x8F;
    return longer_than_needed || surrogate || beyond_unicode ? 0 : length;
}

/// True if `text` is valid UTF-8 without control characters.
[[nodiscard]] inline bool is_text(std::string_view text) {
    while (!text.empty()) {
        const auto first = static_cast<unsigned char>(text.front());
        const auto length = utf8_length(text);
        if (length == 0 || first < ' ' || first == 0x7F) return false;
        text.remove_prefix(length);
    }
    return true;
}

/// A name has 1 to 64 bytes and no space.
[[nodiscard]] inline bool is_name(std::string_view text) {
    return !text.empty() && text.size() <= 64 && text.find(' ') == std::string_view::npos &&
           is_text(text);
}

/// An email address has one @ with something on either side, and no space.
[[nodiscard]] inline bool is_email(std::string_view text) {
    return std::count(text.begin(), text.end(), '@') == 1 && text.front() != '@' &&
           text.back() != '@' && text.find(' ') == std::string_view::npos && is_text(text);
}

/// True for what the store keeps: what happened to users, but not who was connected.
[[nodiscard]] inline bool is_stored(kind what) {
    return what != kind::client_joined && what != kind::client_left;
}

/// The event as a line, without the newline.
[[nodiscard]] inline std::string to_line(const event& from) {
    std::string line;
    for (const form& each : forms)
        if (each.what == from.what) line = each.word;
    line += ' ' + std::to_string(from.number);
    if (!from.name.empty()) line += ' ' + from.name;
    if (!from.email.empty()) line += ' ' + from.email;
    return line;
}

/// The event that `line` describes; nothing if it describes none.
[[nodiscard]] inline std::optional<event> parse(std::string_view line) {
    const auto words = split(line);
    for (const form& each : forms) {
        if (words[0] != each.word) continue;
        const auto number =
            words.size() == each.words_after + 1 ? parse_number(words[1]) : std::nullopt;
        if (!number) return std::nullopt;
        if (words.size() > 2 && !is_name(words[2])) return std::nullopt;
        if (words.size() > 3 && !is_email(words[3])) return std::nullopt;
        return event{each.what, *number, std::string(words.size() > 2 ? words[2] : ""),
                     std::string(words.size() > 3 ? words[3] : "")};
    }
    return std::nullopt;
}

}  // namespace events
