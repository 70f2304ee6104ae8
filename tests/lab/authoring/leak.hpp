/// @file
/// Whether something that is given to students tells a line of a solution.
#pragma once

#include "handin/entry.hpp"

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

/// Every line of `bundle` that holds a secret, also in the middle of a longer line.
[[nodiscard]] std::vector<leak> leaks(const std::vector<handin::entry>& bundle,
                                      const std::set<std::string>& secrets);

}  // namespace authoring
