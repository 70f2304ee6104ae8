// A submitted folder, with everything in it that a file system allows.
#include "sock_catch.hpp"
#include "unpack/unpack.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace fs = std::filesystem;

namespace {

class scratch {
  public:
    scratch() {
        char made[] = "/tmp/sock-test-folder-XXXXXX";
        REQUIRE(::mkdtemp(made) != nullptr);
        path_ = made;
    }
    scratch(const scratch&) = delete;
    ~scratch() {
        std::error_code none;
        fs::remove_all(path_, none);
    }
    [[nodiscard]] fs::path operator/(const std::string& name) const { return path_ / name; }
    [[nodiscard]] const fs::path& path() const { return path_; }

    void write(const std::string& name, const std::string& bytes) const {
        fs::create_directories((path_ / name).parent_path());
        std::ofstream{path_ / name, std::ios::binary} << bytes;
    }

  private:
    fs::path path_;
};

std::string names(const unpack::submission& of) {
    std::string made;
    for (const auto& each : of.files)
        made += each.path + " ";
    return made;
}

std::string notes(const unpack::submission& of) {
    std::string made;
    for (const auto& each : of.notes)
        made += each.id + " ";
    return made;
}

}  // namespace

TEST_CASE("a folder is a submission") {
    const scratch folder;
    folder.write("ada/tcp_server.cpp", "int main() {}\n");
    folder.write("ada/lib/x.hpp", "//\n");
    folder.write("ada/.git/config", "x");
    folder.write("ada/build/x.o", "x");
    const auto read = unpack::folder(folder / "ada");
    CHECK(read.file == "ada");
    CHECK(names(read) == "lib/x.hpp tcp_server.cpp ");
    CHECK(notes(read) == "left-out-build left-out-history ");
    CHECK_FALSE(read.refused);
    CHECK(read.sha256.size() == 64);
    CHECK(unpack::folder(folder / "ada/").file == "ada");
    CHECK(read.find("lib/x.hpp")->bytes == "//\n");
    CHECK(read.find("y.hpp") == nullptr);
    const int open = ::open((folder / "ada").c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    for (int i = 0; i < 2; ++i) {
        const auto again = unpack::folder(open, "grace");
        CHECK(again.file == "grace");
        CHECK(again.sha256 == read.sha256);
    }
    ::close(open);
}

TEST_CASE("its digest depends on names and contents, and on nothing else") {
    const scratch folder;
    folder.write("a/x.cpp", "1");
    folder.write("a/y.cpp", "2");
    folder.write("b/y.cpp", "2");
    folder.write("b/x.cpp", "1");
    folder.write("c/x.cpp", "12");
    folder.write("c/y.cpp", "");
    CHECK(unpack::folder(folder / "a").sha256 == unpack::folder(folder / "b").sha256);
    CHECK(unpack::folder(folder / "a").sha256 != unpack::folder(folder / "c").sha256);
}

TEST_CASE("links, pipes and devices are not opened") {
    const scratch folder;
    folder.write("secret.txt", "hush");
    folder.write("ada/a.cpp", "int main() {}\n");
    fs::create_symlink("../secret.txt", folder / "ada/link.cpp");
    fs::create_directory_symlink("..", folder / "ada/up");
    fs::create_symlink("loop", folder / "ada/loop");
    REQUIRE(::mkfifo((folder / "ada/pipe.cpp").c_str(), 0600) == 0);
    const int listener = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    (folder / "ada/socket.cpp").string().copy(address.sun_path, sizeof address.sun_path - 1);
    REQUIRE(::bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    const auto read = unpack::folder(folder / "ada");
    ::close(listener);
    CHECK(names(read) == "a.cpp ");
    CHECK(notes(read) == "left-out-link left-out-special ");
}

TEST_CASE("a folder's names follow the same rules") {
    const scratch folder;
    folder.write("ada/a.cpp", "int main() {}\n");
    folder.write("ada/b\x1b[2J.cpp", "x");
    CHECK(unpack::folder(folder / "ada").refused->id == "control-character");
    CHECK(unpack::folder(folder / "ada").files.empty());
    folder.write("eve/a.cpp", "x");
    folder.write("eve/A.cpp", "x");
    CHECK(unpack::folder(folder / "eve").refused->id == "case-clash");
    folder.write("deep/1/2/3/4/5/6/7/8/9/x.cpp", "x");
    CHECK(unpack::folder(folder / "deep").refused->id == "too-deep");
    folder.write("latin/Espa\xf1ol.txt", "x");
    CHECK(names(unpack::folder(folder / "latin")) == "Espa\u00f1ol.txt ");
}

TEST_CASE("a missing folder, and one without read permission") {
    const scratch folder;
    CHECK_THROWS_AS(unpack::folder(folder / "missing"), unpack::failure);
    folder.write("file", "x");
    CHECK_THROWS_AS(unpack::folder(folder / "file"), unpack::failure);
    fs::create_directory(folder / "empty");
    CHECK(unpack::folder(folder / "empty").refused->id == "empty");
    // Root may read every file.
    if (::geteuid() == 0) return;
    folder.write("ada/a.cpp", "x");
    folder.write("ada/b.cpp", "x");
    fs::permissions(folder / "ada/b.cpp", fs::perms::none);
    const auto read = unpack::folder(folder / "ada");
    CHECK(names(read) == "a.cpp ");
    CHECK(notes(read) == "left-out-unreadable ");
}
