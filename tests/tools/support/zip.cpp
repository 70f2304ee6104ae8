#include "support/zip.hpp"

#include "sock_catch.hpp"
#include "support/files.hpp"
#include "support/process.hpp"
#include "tools/scratch.hpp"

#include <algorithm>
#include <filesystem>

namespace {

namespace fs = std::filesystem;

const std::vector<support::file_entry> content = {
    {"REPORTE.md", "# Hola\n", false},
    {"01_tcp_server/tcp_server.cpp", "int main() {}\n", false},
    {"lab", "#!/bin/sh\n", true}};

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
    support::write_file(place.path() / "x.zip", support::zip(entries));
    support::command unpack;
    unpack.argv = {"cmake", "-E", "tar", "xf", "x.zip"};
    unpack.directory = place.path().string();
    REQUIRE(support::run(unpack, support::milliseconds{30'000}).status.success());
    for (const auto& it : entries) {
        CHECK((support::read_file(place.path() / it.path) == it.bytes));
        const auto mode = fs::status(place.path() / it.path).permissions();
        CHECK(((mode & fs::perms::owner_exec) != fs::perms::none) == it.executable);
    }
}
