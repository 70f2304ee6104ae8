#include "course/hidden_checks.hpp"

#include <stdexcept>
#include <string>

#include <sock_catch.hpp>

using course::without_hidden_checks;

TEST_CASE("a hidden check and its points are cut out, and all else is unchanged") {
    const std::string head = "# the exercise\nprogram = \"x\"  # its name\n";
    const std::string a = "\n# what all see\n[[check]]\nid = \"a\"\npoints = 26\n\n";
    const std::string b = "# for the exam\n[[check]]\nid = \"b\"\npoints = 4\nhidden = true\n";
    const std::string c = "# the last one\n[[check]]\nid = \"c\"\npoints = 0\nhidden = false\n";
    CHECK(without_hidden_checks(head + "points = 30 # all\n" + a + b + c) ==
          head + "points = 26 # all\n" + a + c);
}

TEST_CASE("a comment does not hide a check") {
    const std::string text = "points = 1\n[[check]]\nid = \"a\"\npoints = 1\n"
                             "hidden = false  # true in the exam\n";
    CHECK(without_hidden_checks(text) == text);
}

TEST_CASE("the tables of a hidden check are cut out with it") {
    CHECK(without_hidden_checks("points = 3\n[[check]]\nid = \"a\"\npoints = 2\nhidden = true\n"
                                "[check.title]\nen = \"Secret\"\n[check.does]\nen = \"It\"\n"
                                "[[check]]\nid = \"b\"\npoints = 1\n[check.title]\nen = \"B\"\n") ==
          "points = 1\n[[check]]\nid = \"b\"\npoints = 1\n[check.title]\nen = \"B\"\n");
}

TEST_CASE("a quoted key hides a check, too") {
    CHECK(without_hidden_checks("points = 3\n[[check]]\nid = \"a\"\n\"points\" = 2\n"
                                "\"hidden\" = true\n[[todo]]\nname = \"t\"\n") ==
          "points = 1\n[[todo]]\nname = \"t\"\n");
}

TEST_CASE("a hidden check that cannot be cut out is refused, never published") {
    CHECK_THROWS_AS(without_hidden_checks("check = [{id = \"a\", hidden = true}, {id = \"b\"}]\n"),
                    std::runtime_error);
    CHECK_THROWS_AS(without_hidden_checks("[[check]\n"), std::runtime_error);
}
