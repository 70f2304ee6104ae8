// The unpacker's output is validated, too.
#include "unpack/frames.hpp"

#include "sock_catch.hpp"
#include "unpack/limits.hpp"

#include <sstream>
#include <stdexcept>

namespace {

const std::string end = "{\"end\":true}\n";

std::string problem(const std::string& bytes) {
    try {
        static_cast<void>(unpack::read_frames(bytes));
    } catch (const std::runtime_error& found) {
        return found.what();
    }
    return "none";
}

std::string frame(const std::string& name, const std::string& bytes) {
    return "{\"file\":\"" + name + "\",\"bytes\":" + std::to_string(bytes.size()) + "}\n" + bytes;
}

}  // namespace

TEST_CASE("written frames can be read again") {
    unpack::outcome made;
    made.what.files = {{"a.cpp", std::string{"x\n\0y", 4}}, {"b/\u00f1.txt", ""}};
    made.what.notes = {{"extra-folder", {{"name", "\"lab\"/"}}}};
    std::ostringstream out;
    unpack::write_frames(out, made);
    const auto read = unpack::read_frames(out.str());
    REQUIRE(read.what.files.size() == 2);
    CHECK(read.what.files[0].bytes == made.what.files[0].bytes);
    CHECK(read.what.files[1].path == "b/\u00f1.txt");
    CHECK(read.what.notes.at(0).params.at("name") == "\"lab\"/");
    CHECK_FALSE(read.refused);
}

TEST_CASE("invalid frames are refused") {
    CHECK(problem("") == "a line without an end");
    CHECK(problem(frame("a.cpp", "x")) == "a line without an end");
    CHECK(problem("garbage\n") == "a line that is no JSON object");
    CHECK(problem("[]\n") == "a line that is no JSON object");
    CHECK(problem(end) == "neither files nor a reason");
    CHECK(problem(frame("a.cpp", "x") + end + "x") == "bytes after the end");
    CHECK(problem(frame("../a.cpp", "x") + end) == "a name that is refused");
    CHECK(problem(frame("/a.cpp", "x") + end) == "a name that is refused");
    CHECK(problem(frame("a\\u001b.cpp", "x") + end) == "a name that is refused");
    CHECK(problem(frame("a//b.cpp", "x") + end) == "a name that is not clean");
    CHECK(problem(frame("./a.cpp", "x") + end) == "a name that is not clean");
    CHECK(problem(frame("", "x") + end) == "a name that is not clean");
    CHECK(problem(frame("-rf", "x") + end) == "a name that is not clean");
    CHECK(problem(frame("n\u0303.cpp", "x") + end) == "a name that is not clean");
    CHECK(problem(frame("a.cpp", "x") + frame("A.cpp", "y") + end) == "a name twice");
    CHECK(problem("{\"file\":\"a.cpp\",\"bytes\":99}\nx") == "a file that is too long");
    CHECK(problem("{\"file\":\"a.cpp\",\"bytes\":-1}\nx") ==
          "a file's line with something else in it");
    CHECK(problem("{\"file\":\"a.cpp\",\"bytes\":1,\"mode\":7}\nx") ==
          "a file's line with something else in it");
    CHECK(problem("{\"score\":90}\n" + end) == "an unexpected line");
    CHECK(problem(std::string(9000, '{') + "\n" + end) == "a line without an end");
    const std::string refused = "{\"refused\":{\"id\":\"empty\",\"params\":{}}}\n";
    CHECK(problem(refused + end) == "none");
    CHECK(problem(refused + refused + end) == "an unexpected line");
    CHECK(problem(refused + frame("a.cpp", "x") + end) == "files of a refused submission");
    CHECK(problem("{\"refused\":{\"id\":\"<b>\",\"params\":{}}}\n" + end) ==
          "a note without a name");
    CHECK(problem("{\"note\":{\"id\":\"x\"}}\n" + end) == "a note of another form");
    CHECK(problem("{\"note\":{\"id\":\"x\",\"params\":{\"a\":1}}}\n" + end) ==
          "a note of another form");
}

TEST_CASE("frames that exceed a submission's limits are refused") {
    std::string many;
    for (int i = 0; i < 201; ++i)
        many += frame(std::to_string(i) + ".cpp", "x");
    CHECK(problem(many + end) == "too many files");
    std::string much;
    for (int i = 0; i < 6; ++i)
        much += frame(std::to_string(i) + ".cpp", std::string(1'000'000, 'x'));
    CHECK(problem(much + end) == "too much in all");
    std::string notes;
    for (int i = 0; i < 65; ++i)
        notes += "{\"note\":{\"id\":\"x\",\"params\":{}}}\n";
    CHECK(problem(notes + end) == "an unexpected line");
}

TEST_CASE("the text of a note is made printable") {
    const auto read = unpack::read_frames(
        "{\"refused\":{\"id\":\"empty\",\"params\":{\"name\":\"a\\u001b[2J\\u202e\"}}}\n" + end);
    CHECK(read.refused->params.at("name") == "a\\x1b[2J\\u{202e}");
}
