// sock-unpack in its sandbox, as grading runs it.
#include "sock_catch.hpp"
#include "support/process.hpp"
#include "tools/unpack/zips.hpp"
#include "unpack/unpack.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace fs = std::filesystem;
using namespace test_unpack;

namespace {

// The programs in a folder that an ordinary user can reach, and a sock-box that root starts as one.
class workspace {
  public:
    workspace() {
        char made[] = "/tmp/sock-test-unpack-XXXXXX";
        if (::mkdtemp(made) == nullptr) throw std::runtime_error("no folder in /tmp");
        folder_ = made;
        ::chmod(made, 0755);
        fs::copy_file(SOCK_UNPACK, folder_ / "sock-unpack");
        fs::copy_file(SOCK_BOX, folder_ / "sock-box");
        script("as-user", "exec setpriv --reuid=65534 --regid=65534 --clear-groups " +
                              (folder_ / "sock-box").string() + " \"$@\"");
    }
    workspace(const workspace&) = delete;
    ~workspace() {
        std::error_code none;
        fs::remove_all(folder_, none);
    }

    [[nodiscard]] unpack::programs boxed() const {
        return {folder_ / "sock-unpack", folder_ / (::geteuid() == 0 ? "as-user" : "sock-box")};
    }
    [[nodiscard]] unpack::programs bare() const { return {folder_ / "sock-unpack", {}}; }

    fs::path write(const std::string& name, const std::string& bytes) const {
        std::ofstream{folder_ / name, std::ios::binary} << bytes;
        return folder_ / name;
    }

    fs::path script(const std::string& name, const std::string& line) const {
        const auto path = write(name, "#!/bin/sh\n" + line + "\n");
        ::chmod(path.c_str(), 0755);
        return path;
    }

    [[nodiscard]] fs::path operator/(const std::string& name) const { return folder_ / name; }

    [[nodiscard]] std::string listing() const {
        std::string made;
        for (const auto& each : fs::recursive_directory_iterator{folder_}) {
            made += each.path().string() + "\n";
        }
        return made;
    }

  private:
    fs::path folder_;
};

bool possible(const workspace& work) {
    support::command probe;
    probe.argv = {work.boxed().box.string(), "probe"};
    probe.directory = "/";
    const auto ran = support::run(probe, support::milliseconds{30000});
    if (ran.status.success()) return true;
    std::cout << "no box on this machine: " << ran.out.text() << std::endl;
    return false;
}

}  // namespace

TEST_CASE("an archive becomes a submission, with a sandbox and without") {
    const workspace work;
    const auto path = work.write(
        "PracticaSockets_Ada.zip",
        plain_zip({{"lab/tcp_server.cpp", "int main() {}\n"}, {"lab/Espa\xf1ol.txt", "x"}}));
    for (const bool boxed : {false, true}) {
        if (boxed && !possible(work)) continue;
        const auto made = unpack::archive(path, boxed ? work.boxed() : work.bare());
        CHECK(made.file == "PracticaSockets_Ada.zip");
        CHECK_FALSE(made.refused);
        REQUIRE(made.files.size() == 2);
        CHECK(made.files[0].path == "Espa\u00f1ol.txt");
        CHECK(made.files[1].bytes == "int main() {}\n");
        CHECK(made.notes.size() == 2);
    }
}

TEST_CASE("the names of a 7z and of a tar are UTF-8 whatever the locale") {
    const workspace work;
    for (const auto& bytes :
         {seven_zip({{"\u00f1and\u00fa.txt", "x"}}), tar_gz({{"\u00f1and\u00fa.txt", "x"}})}) {
        const auto made = unpack::archive(work.write("a", bytes), work.bare());
        CHECK(made.find("\u00f1and\u00fa.txt") != nullptr);
    }
}

TEST_CASE("the digest is that of the file") {
    const workspace work;
    const auto made = unpack::archive(work.write("abc", "abc"), work.bare());
    // FIPS 180-2, appendix B.1.
    CHECK(made.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(made.refused->id == "not-an-archive");
}

TEST_CASE("a file of a megabyte passes through the pipe") {
    const workspace work;
    const std::string big(1024 * 1024, 'x');
    const auto path = work.write("big.zip", plain_zip({{"a.cpp", "x"}, {"big.bin", big}}));
    const auto made = unpack::archive(path, work.bare());
    REQUIRE(made.find("big.bin") != nullptr);
    CHECK(made.find("big.bin")->bytes == big);
}

TEST_CASE("hostile archives leave nothing behind") {
    const workspace work;
    const auto target = (work / "escaped").string();
    zip_entry link;
    link.name = "x";
    link.bytes = "/tmp";
    link.mode = 0120777;
    const auto path = work.write("evil.zip", "");
    const auto before = work.listing();
    for (const auto& bytes : {plain_zip({{target, "x"}}), plain_zip({{"../escaped", "x"}}),
                              plain_zip({{"..\\escaped", "x"}}), zip({link}), std::string{"PK\3\4"},
                              std::string(11 * 1024 * 1024, 'P')}) {
        work.write("evil.zip", bytes);
        for (const bool boxed : {false, true}) {
            if (boxed && !possible(work)) continue;
            const auto made = unpack::archive(path, boxed ? work.boxed() : work.bare());
            CHECK(made.refused);
            CHECK(made.files.empty());
            CHECK(made.sha256.size() == 64);
        }
        CHECK(work.listing() == before);
    }
}

TEST_CASE("a compromised unpacker is detected by its output") {
    const workspace work;
    const auto path = work.write("a.zip", plain_zip({{"a.cpp", "x"}}));
    const auto reason = [&](const std::string& line) {
        const auto made =
            unpack::archive(path, {work.script("fake", "cat >/dev/null; " + line), {}});
        REQUIRE(made.refused);
        return made.refused->id;
    };
    CHECK(reason("kill -SEGV $$") == "unpacker-died");
    CHECK(reason("exit 1") == "unpacker-died");
    CHECK(reason("exit 0") == "unpacker-lied");
    CHECK(reason("echo '{\"file\":\"../x\",\"bytes\":0}'; echo '{\"end\":true}'") ==
          "unpacker-lied");
    CHECK(reason("head -c 20000000 /dev/zero") == "unpacker-lied");
}

TEST_CASE("our own failures are not reported as the student's") {
    const workspace work;
    const auto path = work.write("a.zip", plain_zip({{"a.cpp", "x"}}));
    CHECK_THROWS_AS(unpack::archive(work / "none.zip", work.bare()), unpack::failure);
    CHECK_THROWS_AS(unpack::archive(fs::path{"/tmp"}, work.bare()), unpack::failure);
    CHECK_THROWS_AS(unpack::archive(fs::path{"/dev/zero"}, work.bare()), unpack::failure);
    REQUIRE(::mkfifo((work / "pipe.zip").c_str(), 0600) == 0);
    CHECK_THROWS_AS(unpack::archive(work / "pipe.zip", work.bare()), unpack::failure);
    const auto box = work.script("no-box", "echo 'sock-box: no' >&2; exit 125");
    CHECK_THROWS_AS(unpack::archive(path, {work.bare().unpacker, box}), unpack::failure);
}

TEST_CASE("an open file is read from its beginning") {
    const workspace work;
    const auto path = work.write("a.zip", plain_zip({{"a.cpp", "x"}}));
    const int open = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    for (int i = 0; i < 2; ++i)
        CHECK(unpack::archive(open, "Ada.zip", work.bare()).file == "Ada.zip");
    ::close(open);
}
