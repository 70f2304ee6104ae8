#include "unpack/names.hpp"

#include "sock_catch.hpp"

using namespace unpack;

TEST_CASE("a submission's name can be a folder's") {
    CHECK(submission_name("PracticaSockets_Ada_Lovelace.zip") == "PracticaSockets_Ada_Lovelace");
    CHECK(submission_name("ada.tar.gz") == "ada");
    CHECK(submission_name("Jos\u00e9 \u00d1and\u00fa.7z") == "Jos\u00e9 \u00d1and\u00fa");
    CHECK(submission_name("../../etc") == "_._.._etc");
    CHECK(submission_name(".zip") == "_zip");
    CHECK(submission_name("-rf.zip") == "_rf");
    CHECK(submission_name("") == "_");
    CHECK(submission_name("a\x1b\nb$.zip") == "a__b_");
    CHECK(submission_name("Espa\xf1ol.zip") == "Espa\u00f1ol");
}

TEST_CASE("what is shown does nothing to a terminal") {
    CHECK(printable("a\x1b[2Jb") == "a\\x1b[2Jb");
    CHECK(printable("a\u202eb") == "a\\u{202e}b");
    CHECK(printable("a\xff"
                    "b") == "a\\xffb");
    CHECK(printable("\u00f1and\u00fa") == "\u00f1and\u00fa");
    CHECK(printable(std::string(500, 'x'), 60).size() <= 63);
}

TEST_CASE("an encoding is guessed by the letters that it gives") {
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
