/// @file
/// A folder with a sock.hpp of its own, in which a test builds programs.
#pragma once

#include "judge/build.hpp"
#include "support/files.hpp"

#include <filesystem>
#include <string>
#include <vector>

#include <unistd.h>

namespace workplace {

namespace fs = std::filesystem;

class scratch {
  public:
    scratch() {
        auto pattern = (fs::temp_directory_path() / "judge-test-XXXXXX").string();
        path_ = ::mkdtemp(pattern.data());
    }
    scratch(const scratch&) = delete;
    scratch& operator=(const scratch&) = delete;
    ~scratch() { fs::remove_all(path_); }
    fs::path path_;
};

inline judge::tools tools(const scratch& place) {
    judge::tools it;
    fs::create_directories(place.path_ / "include");
    support::write_file(place.path_ / "include" / "sock.hpp", "#pragma once\nint ours();\n");
    it.include = place.path_ / "include";
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
