/// @file
/// A folder with a sock.hpp of its own, in which a test builds programs.
#pragma once

#include "judge/build.hpp"
#include "tools/scratch.hpp"

#include <string>
#include <vector>

namespace workplace {

inline judge::tools tools(const scratch& place) {
    judge::tools it;
    it.include = place.put("include/sock.hpp", "#pragma once\nint ours();\n").parent_path();
    return it;
}

inline judge::sources program(const std::string& text, std::vector<judge::source> more = {}) {
    judge::sources it{"tcp_server", "a/tcp_server.cpp", {{"a/tcp_server.cpp", text}}};
    it.files.insert(it.files.end(), more.begin(), more.end());
    return it;
}

inline bool holds(const std::string& text, const std::string& what) {
    return text.find(what) != std::string::npos;
}

}  // namespace workplace
