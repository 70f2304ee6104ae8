#include "unpack/names.hpp"

#include "sock_catch.hpp"

using namespace unpack;

TEST_CASE("the suffix of an archive") {
    CHECK(archive_ending("ada.zip") == 4);
    CHECK(archive_ending("Ada.TAR.Gz") == 7);
    CHECK(archive_ending("ada.tbz2") == 5);
    CHECK(archive_ending("ada.v2.7z") == 3);
    for (const char* name : {"", "zip", "ada.cpp", "ada.tar.cpp", "ada.zip "})
        CHECK(archive_ending(name) == 0);
}

TEST_CASE("names that are devices on Windows") {
    for (const char* name : {"CON", "nul.cpp", "com1", "LPT9.tar.gz", "Aux."})
        CHECK(reserved_on_windows(name));
    for (const char* name : {"COM0", "lpt0.cpp", "com", "com10", "console", "a.con", ""})
        CHECK_FALSE(reserved_on_windows(name));
}

TEST_CASE("displayed names cannot control a terminal") {
    CHECK(printable("a\x1b[2Jb") == "a\\x1b[2Jb");
    CHECK(printable("a\u202eb") == "a\\u{202e}b");
    CHECK(printable("a\xff"
                    "b") == "a\\xffb");
    CHECK(printable("\u00f1and\u00fa") == "\u00f1and\u00fa");
    CHECK(printable(std::string(500, 'x'), 60).size() <= 63);
}

TEST_CASE("an encoding is guessed from the letters that it gives") {
    CHECK(decode("Espa\xa4ol", origin::other).text == "Espa\u00f1ol");
    CHECK(decode("Espa\xf1ol", origin::windows).text == "Espa\u00f1ol");
    CHECK(decode("Pr\xa0"
                 "ctica",
                 origin::windows)
              .text == "Pr\u00e1ctica");
    CHECK(decode("Pr\xe1"
                 "ctica",
                 origin::windows)
              .text == "Pr\u00e1ctica");
    CHECK_FALSE(decode("Pr\u00e1ctica", origin::windows).repaired);
    CHECK(decode("man\u0303ana", origin::other).text == "ma\u00f1ana");
}
