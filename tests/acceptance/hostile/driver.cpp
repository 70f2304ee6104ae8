// Runs `lab grade` on hostile submissions among good ones.
#include "acceptance/hostile/bytes_of.hpp"
#include "acceptance/hostile/graded_class.hpp"
#include "course/course.hpp"
#include "sock_catch.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iostream>
#include <iterator>

#include <poll.h>
#include <unistd.h>

namespace fs = std::filesystem;
using hostile::graded_class;
using nlohmann::json;

namespace {

// Without a sandbox `grade` refuses, and there is nothing to test. ctest counts this as skipped.
bool grading_works() {
    const auto& run = graded_class::instance().run();
    if (run.status.code != 3 || run.err.text().find("sock-box") == std::string::npos) return true;
    if (fs::exists(graded_class::instance().out())) return true;
    std::cout << "no box on this machine: " << run.err.text() << std::endl;
    return false;
}

const json& result_of(const std::string& file) {
    const auto* const found = graded_class::instance().result(file);
    REQUIRE(found != nullptr);
    return *found;
}

const json* program_of(const json& result, const std::string& name) {
    for (const auto& each : result.at("programs")) {
        if (each.at("name") == name) return &each;
    }
    return nullptr;
}

bool says(const json& result, const std::string& id) {
    const auto& notes = result.at("notes_id");
    return std::any_of(notes.begin(), notes.end(),
                       [&](const json& note) { return note.value("id", "") == id; });
}

void check_verdicts(const json& result) {
    constexpr std::array verdicts = {"passed", "failed", "skipped", "unstable", "not-run"};
    static const auto whole = course::load(fs::path{SOCK_TREE} / "exercises");
    static const auto course = course::only(whole, whole.assignments.front());  // all are of it
    CHECK(result.at("programs").size() == course.exercises.size());
    for (const auto& program : result.at("programs")) {
        CHECK(program.at("status") != "internal-error");
        for (const auto& check : program.at("checks")) {
            const auto verdict = check.at("verdict").get<std::string>();
            CAPTURE(check.at("id").get<std::string>(), verdict);
            CHECK(std::find(verdicts.begin(), verdicts.end(), verdict) != verdicts.end());
        }
    }
}

// True if a character in `text` would control a terminal or mislead a reader.
bool acts(const std::string& text) {
    // Turned round, cut into lines, or unseen.
    for (const char* unseen : {"\u202e", "\u2066", "\u2028", "\u200b"})
        if (text.find(unseen) != std::string::npos) return true;
    return std::any_of(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && c != '\n' && c != '\t' && c != '\r') || byte == 0x7f;
    });
}

std::vector<std::string> footprints_in(const fs::path& folder, bool deep) {
    std::vector<std::string> found;
    std::error_code none;
    const auto options = fs::directory_options::skip_permission_denied;
    for (fs::recursive_directory_iterator at{folder, options, none}, end; at != end;
         at.increment(none)) {
        if (!deep) at.disable_recursion_pending();
        if (at->path().filename().string().find(hostile::footprint) != std::string::npos) {
            found.push_back(at->path().string());
        }
    }
    return found;
}

}  // namespace

TEST_CASE("there are enough hostile submissions") {
    const auto doors = hostile::read_doors(HOSTILE_CASES);
    CHECK(graded_class::instance().hostile().size() + doors.size() >= 100);
}

TEST_CASE("the class is graded to its end") {
    if (!grading_works()) return;
    const auto& run = graded_class::instance().run();
    INFO(run.out.text() << run.err.text());
    CHECK_FALSE(run.timed_out);
    CHECK(run.status.success());
    // Several are called as these are.
    for (const char* own : {"class.html", "grades.csv", "marks.toml", "seed.secret"})
        CHECK(fs::is_regular_file(graded_class::instance().out() / own));
}

TEST_CASE("each hostile submission gets its verdict, and no points that it has not earned") {
    if (!grading_works()) return;
    for (const auto& each : graded_class::instance().hostile()) {
        CAPTURE(each.name, each.what);
        const auto& result = result_of(each.file);
        check_verdicts(result);
        CHECK(result.at("score").get<double>() <= each.points);
        if (!each.program.empty()) {
            const auto* const program = program_of(result, each.program);
            REQUIRE(program != nullptr);
            CHECK(program->at("status") == each.status);
        }
        INFO(result.at("notes").dump());
        if (!each.refused.empty()) CHECK(says(result, "refused." + each.refused));
        if (!each.note.empty()) CHECK(says(result, "note." + each.note));
    }
}

TEST_CASE("the good submissions among them get every point") {
    if (!grading_works()) return;
    const auto& good = graded_class::instance().good();
    for (const auto& name : good) {
        CAPTURE(name);
        const auto& result = result_of(name);
        for (const auto& program : result.at("programs")) {
            if (program.at("status") == "missing" && name != good.back()) continue;
            INFO(program.dump(1));
            CHECK(program.at("status") == "built");
            CHECK(program.at("score") == program.at("max_score"));
        }
    }
    CHECK(result_of(good.back()).at("score") == 90);
}

TEST_CASE("no process is left") {
    if (!grading_works()) return;
    // By then the command itself, a zombie until it is waited for, is gone, too.
    CHECK(graded_class::instance().left_behind() == 0);
}

TEST_CASE("nothing is written outside, and nothing is left in the temporary folder") {
    if (!grading_works()) return;
    const auto& graded = graded_class::instance();
    CHECK(footprints_in(graded.folder(), true).empty());
    CHECK(footprints_in(SOCK_TREE, false).empty());
    CHECK(footprints_in(fs::path{SOCK_TREE} / "exercises", true).empty());
    for (const char* shared : {"/", "/tmp", "/var/tmp", "/dev/shm", "/home", "/root"}) {
        CHECK(footprints_in(shared, false).empty());
    }
    CHECK(fs::is_empty(graded.temporary()));
}

TEST_CASE("no result holds a secret that they looked for") {
    if (!grading_works()) return;
    for (const auto& each : graded_class::instance().hostile()) {
        CAPTURE(each.name);
        CHECK(result_of(each.file).dump().find("FOUND") == std::string::npos);
    }
}

TEST_CASE("no program reaches a service of the machine") {
    if (!grading_works()) return;
    const auto& service = graded_class::instance().service();
    const auto has_client = [&] {
        pollfd watched{service.native_handle(), POLLIN, 0};
        return ::poll(&watched, 1, 0) == 1;
    };
    CHECK_FALSE(has_client());
    // From outside it can be reached.
    const auto client = sock::tcp_stream::connect(service.local_endpoint());
    CHECK(has_client());
}

TEST_CASE("their output is harmless where a person reads it") {
    if (!grading_works()) return;
    const auto& graded = graded_class::instance();
    CHECK_FALSE(acts(graded.run().out.text()));
    CHECK_FALSE(acts(graded.run().err.text()));
    for (const auto& at : fs::recursive_directory_iterator{graded.out()}) {
        const auto kind = at.path().extension();
        if (kind != ".html" && kind != ".csv" && kind != ".json") continue;
        CAPTURE(at.path().string());
        const auto text = hostile::bytes_of(at.path());
        CHECK_FALSE(acts(text));
        if (kind == ".html") {
            for (const auto* markup : {"<script>alert", "<img src=x", "<svg onload", "<iframe",
                                       "<base href", "href=\"javascript:", "src=\"http:"}) {
                CHECK(text.find(markup) == std::string::npos);
            }
        }
        if (kind == ".csv") {
            for (const auto* formula :
                 {"\n=", ",=", "\"=", "\n@", ",@", "\"@", "\"+", ",+1", "\"\uff1d", "\t"}) {
                CHECK(text.find(formula) == std::string::npos);
            }
        }
    }
}
