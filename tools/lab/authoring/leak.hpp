/// @file
/// Searches the files that students get for lines of a solution.
#pragma once

#include "support/file_entry.hpp"

#include <set>
#include <string>
#include <vector>

namespace authoring {

/// The lines that only a solution has: inside a TODO region, and nowhere outside one in any
/// solution or stub. Lines that any program contains (a brace, `for (;;) {`, `listener.listen();`)
/// are not secrets: a secret line holds at least three names. Blanks between words do not matter.
[[nodiscard]] std::set<std::string> secrets(const std::vector<std::string>& solutions,
                                            const std::vector<std::string>& stubs);

struct leak {
    std::string path;
    int line = 0;
    std::string secret;
};

/// Every place of `bundle` that holds a secret: in the middle of a longer line, broken into several
/// lines, written as HTML (tags between its words, `&lt;`) or as JSON text (`\"`, `\n`), as in
/// pages of documentation and their search indexes.
[[nodiscard]] std::vector<leak> leaks(const std::vector<support::file_entry>& bundle,
                                      const std::set<std::string>& secrets);

/// The files that cannot be searched: archives, compressed indexes, programs. Images and fonts are
/// accepted.
[[nodiscard]] std::vector<std::string> unreadable(const std::vector<support::file_entry>& bundle);

}  // namespace authoring
