/// @file
/// Whether something that is given to students tells a line of a solution.
#pragma once

#include "support/file_entry.hpp"

#include <set>
#include <string>
#include <vector>

namespace authoring {

/// The lines that only a solution has: inside a TODO region, and nowhere outside one in any
/// solution or stub. Lines that anybody would write (a brace, `for (;;) {`, `listener.listen();`)
/// are none: to count, a line must hold three names. Blanks between words do not matter.
[[nodiscard]] std::set<std::string> secrets(const std::vector<std::string>& solutions,
                                            const std::vector<std::string>& stubs);

struct leak {
    std::string path;
    int line = 0;
    std::string secret;
};

/// Every place of `bundle` that holds a secret: in the middle of a longer line, broken into several
/// lines, dressed up as HTML (tags between its words, `&lt;`) or as a JSON text (`\"`, `\n`), as
/// pages of documentation and their search indexes are.
[[nodiscard]] std::vector<leak> leaks(const std::vector<support::file_entry>& bundle,
                                      const std::set<std::string>& secrets);

/// The files of which nobody can tell what they show: archives, compressed indexes, programs.
/// Images and fonts are let through.
[[nodiscard]] std::vector<std::string> unreadable(const std::vector<support::file_entry>& bundle);

}  // namespace authoring
