/// @file
/// File names in archives and folders: which are safe, and which can be repaired.
#pragma once

#include "unpack/unpack.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace unpack {

/// The reason why a whole submission is refused.
struct refusal {
    note why;
};

/// Throws a `refusal`.
[[noreturn]] void refuse(std::string id, course::parameters params = {});

/// The system that wrote a name without its encoding.
enum class origin { windows, other };

struct decoded {
    std::string text;       ///< UTF-8, NFC
    bool repaired = false;  ///< it was in another encoding, which was guessed
};

/// UTF-8 stays; anything else is read as CP850 (what Windows' own zip writes) or as CP1252,
/// whichever gives more letters of Spanish. Empty text: neither makes sense.
[[nodiscard]] decoded decode(std::string_view raw, origin from);

/// A path that has passed every rule.
struct path {
    std::vector<std::string> parts;
    bool odd = false;  ///< harmless here but not on every system: `*`, a leading `-`, NUL.cpp…

    [[nodiscard]] std::string text() const;
    [[nodiscard]] const std::string& name() const { return parts.back(); }
};

/// Splits `text` (UTF-8) and checks it. Throws a `refusal` for a name that no honest tool makes:
/// absolute, `..`, a backslash, a drive letter, control or direction characters, too long, too
/// deep. "./" and "" give no parts.
[[nodiscard]] path checked_path(std::string_view text);

/// Two names with the same key are the same file for macOS or Windows, or look the same: NFKC, case
/// folded, without the characters that are not shown (UAX #31, NFKC_Casefold).
[[nodiscard]] std::string clash_key(std::string_view path);

/// ASCII letters in lower case.
[[nodiscard]] std::string lower(std::string_view text);

/// The length of the ending of an archive's name: 4 of "ada.zip", 7 of "ada.TAR.gz"; 0: none.
/// Includes formats that are only recognised, not read.
[[nodiscard]] std::size_t archive_ending(std::string_view name);

/// CON, NUL, COM1.txt: on Windows these are devices in every folder. COM0 is not one.
[[nodiscard]] bool reserved_on_windows(std::string_view name);

/// `text` cut at `most` bytes, with everything escaped that could control a terminal or a browser.
[[nodiscard]] std::string printable(std::string_view text, std::size_t most = 160);

}  // namespace unpack
