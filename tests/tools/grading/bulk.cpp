#include "grading/bulk.hpp"

#include "sock_catch.hpp"
#include "support/process.hpp"
#include "tools/scratch.hpp"
#include "tools/wire/sample.hpp"

#include <nlohmann/json.hpp>

#include <set>

#include <fcntl.h>
#include <unistd.h>

namespace {

namespace fs = std::filesystem;

std::string frame(const std::string& name, const std::string& bytes) {
    return nlohmann::json{{"file", name}, {"bytes", bytes.size()}}.dump() + "\n" + bytes;
}

const std::string end = "{\"end\":true}\n";

std::set<std::string> names(const std::string& frames) {
    std::set<std::string> result;
    for (const auto& it : grading::read_bulk(frames)) {
        std::string path;
        for (const auto& part : it.path)
            path += "/" + part;
        result.insert(path);
    }
    return result;
}

using set = std::set<std::string>;

/// A tar of `place`/`name`, made by the system's tar. The code that reads it also reads zips.
std::string packed(const scratch& place, const std::string& name) {
    support::command what;
    what.argv = {"tar", "-C", (place.path() / name).string(), "-czf", "-", "."};
    what.keep_head = 1024 * 1024;
    const auto ended = support::run(what, support::milliseconds{30'000});
    REQUIRE(ended.status.success());
    return ended.out.text();
}

bool split(const scratch& place, const std::string& archive) {
    const auto file = place.put("archive", archive);
    const int held = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    const auto done =
        grading::split_bulk(held, place.path() / "bulk", {SOCK_BULK, ""}, sample::one_exercise());
    ::close(held);
    return done;
}

}  // namespace

TEST_CASE("the splitter's output is validated", "[bulk]") {
    CHECK(names(frame("a/x.zip", "1") + frame("b.zip", "2") + end) == set{"/a/x.zip", "/b.zip"});
    CHECK(names(frame("../x.zip", "1") + frame("/etc/x.zip", "1") + frame("a/../b", "") +
                frame("a//b", "") + frame("c\\d", "") + frame("e\x1b[m", "") + frame("", "") +
                frame("f\nq", "") + frame("ok.zip", "3") + end) == set{"/ok.zip"});
    CHECK(names(frame("__MACOSX/x", "") + frame(".git/x", "") + frame("y.zip", "") + end) ==
          set{"/y.zip"});
    CHECK(names(frame("same", "1") + frame("same", "2") + end) == set{"/same"});
    std::string deep = "d";
    for (int i = 0; i < 20; ++i)
        deep += "/d";
    CHECK(names(frame(deep, "") + end).empty());
    for (const auto& lie : {std::string(), frame("a", "1"), frame("a", "1") + "x",
                            std::string("{\"file\":\"a\",\"bytes\":5}\n12"),
                            std::string("{\"file\":\"a\",\"bytes\":-1}\n"),
                            std::string("{\"file\":7,\"bytes\":1}\n1"), std::string("[]\n"),
                            end + "more", std::string(20'000, 'x') + "\n"})
        CHECK_THROWS(grading::read_bulk(lie));
}

TEST_CASE("a folder around everything is removed", "[bulk]") {
    CHECK(names(frame("class/ada/x", "") + frame("class/grace/x", "") + end) ==
          set{"/ada/x", "/grace/x"});
    const std::string moodle = "Ada L_1_assignsubmission_file";
    CHECK(names(frame(moodle + "/x.zip", "") + end) == set{"/" + moodle + "/x.zip"});
}

TEST_CASE("a bulk download becomes a folder of submissions", "[bulk]") {
    const scratch place;
    place.put("m/Ada Lovelace_11_assignsubmission_file_/Practica.zip", "PK");
    place.put("m/Grace_12_assignsubmission_file_/tcp_server.cpp", "int main() {}");
    REQUIRE(split(place, packed(place, "m")));
    CHECK(
        support::read_file(place.path() / "bulk/Grace_12_assignsubmission_file_/tcp_server.cpp") ==
        "int main() {}");
    CHECK(fs::exists(place.path() / "bulk/Ada Lovelace_11_assignsubmission_file_/Practica.zip"));
}

TEST_CASE("one submission is no bulk download", "[bulk]") {
    const scratch place;
    place.put("one/Practica/tcp_server.cpp");
    place.put("one/Practica/REPORTE.md");
    CHECK_FALSE(split(place, packed(place, "one")));
    CHECK_FALSE(fs::exists(place.path() / "bulk"));
    CHECK_FALSE(split(place, "PK\x03\x04 broken"));
    CHECK_FALSE(split(place, ""));
}
