// Archives that attack or are damaged: each is refused, with the reason.
#include "sock_catch.hpp"
#include "tools/unpack/zips.hpp"
#include "unpack/limits.hpp"
#include "unpack/reader.hpp"

using namespace test_unpack;

namespace {

std::string reason(const std::string& bytes) {
    const auto result = unpack::read_archive(bytes);
    CHECK((result.refused.has_value() != result.what.files.empty()) == false);
    return result.refused ? result.refused->id : "taken";
}

zip_entry file(const std::string& name, const std::string& bytes = "int main() {}\n") {
    zip_entry made;
    made.name = name;
    made.bytes = bytes;
    return made;
}

std::string named(const std::string& name) {
    return reason(zip({file("a.cpp"), file(name)}));
}

std::string of_mode(std::uint32_t mode, const std::string& bytes = "/etc/passwd") {
    auto made = file("x.cpp", bytes);
    made.mode = mode;
    return reason(zip({file("a.cpp"), made}));
}

}  // namespace

TEST_CASE("names outside the submission") {
    CHECK(named("../x.cpp") == "parent-path");
    CHECK(named("a/../../x.cpp") == "parent-path");
    CHECK(named("a/..") == "parent-path");
    CHECK(named("/tmp/x.cpp") == "absolute-path");
    CHECK(named("..\\x.cpp") == "backslash");
    CHECK(named("a\\x.cpp") == "backslash");
    CHECK(named("C:/x.cpp") == "drive-letter");
    CHECK(named("c:x.cpp") == "drive-letter");
    // Also in a folder that would be left out.
    CHECK(named("__MACOSX/../../x") == "parent-path");
    CHECK(named(".git/../../x") == "parent-path");
}

TEST_CASE("names that are displayed as other names") {
    CHECK(named(std::string{"main.cpp\0.txt", 13}) == "control-character");
    CHECK(named("a\nb.cpp") == "control-character");
    CHECK(named("\x1b[2Jx.cpp") == "control-character");
    CHECK(named("tcp\u202eppc.exe") == "control-character");
    CHECK(named("tcp\u200bserver.cpp") == "control-character");
    CHECK(named("\u2028.cpp") == "control-character");
    CHECK(named("\u0085.cpp") == "control-character");
}

TEST_CASE("entries that are neither a file nor a folder") {
    CHECK(of_mode(0120777) == "symbolic-link");
    CHECK(of_mode(0020666) == "device");
    CHECK(of_mode(0060666) == "device");
    CHECK(of_mode(0010666, "") == "device");
    CHECK(of_mode(0140777) == "device");
    // A link to a folder, and a file through it.
    auto link = file("x", "/tmp");
    link.mode = 0120777;
    CHECK(reason(zip({link, file("x/evil.cpp")})) == "symbolic-link");
    CHECK(reason(tar_gz({{"a.cpp", "x"}, {"l.cpp", "", 'l', "/etc/passwd"}})) == "symbolic-link");
    CHECK(reason(tar_gz({{"a.cpp", "x"}, {"h.cpp", "", 'h', "a.cpp"}})) == "hard-link");
    CHECK(reason(tar_gz({{"a.cpp", "x"}, {"d.cpp", "", 'c'}})) == "device");
    CHECK(reason(tar_gz({{"a.cpp", "x"}, {"p.cpp", "", 'p'}})) == "device");
    CHECK(reason(seven_zip({{"a.cpp", "x"}, {"l.cpp", "/etc/passwd", 'l', "/etc/passwd"}})) ==
          "symbolic-link");
}

TEST_CASE("a setuid bit is ignored: only bytes are taken") {
    CHECK(of_mode(0104755) == "taken");
}

TEST_CASE("two files with one name") {
    CHECK(named("a.cpp") == "duplicate");
    CHECK(named("./a.cpp") == "duplicate");
    CHECK(named("A.cpp") == "case-clash");
    CHECK(reason(zip({file("ma\u00f1ana.cpp"), file("man\u0303ana.cpp")})) == "duplicate");
    CHECK(reason(zip({file("stra\u00dfe.cpp"), file("STRASSE.cpp")})) == "case-clash");
    CHECK(named("a.cpp/b.cpp") == "file-and-folder");
    CHECK(named("A.CPP/b.cpp") == "file-and-folder");
    CHECK(reason(zip({file("x/b.cpp"), file("x")})) == "file-and-folder");
    CHECK(reason(zip({file("x/"), file("x")})) != "taken");
    CHECK(reason(tar_gz({{"a.cpp", "1"}, {"a.cpp", "2"}})) == "duplicate");
}

TEST_CASE("bombs") {
    auto bomb = file("big.txt", "");
    bomb.method = 8;
    bomb.packed = deflated_zeros(40'000'000);
    bomb.bytes = std::string(40'000'000, '\0');
    CHECK(reason(zip({file("a.cpp"), bomb})) == "bomb");
    const std::string zeros(30'000'000, '\0');
    CHECK(reason(tar_gz({{"a.cpp", "x"}, {"b.bin", zeros}})) == "bomb");
    CHECK(reason(seven_zip({{"a.cpp", "x"}, {"b.bin", zeros}})) == "bomb");
}

TEST_CASE("wrong sizes") {
    // The header says ten bytes, the data is ten megabytes.
    auto lie = file("a.cpp", "");
    lie.method = 8;
    lie.packed = deflated_zeros(10'000'000);
    lie.size = 10;
    lie.crc = crc32(std::string(10'000'000, '\0'));
    CHECK(reason(zip({lie})) == "lying-size");
    lie.crc = crc32(std::string(10, '\0'));
    CHECK(reason(zip({lie})) == "lying-size");
    lie.packed = deflated_zeros(5);
    CHECK(reason(zip({lie})) == "lying-size");
    // In a stored entry the two sizes must be equal.
    auto stored = file("a.cpp");
    stored.size = 3;
    CHECK(reason(zip({stored})) == "lying-size");
    auto local = file("a.cpp");
    local.local_size = 3;
    CHECK(reason(zip({local})) == "header-mismatch");
}

TEST_CASE("two headers that disagree") {
    auto other_name = file("evil.cpp");
    other_name.local_name = "good.cpp";
    CHECK(reason(zip({other_name})) == "header-mismatch");
    auto wrong = file("a.cpp");
    wrong.crc = 1;
    CHECK(reason(zip({wrong})) == "damaged");
}

TEST_CASE("bytes that belong to two entries, or to none") {
    auto first = file("a.cpp");
    auto second = file("b.cpp");
    second.offset = 0;
    second.local_name = "a.cpp";
    CHECK(reason(zip({first, second})) == "overlap");
    zip_frame around;
    around.before = "#!/bin/sh\nrm -rf ~\n";
    CHECK(reason(around.before + zip({first})) == "not-an-archive");
    around = {};
    around.between = zip({file("hidden.cpp")});
    CHECK(reason(zip({first}, around)) == "hidden-bytes");
    second = file("b.cpp");
    second.ahead = "between two files";
    CHECK(reason(zip({first, second})) == "hidden-bytes");
    around = {};
    around.after = "trailing";
    CHECK(reason(zip({first}, around)) == "hidden-bytes");
    around.after = "PK\5\6 and more";  // where another reader finds its own directory
    CHECK(reason(zip({first}, around)) == "truncated");
    around = {};
    around.comment = zip({file("other.cpp")});
    CHECK(reason(zip({first}, around)) != "taken");
    around = {};
    around.entries = 0;
    CHECK(reason(zip({first}, around)) != "taken");
    around.entries = 7;
    CHECK(reason(zip({first}, around)) != "taken");
    around = {};
    around.directory_size = 1;
    CHECK(reason(zip({first}, around)) == "hidden-bytes");
}

TEST_CASE("two formats in one file") {
    const auto inner = zip({file("evil.cpp")});
    const auto outer = tar_gz({{"a.cpp", "x"}});
    CHECK(reason(outer + inner) == "polyglot");
    CHECK(reason(seven_zip({{"a.cpp", "x"}}) + inner) != "taken");
    const auto tar = plain_tar({{"a.cpp", "x"}});
    REQUIRE(reason(tar) == "taken");
    CHECK(reason(tar + inner) == "hidden-bytes");
    CHECK(reason(tar + "more") == "hidden-bytes");
    // The tar's header begins where a zip's first file has its data.
    const auto header = plain_tar({{"b.cpp", "y"}});
    CHECK(reason(zip({file("x.bin", header.substr(35))})) == "polyglot");
    // A zip that is a file of the tar is left out, as in any archive.
    CHECK(reason(plain_tar({{"a.cpp", "x"}, {"z.zip", inner}})) == "taken");
}

TEST_CASE("a Unicode name that disagrees with the other name") {
    const auto with_unicode = [](const std::string& name, const std::string& other,
                                 std::uint32_t checksum) {
        auto made = file(name);
        const auto field = "\x01" + number(checksum, 4) + other;
        made.extra = "\x75\x70" + number(field.size(), 2) + field;
        return reason(zip({made}));
    };
    CHECK(with_unicode("a.cpp", "a.cpp", crc32("a.cpp")) == "taken");
    CHECK(with_unicode("good.cpp", "evil.cpp", crc32("good.cpp")) == "header-mismatch");
    const std::string old = "ma\xa4\x61na.cpp";  // CP850
    CHECK(with_unicode(old, "ma\u00f1ana.cpp", crc32(old)) == "taken");
    CHECK(with_unicode(old, "ma\u00f1ana.cpp", crc32(old) + 1) == "header-mismatch");
}

TEST_CASE("encrypted") {
    for (const int flag : {0x1, 0x41, 0x2001}) {
        auto secret = file("a.cpp");
        secret.flags = static_cast<std::uint16_t>(flag);
        CHECK(reason(zip({secret})) == "encrypted");
    }
}

TEST_CASE("archives that exceed the limits") {
    std::vector<zip_entry> many;
    for (int i = 0; i < 201; ++i)
        many.push_back(file("f" + std::to_string(i) + ".cpp", "x"));
    CHECK(reason(zip(many)) == "too-many-files");
    for (int i = 0; i < 20'000; ++i)
        many.push_back(file(".git/" + std::to_string(i), ""));
    CHECK(reason(zip(many)) == "too-many-entries");
    CHECK(named("1/2/3/4/5/6/7/8/x.cpp") == "too-deep");
    CHECK(named(std::string(300, 'x') + ".cpp") == "name-too-long");
    CHECK(named(std::string(2000, 'x').replace(1000, 1, "/")) == "name-too-long");
    std::string deep;
    for (int i = 0; i < 2000; ++i)
        deep += "d/";
    CHECK(named(deep + "x.cpp") != "taken");
    CHECK(reason(zip({file("a.cpp", std::string(1'100'000, 'x'))})) == "file-too-large");
    std::vector<zip_entry> large;
    for (int i = 0; i < 3; ++i)
        large.push_back(file(std::to_string(i) + ".cpp", std::string(900'000, 'x')));
    CHECK(reason(zip(large)) == "too-large");
    CHECK(reason(std::string(unpack::limits::archive_bytes + 1, 'x')) == "archive-too-large");
}

TEST_CASE("a file that is not an archive is named by its type") {
    CHECK(reason("") == "empty-file");
    CHECK(reason("int main() {}\n") == "not-an-archive");
    CHECK(reason(std::string{"Rar!\x1a\x07\0xyz", 10}) == "wrong-format");
    CHECK(reason("%PDF-1.7\n") == "wrong-format");
    CHECK(reason(gzip("int main() {}\n")) == "not-an-archive");
    CHECK(reason(zip({})) == "empty");
    CHECK(reason(zip({file("folder/", "")})) == "empty");
    CHECK(reason(zip({file(".DS_Store")})) == "empty");
}

TEST_CASE("cut short at any byte: refused, never accepted, no crash") {
    const auto whole = zip({file("a.cpp"), file("b/b.cpp")});
    for (std::size_t size = 1; size < whole.size(); ++size) {
        CAPTURE(size);
        CHECK(reason(whole.substr(0, size)) != "taken");
    }
    CHECK(reason(whole.substr(0, whole.size() / 2)) == "truncated");
    const auto tar = tar_gz({{"a.cpp", std::string(3000, 'x')}});
    CHECK(reason(tar.substr(0, tar.size() / 2)) == "truncated");
    const auto seven = seven_zip({{"a.cpp", std::string(3000, 'x')}});
    for (std::size_t size = 6; size < seven.size(); ++size) {
        CAPTURE(size);
        CHECK(reason(seven.substr(0, size)) != "taken");
    }
}

TEST_CASE("any byte changed: refused or accepted, no crash") {
    const auto whole = zip({file("a.cpp"), file("b/b.cpp")});
    for (std::size_t at = 0; at < whole.size(); ++at) {
        for (const char change : {'\x01', '\x80', '\xff'}) {
            auto changed = whole;
            changed[at] = static_cast<char>(changed[at] ^ change);
            const auto result = unpack::read_archive(changed);
            CHECK((result.refused.has_value() || !result.what.files.empty()));
        }
    }
}
