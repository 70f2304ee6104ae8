// Parts of a class: judged one by one and merged, they are what one run gives.
#include "grading/shard.hpp"
#include "support/text.hpp"
#include "tools/grading/toy_class.hpp"
#include "unpack/digest.hpp"

#include <map>
#include <set>

namespace {

namespace fs = std::filesystem;

std::map<std::string, std::string> files_below(const fs::path& folder) {
    std::map<std::string, std::string> result;
    for (const auto& item : fs::recursive_directory_iterator(folder))
        if (item.is_regular_file())
            result[item.path().lexically_relative(folder)] = support::read_file(item.path());
    return result;
}

// A class of eight, with two of one name, one that does not compile, and a report.
void fill(const toy::graded_class& it) {
    for (const char* name : {"ada", "Ada", "grace", "linus", "barbara"})
        it.hand_in(name, std::string(toy::good) + "// " + name + "\n");
    it.hand_in("zoe", toy::half);
    it.hand_in("eve", "int main() {\n");
    it.hand_in("jose", toy::good);
    it.hand_in("jose", "Ten words of my own are enough for a report here.\n", "REPORTE.md");
}

/// Grades the shards into OUT-shards/0, OUT-shards/1, …, and merges into OUT.
class sharded {
  public:
    sharded(toy::graded_class& from, unsigned of) : from_(from), out_(from.what_.out), of_(of) {
        class_ = from.what_.submissions;
    }

    [[nodiscard]] fs::path part(unsigned index) const {
        return out_.string() + "-shards/" + std::to_string(index);
    }

    int grade(unsigned index) {
        from_.command_ = grading::grade;
        from_.what_.submissions = class_;
        from_.what_.shard = {index, of_};
        from_.what_.out = part(index);
        return from_.grade();
    }

    int merge(const std::vector<unsigned>& parts) {
        from_.command_ = grading::merge;
        from_.what_.shard.reset();
        from_.what_.submissions.clear();
        for (const auto it : parts)
            from_.what_.submissions.push_back(part(it));
        from_.what_.out = out_;
        return from_.grade();
    }

    [[nodiscard]] fs::path secret() const { return part(0).parent_path() / "seed.secret"; }

    // The same secret gives the same seeds.
    void share_secret_of(const fs::path& out) const {
        fs::create_directories(secret().parent_path());
        fs::copy_file(out / "seed.secret", secret());
    }

    // The folders of the results in a part.
    [[nodiscard]] std::vector<fs::path> results(unsigned index) const {
        std::vector<fs::path> result;
        for (const auto& item : fs::directory_iterator(part(index)))
            if (item.is_directory()) result.push_back(item.path());
        return result;
    }

  private:
    toy::graded_class& from_;
    std::vector<fs::path> class_;
    fs::path out_;
    unsigned of_;
};

void rewrite(const fs::path& file, const std::string& from, const std::string& to) {
    auto text = support::read_file(file);
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    support::write_file(file, text.replace(at, from.size(), to));
}

}  // namespace

TEST_CASE("every submission belongs to exactly one shard, for any number of shards", "[shard]") {
    for (const unsigned of : {1U, 2U, 3U, 7U, 64U, 1000U}) {
        std::set<unsigned> used;
        for (int i = 0; i < 500; ++i) {
            const auto digest = unpack::sha256_of(std::to_string(i));
            unsigned takers = 0;
            for (unsigned index = 0; index < of; ++index)
                takers += grading::takes({index, of}, digest) ? 1U : 0U;
            CHECK(takers == 1);
        }
    }
    CHECK(grading::takes({0, 64}, ""));  // one that cannot be read belongs to one, too
}

TEST_CASE("a shard's record is read back, and a broken one is refused", "[shard]") {
    const grading::shard_record it{{3, 64}, "class", "sock 1 abc", "echo", {{"ada", "0123"}}};
    const auto again = grading::read_shard_record(grading::to_text(it));
    CHECK(grading::to_text(again) == grading::to_text(it));
    for (const char* odd : {"", "{}", "[]", R"({"schema":"sock-lab/shard/1","shard":4,"of":4})"})
        CHECK_THROWS_AS(grading::read_shard_record(odd), std::exception);
}

TEST_CASE("merged shards are byte for byte what one run gives", "[shard]") {
    toy::graded_class it;
    fill(it);
    // The toy's suite does not use its own catalogue: only a second run words what it said.
    REQUIRE(it.grade() == 0);
    REQUIRE(it.grade() == 0);
    const auto whole = files_below(it.out());
    sharded parts(it, 3);
    parts.share_secret_of(it.out());
    fs::remove_all(it.out());
    for (const unsigned index : {2U, 0U, 1U, 0U})
        REQUIRE(parts.grade(index) == 0);
    REQUIRE(parts.merge({1, 2, 0}) == 0);
    const auto merged = files_below(it.out());
    for (const auto& [name, bytes] : whole) {
        INFO(name);
        REQUIRE(merged.contains(name));
        CHECK(merged.at(name) == bytes);
    }
    CHECK(merged.size() == whole.size());
    // Again, in another order: nothing changes.
    REQUIRE(parts.merge({2, 1, 0}) == 0);
    CHECK(files_below(it.out()) == merged);
}

TEST_CASE("a shard that ran before judges nothing again", "[shard]") {
    toy::graded_class it;
    fill(it);
    sharded parts(it, 1);
    REQUIRE(parts.grade(0) == 0);
    const auto before = files_below(parts.part(0));
    REQUIRE(parts.grade(0) == 0);
    CHECK(it.said("zoe 3 kept"));
    CHECK(files_below(parts.part(0)) == before);
    CHECK(before.contains("shard.json"));
    CHECK_FALSE(before.contains("grades.csv"));
}

TEST_CASE("two runs of one shard at the same time do not disturb each other", "[shard]") {
    toy::graded_class it;
    fill(it);
    it.what_.shard = {0, 1};
    const auto one = it.start();
    const auto other = it.start();
    CHECK(toy::graded_class::wait(one) == 0);
    CHECK(toy::graded_class::wait(other) == 0);
    std::size_t results = 0;
    for (const auto& [name, bytes] : files_below(it.out())) {
        CHECK_FALSE(support::starts(name, ".run-"));
        results += name.ends_with("/result.json") ? 1U : 0U;
    }
    CHECK(results == 8);
}

TEST_CASE("shards share a secret, the merge keeps it, and two of them do not go together",
          "[shard]") {
    toy::graded_class it;
    fill(it);
    sharded parts(it, 2);
    REQUIRE(parts.grade(0) == 0);
    const auto secret = support::read_file(parts.secret());
    REQUIRE(parts.grade(1) == 0);
    CHECK(support::read_file(parts.secret()) == secret);
    CHECK(it.said("new secret") == false);
    REQUIRE(parts.merge({0, 1}) == 0);
    CHECK(support::read_file(it.out() / "seed.secret") == secret);
    support::write_file(parts.secret(), std::string(64, 'a') + "\n");
    REQUIRE(parts.grade(1) == 0);
    CHECK(parts.merge({0, 1}) == 4);
    CHECK(it.said("do not belong together"));
}

TEST_CASE("a missing shard is named, and comes later", "[shard]") {
    toy::graded_class it;
    fill(it);
    it.what_.exports = "junit";
    sharded parts(it, 3);
    REQUIRE(parts.grade(0) == 0);
    REQUIRE(parts.grade(2) == 0);
    fs::create_directories(parts.part(1));  // killed before its record was written
    CHECK(parts.merge({0, 1, 2}) == 3);
    CHECK(it.said("Missing shards: 1 (of 3)"));
    CHECK_FALSE(fs::exists(it.out() / "exports"));
    REQUIRE(parts.grade(1) == 0);
    CHECK(parts.merge({0, 1, 2}) == 0);
    CHECK(fs::exists(it.out() / "exports/junit.xml"));
    CHECK(parts.merge({}) != 0);
}

TEST_CASE("two different results of one submission are refused, with both files", "[shard]") {
    toy::graded_class it;
    fill(it);
    sharded parts(it, 1);
    REQUIRE(parts.grade(0) == 0);
    fs::copy(parts.part(0), parts.part(1), fs::copy_options::recursive);
    CHECK(parts.merge({0, 1}) == 0);  // equal ones are one
    const auto one = parts.results(1).front() / "result.json";
    auto json = nlohmann::ordered_json::parse(support::read_file(one));
    auto& program = json.at("programs").at(0);
    auto& check = program.at("checks").at(0);
    const int lost = check.at("points").get<int>();
    check["points"] = lost == 0 ? 3 : 0;
    check["verdict"] = lost == 0 ? "passed" : "failed";
    const int by = lost == 0 ? 3 : -lost;
    program["score"] = program.at("score").get<int>() + by;
    json["score"] = json.at("score").get<int>() + by;
    support::write_file(one, json.dump(2) + "\n");
    CHECK(parts.merge({0, 1}) == 4);
    CHECK(it.said("There are two different results"));
    CHECK(it.said(one.string()));
    // The same with the one that OUT holds.
    CHECK(parts.merge({1}) == 4);
    CHECK(it.said((it.out() / "").string()));
    fs::remove_all(one.parent_path());
    CHECK(parts.merge({0, 1}) == 0);
}

TEST_CASE("a damaged result or record ends a merge with the status that says so", "[shard]") {
    toy::graded_class it;
    fill(it);
    sharded parts(it, 1);
    REQUIRE(parts.grade(0) == 0);
    const auto place = parts.results(0).front();
    const auto good = support::read_file(place / "result.json");
    support::write_file(place / "result.json", good.substr(0, good.size() / 2));
    CHECK(parts.merge({0}) == 4);
    CHECK(it.said((place / "result.json").string()));
    support::write_file(place / "result.json", good);
    rewrite(place / "result.json", "\"file\": \"", "\"file\": \"x");
    CHECK(parts.merge({0}) == 4);
    CHECK(it.said("it is not the one that shard.json names"));
    fs::remove_all(place);
    CHECK(parts.merge({0}) == 4);
    CHECK(it.said("it is not there"));
    support::write_file(parts.part(0) / "shard.json", "{");
    CHECK(parts.merge({0}) == 4);
    CHECK(it.said("shard.json cannot be read"));
}

TEST_CASE("shards of two classes, or judged by different tools, are not merged", "[shard]") {
    toy::graded_class it;
    fill(it);
    sharded parts(it, 2);
    REQUIRE(parts.grade(0) == 0);
    it.hand_in("late", toy::good);
    REQUIRE(parts.grade(1) == 0);
    CHECK(parts.merge({0, 1}) == 4);
    CHECK(it.said("do not belong together"));
    REQUIRE(parts.grade(0) == 0);
    CHECK(parts.merge({0, 1}) == 0);
    it.put("include/sock.hpp", "#pragma once\n// newer\n");
    REQUIRE(parts.grade(1) == 0);
    CHECK(parts.merge({0, 1}) == 4);
    CHECK(it.said("not judged by the same tools"));
}

TEST_CASE("broken input has a status of its own in a shard", "[shard]") {
    toy::graded_class it;
    fill(it);
    const auto file = it.what_.submissions.front() / "../notes.txt";
    it.put("notes.txt", "no archive");
    it.what_.submissions.push_back(file);
    CHECK(it.grade() == 2);
    it.what_.shard = {0, 2};
    CHECK(it.grade() == 4);
    it.what_.submissions.pop_back();
    it.what_.submissions.push_back("/nowhere/class.zip");  // a file system may come back
    CHECK(it.grade() == 2);
    it.what_.submissions.pop_back();
    it.put("exercises/course.toml", "title = ");
    CHECK(it.grade() == 4);
}

TEST_CASE("what could not be judged in one shard comes from another run of it", "[shard]") {
    toy::graded_class it;
    it.hand_in("ada", toy::good);
    it.hand_in("eve", "int main() { return 8; }\n");
    sharded parts(it, 1);
    CHECK(parts.grade(0) == 3);
    CHECK(parts.grade(0) == 3);
    CHECK(it.said("ada 6 kept"));
    CHECK(it.said("eve 0 ours"));
    CHECK(parts.merge({0}) == 3);
    CHECK(parts.grade(0) == 3);
}

TEST_CASE("a merged class and its shards do not share a folder", "[shard]") {
    toy::graded_class it;
    fill(it);
    sharded parts(it, 1);
    REQUIRE(parts.grade(0) == 0);
    it.what_.shard.reset();
    CHECK(it.grade() == 2);
    CHECK(it.said("holds a shard"));
    REQUIRE(parts.merge({0}) == 0);
    it.command_ = grading::grade;
    it.what_.shard = {0, 1};
    CHECK(it.grade() == 2);
    CHECK(it.said("a whole class"));
}

TEST_CASE("a grade that moved is told, old beside new", "[shard]") {
    toy::graded_class it;
    it.what_.graded_before = true;
    it.hand_in("ada", toy::good);
    it.hand_in("grace", toy::half);
    CHECK(it.grade() == 2);
    CHECK(it.said("no earlier results"));
    it.what_.graded_before = false;
    REQUIRE(it.grade() == 0);
    CHECK_FALSE(it.said("moved"));
    it.what_.graded_before = true;
    it.hand_in("grace", toy::good);
    REQUIRE(it.grade() == 0);
    CHECK(it.said("moved grace 3 6 1\n"));
    CHECK_FALSE(it.said("moved ada"));
}
