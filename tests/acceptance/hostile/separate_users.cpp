// `lab grade --separate-users` where no user namespaces are: honest and hostile submissions, graded
// by the real command.
#include "acceptance/hostile/bytes_of.hpp"
#include "acceptance/hostile/cases.hpp"
#include "sock_catch.hpp"
#include "support/process.hpp"
#include "tools/scratch.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iostream>
#include <iterator>
#include <map>

#include <sys/stat.h>
#include <unistd.h>

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr uid_t first = 60706;
constexpr uid_t last = 61153;

support::finished in_a_container(std::vector<std::string> command) {
    support::command what;
    what.argv = {WITHOUT_NAMESPACES};
    what.argv.insert(what.argv.end(), command.begin(), command.end());
    what.environment = {"PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "LC_ALL=C.UTF-8",
                        std::string{"SOCK_LAB_HOME="} + SOCK_TREE,
                        std::string{"SOCK_LAB_BIN="} + SOCK_BIN};
    what.directory = "/";
    what.keep_head = 4 * 1024 * 1024;
    return support::run(what, support::milliseconds{20 * 60 * 1000});
}

bool possible() {
    if (::geteuid() == 0 && in_a_container({"/bin/true"}).status.success()) return true;
    std::cout << "skipped: only root can make a namespace with the users of a container\n";
    return false;
}

/// A class in a folder that other users may enter, and what became of it.
class graded {
  public:
    graded() {
        ::chmod(place_.path().c_str(), 0755);
        fs::create_directory(place_.path() / "class");
    }

    void hand_in(const std::string& name, const std::string& program) const {
        const auto source = program + ".cpp";
        for (const auto& each : fs::directory_iterator{fs::path{SOCK_TREE} / "solutions"})
            if (fs::exists(each.path() / source))
                place_.put("class/" + name + "/" + source, hostile::bytes_of(each.path() / source));
    }

    void hand_in_archive(const std::string& name, const std::string& bytes) const {
        place_.put("class/" + name, bytes);
    }

    support::finished grade(const std::vector<std::string>& options) {
        std::vector<std::string> line = {SOCK_LAB,      "grade", (place_.path() / "class").string(),
                                         "--lang",      "en",    "--out",
                                         out().string()};
        line.insert(line.end(), options.begin(), options.end());
        auto ran = in_a_container(line);
        results_.clear();
        if (!fs::exists(out())) return ran;
        for (const auto& each : fs::directory_iterator{out()}) {
            const auto file = each.path() / "result.json";
            if (!fs::exists(file)) continue;
            auto result = json::parse(hostile::bytes_of(file));
            const auto name = result.at("submission").at("file").get<std::string>();
            results_[name] = std::move(result);
        }
        return ran;
    }

    [[nodiscard]] fs::path out() const { return place_.path() / "out"; }
    [[nodiscard]] const json& of(const std::string& file) const { return results_.at(file); }
    [[nodiscard]] bool holds(const std::string& file) const { return results_.count(file) != 0; }

  private:
    scratch place_;
    std::map<std::string, json> results_;
};

json program_of(const json& result, const std::string& name) {
    for (const auto& each : result.at("programs"))
        if (each.at("name") == name) return each;
    throw std::runtime_error("no program " + name);
}

// What a box holds by its namespaces, and a user by what users may do; the other cases are about
// what the two have in common.
constexpr const char* tried[] = {"daemonise",      "exit_in_constructor", "fill_the_disk",
                                 "fork_bomb",      "kill_everything",     "perfect_result",
                                 "read_the_suite", "take_all_ports",      "trace"};

// Of the users that were boxes: processes, and files where everybody may write.
std::vector<std::string> left_behind() {
    std::vector<std::string> result;
    for (const auto* place : {"/proc", "/tmp", "/var/tmp", "/dev/shm", "/run/lock"}) {
        std::error_code none;
        for (const auto& each : fs::directory_iterator(place, none)) {
            struct stat about {};
            if (::lstat(each.path().c_str(), &about) != 0) continue;
            if (about.st_uid >= first && about.st_uid <= last) result.push_back(each.path());
        }
    }
    return result;
}

std::string failures(const json& program) {
    std::string result;
    for (const auto& it : program.at("checks"))
        if (it.at("verdict") != "passed") result += it.dump(1) + "\n";
    return result;
}

}  // namespace

TEST_CASE("without user namespaces grading is refused, and root is told what is possible",
          "[users]") {
    if (!possible()) return;
    graded it;
    it.hand_in("ada", "udp_server");
    const auto ran = it.grade({});
    CHECK(ran.status.code == 3);
    CHECK(ran.err.text().find("max_user_namespaces") != std::string::npos);
    CHECK(ran.err.text().find("--separate-users") != std::string::npos);
}

TEST_CASE("--separate-users needs root, and says so in a line", "[users]") {
    if (!possible()) return;
    const auto as_nobody = [](std::vector<std::string> command) {
        command.insert(command.begin(),
                       {"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"});
        return in_a_container(std::move(command));
    };
    if (!as_nobody({"test", "-r", SOCK_LAB}).status.success()) {
        std::cout << "skipped: the user nobody may not read this tree\n";
        return;
    }
    const auto ran = as_nobody({SOCK_LAB, "grade", "/nowhere", "--separate-users", "--lang", "en",
                                "--out", "/tmp/sock-nowhere"});
    CHECK(ran.status.code == 3);
    CHECK(ran.err.text() ==
          "lab: --separate-users needs root: start the same command with sudo.\n");
}

TEST_CASE("as separate users solutions get every point, and the result says how", "[users]") {
    if (!possible()) return;
    graded it;
    for (const auto* program : {"tcp_server", "tcp_client", "udp_server", "udp_client"})
        it.hand_in("ada", program);
    for (const auto* program : {"users_server", "files_server", "files_client"})
        it.hand_in("grace", program);
    const auto ran = it.grade({"--separate-users", "--export", "gradescope"});
    CAPTURE(ran.out.text(), ran.err.text());
    REQUIRE(ran.status.success());
    for (const auto* name : {"ada", "grace"}) {
        const auto& result = it.of(name);
        CHECK(result.at("isolation").front() == "users");
        for (const auto& program : result.at("programs")) {
            if (program.at("status") == "missing") continue;
            CAPTURE(program.at("name"), failures(program));
            CHECK(program.at("score") == program.at("max_score"));
        }
        const auto page = hostile::bytes_of(it.out() / name / "feedback.html");
        CHECK(page.find("weaker sandbox") != std::string::npos);
    }
    CHECK(hostile::bytes_of(it.out() / "class.html").find("weaker sandbox") != std::string::npos);
    CHECK(hostile::bytes_of(it.out() / "grades.csv").find("WEAKER SANDBOX") != std::string::npos);
    CHECK(ran.out.text().find("WEAKER isolation") != std::string::npos);
    struct stat about {};
    REQUIRE(::stat(it.out().c_str(), &about) == 0);
    CHECK((about.st_mode & 07) == 0);
    CHECK(left_behind().empty());
}

// Takes many minutes, as one program is judged at a time: `ninja users-soak`.
TEST_CASE("as separate users no hostile program earns more, or harms the next", "[.soak]") {
    if (!possible()) return;
    graded it;
    std::vector<hostile::submission> cases;
    for (auto& each : hostile::read_cases(HOSTILE_CASES, {})) {
        if (std::count(std::begin(tried), std::end(tried), each.name) == 0) continue;
        it.hand_in_archive(each.name + ".zip", each.archive);
        if (each.followed) it.hand_in(each.name + "_then", "udp_server");
        cases.push_back(std::move(each));
    }
    CHECK(cases.size() == std::size(tried));
    const auto ran = it.grade({"--separate-users"});
    CAPTURE(ran.out.text(), ran.err.text());
    REQUIRE(ran.status.success());
    for (const auto& each : cases) {
        CAPTURE(each.name, each.what);
        REQUIRE(it.holds(each.name + ".zip"));
        const auto program = program_of(it.of(each.name + ".zip"), each.program);
        CAPTURE(program.dump(1));
        CHECK(program.at("status") == each.status);
        CHECK(program.at("score") <= each.points);
        if (!each.followed) continue;
        const auto next = program_of(it.of(each.name + "_then"), "udp_server");
        CAPTURE(failures(next));
        CHECK(next.at("score") == next.at("max_score"));
    }
    CHECK(left_behind().empty());
}
