// The export for Classroom 50, by the rules of its schema.
#include "grading/export.hpp"
#include "grading/told.hpp"
#include "sock_catch.hpp"
#include "tools/grading/grading_words.hpp"
#include "tools/wire/sample.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <set>

using grading::exported;
using nlohmann::json;

namespace {

exported exported_of(const std::vector<wire::result>& all) {
    static const auto course = sample::one_exercise();
    const grading::roster students;
    std::vector<wire::result> told;
    for (const auto& it : all)
        told.push_back(grading::as_told(it, words()));
    return grading::export_classroom50({told, course, words(), students});
}

json only_result(const exported& it) {
    REQUIRE(it.files.size() == 1);
    return json::parse(it.files.front().bytes);
}

wire::result two_unjudged() {
    auto it = sample::result();
    it.programs[0].checks[0].verdict = wire::verdict::internal_error;
    return it;
}

/// What Classroom 50's runner sets, as long as it lives.
class classroom50_runner {
  public:
    classroom50_runner() {
        set("CLASSROOM", "networks");
        set("ASSIGNMENT", "echo");
        set("ASSIGNMENT_TYPE", "individual");
        set("OWNER", "ada");
        set("SUBMISSION_TAG", "submit/2026-06-01T14-32-05Z-a1b2c3d");
        set("COMMIT_URL", "https://example.org/commit/1");
        set("RELEASE_URL", "https://example.org/releases/1");
    }
    classroom50_runner(const classroom50_runner&) = delete;
    ~classroom50_runner() {
        for (const auto& name : names_)
            ::unsetenv(name.c_str());
    }

    void set(const std::string& name, const std::string& value) {
        ::setenv(name.c_str(), value.c_str(), 1);
        names_.insert(name);
    }

  private:
    std::set<std::string> names_;
};

bool is_time(const std::string& text) {
    const std::string form = "dddd-dd-ddTdd:dd:ddZ";
    return std::equal(text.begin(), text.end(), form.begin(), form.end(), [](char it, char as) {
        return as == 'd' ? std::isdigit(static_cast<unsigned char>(it)) != 0 : it == as;
    });
}

void check_points(const json& of) {
    CHECK(of.at("score").is_number_unsigned());
    CHECK(of.at("max-score").is_number_unsigned());
    CHECK(of.at("score") <= of.at("max-score"));
}

// foundation50/classroom50, schemas/result-v1.schema.json
void check_classroom50(const json& it) {
    const std::set<std::string> required = {"schema", "classroom",  "assignment", "assignment_type",
                                            "owner",  "submission", "commit",     "release",
                                            "review", "datetime",   "score",      "max-score",
                                            "tests"};
    const std::set<std::string> optional = {"graded_at", "submitted_by"};
    for (const auto& name : required)
        CHECK(it.contains(name));
    for (const auto& [name, value] : it.items())
        CHECK((required.contains(name) || optional.contains(name)));
    CHECK(it.at("schema") == "classroom50/result/v1");
    CHECK((it.at("assignment_type") == "individual" || it.at("assignment_type") == "group"));
    for (const auto* text : {"classroom", "assignment", "owner", "commit", "release", "review"})
        CHECK_FALSE(it.at(text).get<std::string>().empty());
    CHECK(it.at("submission").get<std::string>().starts_with("submit/"));
    CHECK(is_time(it.at("datetime")));
    check_points(it);
    for (const auto& test : it.at("tests")) {
        CHECK_FALSE(test.at("test-name").get<std::string>().empty());
        CHECK(test.at("passed").is_boolean());
        check_points(test);
    }
}

}  // namespace

TEST_CASE("Classroom 50 gets whole points, for whom its runner names", "[export]") {
    classroom50_runner runner;
    auto late = sample::result();
    late.report.score = 8.5;
    late.late = {"2026-12-05", "2026-12-04", 1, 20};
    const auto made = exported_of({late});
    const auto it = only_result(made);
    CHECK(made.files[0].path == "classroom50/ada_lovelace.json");
    check_classroom50(it);
    CHECK(it.at("owner") == "ada");
    CHECK(it.at("review") == it.at("commit"));
    CHECK(it.at("score") == 9);  // 9.2
    CHECK(it.at("max-score") == 16);
    CHECK(it.at("tests").size() == 3);
    CHECK_FALSE(holds(it.dump(), "secret"));  // the hidden check
    runner.set("REVIEW_URL", "https://example.org/compare/0...1");
    CHECK(only_result(exported_of({late})).at("review") == "https://example.org/compare/0...1");
}

TEST_CASE("Classroom 50 gets no result that could be another student's", "[export]") {
    CHECK(holds(complaint_of([] { grading::require_classroom50(words()); }),
                "CLASSROOM, ASSIGNMENT, ASSIGNMENT_TYPE, OWNER, SUBMISSION_TAG, COMMIT_URL"));
    classroom50_runner runner;
    grading::require_classroom50(words());
    const auto two = exported_of({sample::result(), sample::result()});
    CHECK(two.files.empty());
    CHECK(two.attention.size() == 1);
    CHECK(exported_of({two_unjudged()}).files.empty());
    runner.set("SUBMISSION_TAG", "v1");
    CHECK(holds(complaint_of([] { grading::require_classroom50(words()); }), "`v1`"));
    runner.set("ASSIGNMENT_TYPE", "pair");
    CHECK(holds(complaint_of([] { grading::require_classroom50(words()); }), "`pair`"));
}
