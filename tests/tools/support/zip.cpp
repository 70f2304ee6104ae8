#include "support/zip.hpp"

#include "sock_catch.hpp"
#include "support/files.hpp"
#include "support/process.hpp"

#include <algorithm>
#include <filesystem>

#include <stdlib.h>

namespace {

namespace fs = std::filesystem;

const std::vector<support::file_entry> content = {
    {"REPORTE.md", "# Hola\n", false},
    {"01_tcp_server/tcp_server.cpp", "int main() {}\n", false},
    {"lab", "#!/bin/sh\n", true}};

class scratch {
  public:
    scratch() {
        auto pattern = (fs::temp_directory_path() / "zip-test-XXXXXX").string();
        path_ = ::mkdtemp(pattern.data());
    }
    scratch(const scratch&) = delete;
    scratch& operator=(const scratch&) = delete;
    ~scratch() { fs::remove_all(path_); }
    fs::path path_;
};

}  // namespace

TEST_CASE("the same content is the same zip") {
    auto reversed = content;
    std::reverse(reversed.begin(), reversed.end());
    CHECK((support::zip(content) == support::zip(reversed)));
    reversed[0].bytes += " ";
    CHECK((support::zip(content) != support::zip(reversed)));
}

TEST_CASE("the files of a zip can be extracted unchanged") {
    const scratch place;
    auto entries = content;
    entries.push_back({"empty", "", false});
    entries.push_back({"binary", std::string("\0\xFF\r\n", 4), false});
    support::write_file(place.path_ / "x.zip", support::zip(entries));
    support::command unpack;
    unpack.argv = {"cmake", "-E", "tar", "xf", "x.zip"};
    unpack.directory = place.path_.string();
    REQUIRE(support::run(unpack, support::milliseconds{30'000}).status.success());
    for (const auto& it : entries) {
        CHECK((support::read_file(place.path_ / it.path) == it.bytes));
        const auto mode = fs::status(place.path_ / it.path).permissions();
        CHECK(((mode & fs::perms::owner_exec) != fs::perms::none) == it.executable);
    }
}
