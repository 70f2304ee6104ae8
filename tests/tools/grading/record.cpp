#include "grading/record.hpp"

#include "grading/batch.hpp"
#include "grading/exports.hpp"
#include "grading/isolation.hpp"
#include "grading/problem.hpp"
#include "grading/thread_pool.hpp"
#include "sock_catch.hpp"
#include "tools/grading/grading_words.hpp"
#include "tools/grading/toy_class.hpp"
#include "tools/scratch.hpp"
#include "tools/wire/sample.hpp"
#include "unpack/digest.hpp"

#include <nlohmann/json.hpp>

#include <atomic>
#include <set>

#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

namespace fs = std::filesystem;
using grading::folder;

std::set<std::string> files_in(const fs::path& path) {
    std::set<std::string> result;
    for (const auto& item : fs::directory_iterator(path))
        result.insert(item.path().filename().string());
    return result;
}

}  // namespace

TEST_CASE("a result is recorded and found again", "[record]") {
    const scratch place;
    const auto out = folder::open(place.path());
    auto it = sample::result();
    it.report.sha256 = unpack::sha256_of("# Reporte");
    CHECK_FALSE(grading::recorded(out, "ada_lovelace").result.has_value());
    grading::record(out, it, "# Reporte", {}, words());
    const auto again = grading::recorded(out, "ada_lovelace").result;
    REQUIRE(again);
    CHECK(wire::to_json(*again) == wire::to_json(it));
    CHECK(files_in(place.path() / "ada_lovelace") ==
          std::set<std::string>{"REPORTE.md", "feedback.html", "result.json"});
    grading::record(out, it, "", {}, words());
    CHECK_FALSE(fs::exists(place.path() / "ada_lovelace/REPORTE.md"));
}

TEST_CASE("a result is kept while its inputs are unchanged", "[record]") {
    const auto earlier = sample::result();
    auto now = sample::result();
    CHECK(grading::still_good(earlier, now));
    now.submission.sha256 = std::string(64, 'b');
    CHECK_FALSE(grading::still_good(earlier, now));
    now = sample::result();
    now.engine = "sock 1";
    CHECK_FALSE(grading::still_good(earlier, now));
    now = sample::result();
    now.seed = "18";
    CHECK_FALSE(grading::still_good(earlier, now));
    auto ours = sample::result();
    ours.programs[0].checks[0].verdict = wire::verdict::internal_error;
    CHECK_FALSE(grading::still_good(ours, sample::result()));
}

TEST_CASE("an invalid result is not accepted", "[record]") {
    const scratch place;
    const auto out = folder::open(place.path());
    place.put("ada/result.json", "{");
    CHECK_FALSE(grading::recorded(out, "ada").result.has_value());
    CHECK_FALSE(grading::recorded(out, "ada").unreadable.empty());
    place.put("ada/result.json", "{\"schema\":\"sock-lab/result/1\"}");
    CHECK_FALSE(grading::recorded(out, "ada").result.has_value());
    place.put("ada/result.json", std::string(17 * 1024 * 1024, ' '));
    CHECK_FALSE(grading::recorded(out, "ada").result.has_value());
    fs::remove(place.path() / "ada/result.json");
    fs::create_symlink("/etc/passwd", place.path() / "ada/result.json");
    CHECK_FALSE(grading::recorded(out, "ada").result.has_value());
}

TEST_CASE("a damaged steps.json does not keep a result from being written again", "[record]") {
    const scratch place;
    const auto out = folder::open(place.path());
    const auto it = sample::result();
    for (const char* steps : {"", "[", R"({"a/b":{}})"}) {
        place.put("ada_lovelace/transcripts/steps.json", steps);
        place.put("ada_lovelace/result.json");
        grading::record_again(out, it, words());
        CHECK(grading::recorded(out, "ada_lovelace").result);
    }
}

TEST_CASE("nothing is written through a link", "[record]") {
    const scratch place;
    const scratch elsewhere;
    const auto out = folder::open(place.path());
    fs::create_directory_symlink(elsewhere.path(), place.path() / "ada_lovelace");
    CHECK_THROWS_AS(grading::record(out, sample::result(), "", {}, words()), grading::problem);
    CHECK(files_in(elsewhere.path()).empty());
    // A link in the place of a file is replaced, not followed.
    const auto target = elsewhere.put("target", "old");
    fs::create_symlink(target, place.path() / "grades.csv");
    grading::record_file(out, "grades.csv", "new", words());
    CHECK(support::read_file(target) == "old");
    CHECK(support::read_file(place.path() / "grades.csv") == "new");
}

TEST_CASE("a full disk gets one clear line, and written files stay", "[record]") {
    const scratch place;
    if (::mount("tmpfs", place.path().c_str(), "tmpfs", 0, "size=64k") != 0) {
        WARN("SKIPPED: a small file system can only be mounted as root");
        return;
    }
    struct unmount {
        const scratch& where;
        ~unmount() { ::umount2(where.path().c_str(), MNT_DETACH); }
    } const at_the_end{place};
    const auto out = folder::open(place.path());
    grading::record(out, sample::result(), "", {}, words());
    auto second = sample::result();
    second.submission.name = "grace";
    second.notes = {wire::plain(std::string(200'000, 'x'))};
    try {
        grading::record(out, second, "", {}, words());
        FAIL("there was room");
    } catch (const grading::problem& reason) {
        CHECK(reason.status == 3);
        CHECK(std::string(reason.what()).find("The disk is full") == 0);
    }
    CHECK(grading::recorded(out, "ada_lovelace").result.has_value());
    CHECK(files_in(place.path() / "grace").empty());
}

TEST_CASE("threads run each task once, and added tasks come next", "[pool]") {
    for (const unsigned workers : {1U, 4U}) {
        std::atomic<int> count{0};
        grading::thread_pool pool(workers, {});
        for (int i = 0; i < 50; ++i) {
            pool.add([&] {
                ++count;
                pool.add_next({[&] { ++count; }, [&] { ++count; }});
            });
        }
        pool.work();
        CHECK(count == 150);
    }
    std::string order;
    grading::thread_pool one(1, {});
    one.add([&] {
        order += "a";
        one.add_next({[&] { order += "1"; }, [&] { order += "2"; }});
    });
    one.add([&] { order += "b"; });
    one.work();
    CHECK(order == "a12b");
}

TEST_CASE("a failing task ends the work and is reported", "[pool]") {
    // Of two threads, one may run all other tasks before the failure is known to it.
    const unsigned threads = GENERATE(1U, 2U);
    std::atomic<int> count{0};
    grading::thread_pool pool(threads, {});
    pool.add([] { throw grading::problem(3, "full"); });
    for (int i = 0; i < 1000; ++i)
        pool.add([&] { ++count; });
    CHECK_THROWS_AS(pool.work(), grading::problem);
    if (threads == 1) CHECK(count == 0);
}

TEST_CASE("no task starts after a stop request", "[pool]") {
    std::atomic<bool> stop{false};
    std::atomic<int> count{0};
    grading::thread_pool pool(1, [&] { return stop.load(); });
    pool.add([&] {
        ++count;
        stop = true;
    });
    pool.add([&] { ++count; });
    pool.work();
    CHECK(count == 1);
}

TEST_CASE("without isolation, the reason is given", "[isolation]") {
    const auto no = grading::read_probe(
        R"({"possible":false,"isolation":[],"missing":[{"id":"root","why":{"en":"No root.","es":"x"},)"
        R"("do":{"en":"Do this.","es":"y"}}]})",
        words());
    CHECK_FALSE(no.possible);
    CHECK(no.why_not == "No root. Do this.");
    const auto yes = grading::read_probe(
        R"({"possible":true,"isolation":["user","net"],"missing":[]})", words());
    CHECK(yes.possible);
    CHECK(yes.kinds.size() == 2);
    for (const char* odd : {"", "{}", "[]", "{\"possible\":\"yes\"}", "not JSON"}) {
        const auto it = grading::read_probe(odd, words());
        CHECK_FALSE(it.possible);
        CHECK_FALSE(it.why_not.empty());
    }
    CHECK_FALSE(grading::probe_isolation("/nowhere/sock-box", words()).possible);
    CHECK_FALSE(grading::probe_isolation("/bin/true", words()).possible);
}

TEST_CASE("a result says how far its isolation can be trusted", "[isolation]") {
    const std::vector<std::string> boxed = {"user", "net", "seccomp"};
    const std::vector<std::string> users = {"users", "seccomp", "limits"};
    CHECK(grading::trust_in(boxed) == grading::trust::boxed);
    CHECK(grading::trust_in(users) == grading::trust::users);
    CHECK(grading::trust_in({}) == grading::trust::none);
    CHECK(grading::caution("remark", boxed, words()).empty());
    CHECK(grading::caution("remark", users, words()) == "WEAKER SANDBOX");
    CHECK(grading::caution("remark", {}, words()) == "WITHOUT A SANDBOX");
    auto it = sample::result();
    it.isolation = users;
    CHECK(holds(grading::summary(it, words()), "WEAKER SANDBOX   "));
    CHECK(holds(grading::grades_table({it}, words()), ",\"users\"\r\n"));
    CHECK(holds(grading::feedback_page(it, words()), "weaker sandbox"));
    CHECK(holds(grading::class_page({it}, sample::one_exercise(), words()), "weaker sandbox"));
    it.isolation = boxed;
    CHECK(holds(grading::grades_table({it}, words()), ",\"yes\"\r\n"));
    CHECK_FALSE(holds(grading::feedback_page(it, words()), "sandbox"));
}

TEST_CASE("separate users need root, and are refused before anything is read", "[isolation]") {
    if (::geteuid() == 0) return;
    toy::graded_class it;
    it.hand_in("ada", toy::good);
    it.what_.unsafe_no_sandbox = false;
    it.what_.separate_users = true;
    CHECK(it.grade() == 3);
    CHECK(holds(it.log(), "--separate-users needs root"));
    CHECK_FALSE(std::filesystem::exists(it.out()));
}
