// From a finding to a result: the TODO that the result names.
#include "autograder/check.hpp"

#include "autograder/session.hpp"
#include "support/deadline.hpp"

#include <filesystem>
#include <fstream>
#include <functional>
#include <set>
#include <stdexcept>
#include <string>

#include <poll.h>
#include <sock_catch.hpp>
#include <unistd.h>

namespace {

namespace fs = std::filesystem;

/// A course with one exercise, tcp_server, and these TODOs. Its check is about the TODO "echo".
class course_with_todos {
  public:
    explicit course_with_todos(const std::string& todos) {
        fs::create_directory(folder_ / "01_tcp_server");
        std::ofstream(folder_ / "course.toml")
            << "title.en = 'C'\ntitle.es = 'C'\n[[assignment]]\nname = 'one'\ntitle.en = 'C'\n"
               "title.es = 'C'\nexercises = ['01_tcp_server']\nreport_points = 0\n";
        std::ofstream(folder_ / "01_tcp_server/exercise.toml")
            << "program = 'tcp_server'\npoints = 1\ntitle.en = 'T'\ntitle.es = 'T'\n"
            << todos
            << "[[check]]\nid = 'echo'\npoints = 1\ntodo = 'echo'\ntitle.en = 'E'\n"
               "title.es = 'E'\ndoes.en = 'E'\ndoes.es = 'E'\n";
    }
    ~course_with_todos() { fs::remove_all(folder_); }
    course_with_todos(const course_with_todos&) = delete;
    course_with_todos& operator=(const course_with_todos&) = delete;

    /// The TODO number in the result of a check that fails and names `todo`.
    [[nodiscard]] int number_for(const std::string& todo) const {
        suite::request asked;
        asked.course_folder = folder_.string();
        asked.words_folder = SOCK_TREE "/tests/autograder/words";
        const suite::session run(asked);
        const auto fail = [&](suite::context&) {
            throw suite::finding{{"accept.never", {}}, {}, {}, {}, todo};
        };
        return suite::run_check({"tcp_server/echo", fail, {}}, run, {}, run.asked().check_time)
            .check.evidence.todo;
    }

    [[nodiscard]] wire::check result_of(const suite::body& body, support::milliseconds time,
                                        std::uint64_t seed = 0) const {
        suite::request asked;
        asked.seed = seed;
        asked.course_folder = folder_.string();
        asked.words_folder = SOCK_TREE "/tests/autograder/words";
        asked.check_time = time;
        return suite::run_check({"tcp_server/echo", body, {}}, suite::session(asked), {}, time)
            .check;
    }

  private:
    std::string template_ = (fs::temp_directory_path() / "judge-XXXXXX").string();
    fs::path folder_ = ::mkdtemp(template_.data());
};

std::string todo_table(const std::string& name) {
    return "[[todo]]\nname = '" + name + "'\ntext.en = 'Do'\ntext.es = 'Haz'\n";
}

}  // namespace

TEST_CASE("a finding names its TODO, and the exercise has its number") {
    const course_with_todos as_usual(todo_table("accept") + todo_table("echo"));
    CHECK(as_usual.number_for(suite::todo::accept) == 1);
    CHECK(as_usual.number_for("") == 2);
    const course_with_todos reordered(todo_table("echo") + todo_table("listen") +
                                      todo_table("accept"));
    CHECK(reordered.number_for(suite::todo::accept) == 3);
    CHECK(reordered.number_for("") == 1);
}

TEST_CASE("what a program's slowness causes is its failure, with the reason") {
    const course_with_todos course(todo_table("echo"));
    const auto endless = [](const std::function<void()>& then) {
        return [then](suite::context&) {
            support::deadline stall(support::milliseconds{10'000});
            while (!stall.expired()) {
                ::poll(nullptr, 0, 5);
                stall.restart();  // a byte has come
            }
            then();
        };
    };
    const auto fails = [] { throw suite::finding{{"accept.never", {}}, {}, {}, {}, ""}; };
    const auto our_fault = [] { throw std::runtime_error("a wait ended early"); };
    const auto not_tried = [] { throw suite::not_applicable{{"memory.unclear", {}}}; };
    for (const auto& body : {endless(fails), endless(our_fault), endless(not_tried)}) {
        const auto it = course.result_of(body, support::milliseconds{60});
        CHECK(it.verdict == suite::verdict::failed);
        CHECK(it.diagnosis.id == "time.check");
        CHECK(it.max_points == 1);
    }
    CHECK(course.result_of(endless([] {}), support::milliseconds{60}).verdict ==
          suite::verdict::passed);
}

TEST_CASE("a TODO that the exercise does not have becomes the check's own") {
    CHECK(course_with_todos(todo_table("listen") + todo_table("echo"))
              .number_for(suite::todo::accept) == 2);
}

TEST_CASE("the exercises of this tree have the TODOs that the suite points to") {
    const auto course = course::load(SOCK_TREE "/exercises");
    const auto has = [&](const char* program, const char* name) {
        return course.find(program)->todo_number(name) > 0;
    };
    CHECK(has("tcp_server", suite::todo::accept));
    CHECK(has("tcp_server", suite::todo::echo));
    CHECK(has("tcp_client", suite::todo::send));
    CHECK(has("udp_server", suite::todo::receive));
    CHECK(has("udp_client", suite::todo::send));
}

TEST_CASE("how many clients a check has depends on the run's seed alone, within its bounds") {
    const course_with_todos course(todo_table("echo"));
    const auto clients = [&](std::uint64_t seed) {
        std::size_t seen = 0;
        const auto body = [&](suite::context& ctx) {
            seen = suite::vary(ctx.seed, "clients", 104, 125);
        };
        static_cast<void>(course.result_of(body, support::milliseconds{1000}, seed));
        return seen;
    };
    std::set<std::size_t> all;
    for (std::uint64_t seed = 0; seed < 500; ++seed)
        all.insert(clients(seed));
    CHECK(all.size() == 22);
    CHECK(*all.begin() == 104);
    CHECK(*all.rbegin() == 125);
    CHECK(clients(7) == clients(7));
    CHECK(suite::vary(7, "clients", 1, 1'000'000) != suite::vary(7, "lines", 1, 1'000'000));
    CHECK(suite::vary(7, "lines", 3, 3) == 3);
}
