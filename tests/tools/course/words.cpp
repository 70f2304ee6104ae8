#include "course/words.hpp"

#include <stdexcept>

#include <sock_catch.hpp>

using namespace course;

TEST_CASE("a sentence is filled with its parameters") {
    CHECK(fill("port {port} of {host}", {{"port", "5000"}, {"host", "::1"}}) == "port 5000 of ::1");
    CHECK(fill("no holes", {}) == "no holes");
    CHECK(fill("{a}{a}", {{"a", "{b}"}}) == "{b}{b}");
}

TEST_CASE("a sentence with an unfilled hole is an error") {
    CHECK_THROWS_AS(fill("port {port}", {}), std::out_of_range);
}

TEST_CASE("holes are listed in order") {
    CHECK(holes("{a} and {b}") == std::vector<std::string>{"a", "b"});
}

TEST_CASE("a locale's name gives the language") {
    CHECK(language_of("es") == language::es);
    CHECK(language_of("es_CL.UTF-8") == language::es);
    CHECK(language_of("en_GB") == language::en);
    CHECK(language_of("eso") == language::en);
    CHECK(language_of("C") == language::en);
}
