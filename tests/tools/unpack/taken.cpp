// What students really submit: accepted, repaired, and reported.
#include "sock_catch.hpp"
#include "tools/unpack/zips.hpp"
#include "unpack/reader.hpp"

using namespace test_unpack;

namespace {

using files = std::vector<std::pair<std::string, std::string>>;

std::string names(const unpack::outcome& result) {
    if (result.refused) return "refused: " + result.refused->id;
    std::string made;
    for (const auto& each : result.what.files)
        made += each.path + " ";
    return made;
}

std::string notes(const unpack::outcome& result) {
    std::string made;
    for (const auto& each : result.what.notes)
        made += each.id + " ";
    return made;
}

unpack::outcome unpacked(const files& what) {
    return unpack::read_archive(plain_zip(what));
}

}  // namespace

TEST_CASE("a zip, a tar.gz and a 7z give the same files") {
    const std::string text = "int main() {}\n";
    const std::vector<packed_entry> entries = {
        {"lab/", "", 'd'}, {"lab/tcp_server.cpp", text}, {"lab/x/\u00f1and\u00fa.hpp", "//\n"}};
    const auto from_zip = unpacked(
        {{"lab/", ""}, {"lab/tcp_server.cpp", text}, {"lab/x/\u00f1and\u00fa.hpp", "//\n"}});
    for (const auto& result : {from_zip, unpack::read_archive(tar_gz(entries)),
                               unpack::read_archive(seven_zip(entries))}) {
        CHECK(names(result) == "tcp_server.cpp x/\u00f1and\u00fa.hpp ");
        CHECK(notes(result) == "extra-folder ");
        REQUIRE(result.what.files.size() == 2);
        CHECK(result.what.files[0].bytes == text);
    }
}

TEST_CASE("a deflated file, and one with its sizes after its data") {
    zip_entry packed;
    packed.name = "zeros.txt";
    packed.method = 8;
    packed.bytes = std::string(1000, '\0');
    packed.packed = deflated_zeros(1000);
    zip_entry streamed = packed;
    streamed.name = "streamed.txt";
    streamed.descriptor = true;
    const auto result = unpack::read_archive(zip({packed, streamed}));
    CHECK(names(result) == "streamed.txt zeros.txt ");
    CHECK(result.what.files.at(0).bytes == packed.bytes);
}

TEST_CASE("folders around everything are removed, except the course's own") {
    CHECK(names(unpacked({{"a/b/x.cpp", "1"}, {"a/b/c/y.cpp", "2"}})) == "c/y.cpp x.cpp ");
    CHECK(names(unpacked({{"lab/01_tcp_server/tcp_server.cpp", "1"}})) ==
          "01_tcp_server/tcp_server.cpp ");
    CHECK(notes(unpacked({{"01_tcp_server/x.cpp", "1"}})).empty());
    CHECK(names(unpacked({{"a/x.cpp", "1"}, {"b/x.cpp", "2"}})) == "a/x.cpp b/x.cpp ");
}

TEST_CASE("files that systems and tools add to an archive are left out") {
    const auto result = unpacked({{"lab/tcp_server.cpp", "int main() {}\n"},
                                  {"lab/.DS_Store", "x"},
                                  {"__MACOSX/lab/._tcp_server.cpp", "x"},
                                  {"lab/Thumbs.db", "x"},
                                  {"lab/.git/config", "x"},
                                  {"lab/build/tcp_server.o", "x"},
                                  {"lab/build/notes.dat", "x"},
                                  {"lab/build/CMakeFiles/x/CMakeCXXCompilerId.cpp", "x"},
                                  {"lab/tcp_server", "\x7f"
                                                     "ELF..."},
                                  {"lab/old.zip", "PK"},
                                  {"lab/.vscode/settings.json", "{}"}});
    CHECK(names(result) == "tcp_server.cpp ");
    CHECK(notes(result) == "extra-folder left-out-archive left-out-build left-out-history "
                           "left-out-object left-out-system ");
    for (const auto& each : result.what.notes) {
        if (each.id == "left-out-system") {
            CHECK(each.params.at("count") == "3");
            CHECK(each.params.at("name") == "lab/.DS_Store");
        }
    }
}

TEST_CASE("a source in a folder called build is still a source") {
    CHECK(names(unpacked({{"build/tcp_server.cpp", "1"}, {"x.cpp", "2"}})) ==
          "build/tcp_server.cpp x.cpp ");
}

TEST_CASE("a link in a folder that is left out is ignored") {
    CHECK(names(unpack::read_archive(tar_gz({{"a.cpp", "x"}, {".git/x", "", 'l', "y"}}))) ==
          "a.cpp ");
}

TEST_CASE("pictures over the size limit are left out, sources stay") {
    files many;
    for (int i = 0; i < 6; ++i)
        many.emplace_back(std::to_string(i) + ".png", std::string(900'000, 'x'));
    many.emplace_back("huge.pcap", std::string(1'200'000, 'x'));
    many.emplace_back("tcp_server.cpp", "int main() {}\n");
    const auto result = unpacked(many);
    CHECK(names(result) == "0.png 1.png 2.png tcp_server.cpp ");
    CHECK(notes(result) == "left-out-large left-out-no-room ");
}

TEST_CASE("Windows names without a declared encoding") {
    zip_entry dos;
    dos.name = "Espa\xa4ol.txt";  // CP850
    dos.bytes = "x";
    dos.made_by = 0;
    CHECK(names(unpack::read_archive(zip({dos}))) == "Espa\u00f1ol.txt ");
    CHECK(notes(unpack::read_archive(zip({dos}))) == "repaired-name ");
    zip_entry latin = dos;
    latin.name = "Espa\xf1ol.txt";  // CP1252
    CHECK(names(unpack::read_archive(zip({latin}))) == "Espa\u00f1ol.txt ");
    latin.made_by = 3;
    latin.name = "Pr\xe1"
                 "ctica.txt";
    CHECK(names(unpack::read_archive(zip({latin}))) == "Pr\u00e1"
                                                       "ctica.txt ");
}

TEST_CASE("a Unicode name beside a name in another encoding") {
    zip_entry both;
    both.name = "Espa\xa4ol.txt";
    both.bytes = "x";
    const std::string unicode = "Espa\u00f1ol.txt";
    const auto field = "\x01" + number(crc32(both.name), 4) + unicode;
    both.extra = "\x75\x70" + number(field.size(), 2) + field;
    CHECK(names(unpack::read_archive(zip({both}))) == "Espa\u00f1ol.txt ");
    CHECK(notes(unpack::read_archive(zip({both}))).empty());
}

TEST_CASE("NFD becomes NFC") {
    CHECK(names(unpacked({{"man\u0303ana.txt", "x"}})) == "ma\u00f1ana.txt ");
}

TEST_CASE("files with names that some systems forbid are left out") {
    const auto result = unpacked({{"a.cpp", "x"},
                                  {"-rf", "x"},
                                  {"$(reboot).txt", "x"},
                                  {"CON.txt", "x"},
                                  {"what?.txt", "x"}});
    CHECK(names(result) == "a.cpp ");
    CHECK(notes(result) == "left-out-odd-name ");
}

TEST_CASE("a zip comment is ignored") {
    zip_frame around;
    around.comment = "made with love";
    zip_entry one;
    one.name = "a.cpp";
    one.bytes = "x";
    CHECK(names(unpack::read_archive(zip({one}, around))) == "a.cpp ");
}
