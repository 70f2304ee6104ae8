#include "acceptance/hostile/graded_class.hpp"

#include "acceptance/hostile/bytes_of.hpp"
#include "support/process_table.hpp"
#include "support/text.hpp"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include <sys/stat.h>
#include <unistd.h>

namespace hostile {
namespace {

namespace fs = std::filesystem;

constexpr support::milliseconds time_limit{20 * 60 * 1000};

// A few archives are cheap; each hostile program is followed by an honest submission.
constexpr std::size_t archives_between = 12;

void write(const fs::path& path, const std::string& bytes) {
    std::ofstream file{path, std::ios::binary};
    file << bytes;
    if (!file.flush()) throw std::runtime_error("cannot write " + path.string());
}

std::string solution(const std::string& name) {
    for (const auto& each : fs::directory_iterator{fs::path{SOCK_TREE} / "solutions"}) {
        const auto file = each.path() / name;
        if (fs::exists(file)) return bytes_of(file);
    }
    throw std::runtime_error("no solution " + name);
}

test_unpack::zip_entry solution_entry(const std::string& program,
                                      const std::string& ending = ".cpp") {
    test_unpack::zip_entry made;
    made.name = program + ending;
    made.bytes = solution(made.name);
    return made;
}

// The form of the published lab: a folder `python` with the scripts.
std::vector<test_unpack::zip_entry> in_python() {
    std::vector<test_unpack::zip_entry> result;
    for (const char* program : {"tcp_server", "tcp_client", "udp_server", "udp_client"}) {
        result.push_back(solution_entry(program, ".py"));
        result.back().name.insert(0, "python/");
    }
    return result;
}

// It includes little, so that two compilations of it are cheap.
test_unpack::zip_entry small_entry() {
    test_unpack::zip_entry made;
    made.name = "udp_server.cpp";
    made.bytes = bytes_of(fs::path{SOCK_TREE} / "tests/acceptance/correct/udp_server/recvfrom.cpp");
    return made;
}

// Sorted in the order of grading: a number, then the name.
std::string numbered(std::size_t number, const std::string& name) {
    char digits[8];
    std::snprintf(digits, sizeof digits, "%03zu_", number);
    return digits + name;
}

}  // namespace

const graded_class& graded_class::instance() {
    static const graded_class only;
    return only;
}

graded_class::graded_class() {
    service_.listen();
    char made[] = "/tmp/sock-test-hostile-XXXXXX";
    if (::mkdtemp(made) == nullptr) throw std::runtime_error("no folder in /tmp");
    folder_ = made;
    // Started as root, the command becomes another user, who needs access to this folder.
    ::chmod(made, 0755);
    for (const char* each : {"class", "tmp"})
        fs::create_directory(folder_ / each);
    ::chmod((folder_ / "tmp").c_str(), 01777);
    hostile_ = read_cases(HOSTILE_CASES, solution_entry("udp_server"));
    hand_in();
    grade();
}

graded_class::~graded_class() {
    std::error_code none;
    fs::remove_all(folder_, none);
}

void graded_class::hand_in_good(const std::string& name,
                                const std::vector<test_unpack::zip_entry>& entries) {
    good_.push_back(name + ".zip");
    write(folder_ / "class" / good_.back(), test_unpack::zip(entries));
}

void graded_class::hand_in() {
    std::size_t number = 0;
    for (auto& each : hostile_) {
        const auto name = numbered(++number, each.name);
        if (each.file.empty()) each.file = name + ".zip";
        write(folder_ / "class" / each.file, each.archive);
        const bool turn = each.followed || number % archives_between == 0;
        if (turn) hand_in_good(name + "_then_good", {small_entry()});
    }
    hand_in_good(numbered(++number, "in_c"), {solution_entry("udp_client", ".c")});
    hand_in_good(numbered(++number, "in_python"), in_python());
    hand_in_good(numbered(++number, "complete"),
                 {solution_entry("tcp_server"), solution_entry("tcp_client"),
                  solution_entry("udp_server"), solution_entry("udp_client")});
}

void graded_class::grade() {
    support::command what;
    what.argv = {SOCK_LAB, "grade",        (folder_ / "class").string(),
                 "--out",  out().string(), "--jobs",
                 "2",      "--lang",       "en"};
    what.environment = {"PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C.UTF-8",
                        "TMPDIR=" + temporary().string(), std::string{"SOCK_LAB_HOME="} + SOCK_TREE,
                        std::string{"SOCK_LAB_BIN="} + SOCK_BIN};
    what.directory = folder_.string();
    what.keep_head = 4 * 1024 * 1024;
    support::adopt_orphans();
    {
        support::child lab{what};
        const auto status = lab.wait(time_limit);
        run_.timed_out = !status.has_value();
        // Before `end`, which would clean up what must not be there. The command's zombie is still
        // there.
        left_behind_ = support::children(::getpid()).size();
        run_.status = lab.end();
        run_.out = lab.output();
        run_.err = lab.errors();
    }
    if (!fs::exists(out())) return;
    for (const auto& each : fs::directory_iterator{out()}) {
        const auto file = each.path() / "result.json";
        if (!fs::exists(file)) continue;
        auto result = nlohmann::json::parse(bytes_of(file));
        const auto name = result.at("submission").at("file").get<std::string>();
        results_[name] = std::move(result);
    }
}

const nlohmann::json* graded_class::result(const std::string& file) const {
    const auto found = results_.find(support::one_line(file));
    return found == results_.end() ? nullptr : &found->second;
}

}  // namespace hostile
