// The steps of both workflows, run here one after another as GitHub runs them. Packages count as
// installed.
#include "acceptance/bundle/bundle.hpp"
#include "acceptance/report.hpp"
#include "support/lines.hpp"
#include "support/process.hpp"

#include <cstdlib>
#include <iostream>
#include <regex>

#include <sock_catch.hpp>

using namespace acceptance;

namespace {

const bool adopting = (support::adopt_orphans(), true);

using nlohmann::json;

constexpr support::milliseconds time_limit{300'000};

support::finished run(const std::vector<std::string>& argv, const fs::path& here,
                      const std::vector<std::string>& more = {}, std::string_view input = {}) {
    support::command what;
    what.argv = argv;
    what.directory = here.string();
    what.environment = more;
    if (!input.empty()) what.input = support::standard_input::pipe;
    what.keep_head = 4 * 1024 * 1024;
    return support::run(what, time_limit, input);
}

std::string path_variable(const std::string& first = "") {
    const char* path = std::getenv("PATH");
    return "PATH=" + first + (first.empty() ? "" : ":") + (path != nullptr ? path : "");
}

// GitHub's own parser is YAML's, and so is this one.
json read_workflow(const fs::path& file) {
    const auto said =
        run({"python3", "-c",
             "import json, sys, yaml; json.dump(yaml.safe_load(sys.stdin), sys.stdout)"},
            "/", {path_variable()}, read_file(file));
    INFO(said.err.text());
    REQUIRE(said.status.success());
    return json::parse(said.out.text());
}

// Without these there is nothing to run. ctest counts the line as skipped.
bool possible() {
    const auto said =
        run({"sh", "-c", "python3 -c 'import yaml' && jq --version"}, "/", {path_variable()});
    if (said.status.success()) return true;
    std::cout << "skipped: workflows need python3-yaml and jq" << std::endl;
    return false;
}

void write_program(const fs::path& file, const std::string& text) {
    lab::write_file(file, "#!/bin/sh\n" + text + "\n");
    fs::permissions(file, fs::perms::owner_all);
}

/// Runs the steps of a workflow in a checkout, and keeps what they said.
class runner {
  public:
    explicit runner(fs::path checkout) : checkout_(std::move(checkout)) {
        write_program(scratch_.path() / "bin/apt-get", "exit 0");
        lab::write_file(summary_file(), "");
    }

    void run_job(const json& job) {
        for (const auto& step : job.at("steps")) {
            if (!step.contains("run")) continue;
            const auto when = step.value("if", "");
            CHECK((when.empty() || when == "always()"));
            if (when.empty() && failed_) continue;
            run_step(step);
        }
    }

    [[nodiscard]] bool failed() const { return failed_; }
    [[nodiscard]] std::string summary() const { return read_file(summary_file()); }
    [[nodiscard]] const std::string& out() const { return out_; }

  private:
    void run_step(const json& step) {
        lab::write_file(scratch_.path() / "step.sh", step.at("run").get<std::string>());
        std::vector<std::string> argv;
        if (!own_network().empty()) argv.push_back(own_network().string());
        // The shell of a container's step.
        argv.insert(argv.end(), {"sh", "-e", (scratch_.path() / "step.sh").string()});
        const auto ended = run(argv, checkout_,
                               {path_variable((scratch_.path() / "bin").string()), "LC_ALL=C.UTF-8",
                                "CI=true", "GITHUB_STEP_SUMMARY=" + summary_file().string()});
        INFO(step << ended.out.text() << ended.err.text());
        CHECK_FALSE(ended.timed_out);
        CHECK(ended.status.signal == 0);
        // 1: a check failed, the only failure that a step may have here.
        CHECK(ended.status.code <= 1);
        failed_ = failed_ || !ended.status.success();
        out_ += ended.out.text();
    }

    [[nodiscard]] fs::path summary_file() const { return scratch_.path() / "summary.md"; }

    fs::path checkout_;
    lab::scratch_folder scratch_;
    bool failed_ = false;
    std::string out_;
};

void is_careful(const json& workflow) {
    CHECK(workflow.at("permissions") == json{{"contents", "read"}});
    for (const auto& job : workflow.at("jobs")) {
        CHECK(job.contains("timeout-minutes"));
        for (const auto& step : job.at("steps")) {
            if (!step.contains("uses")) continue;
            const auto action = step.at("uses").get<std::string>();
            CAPTURE(action);
            CHECK(std::regex_match(action, std::regex("[a-z/-]+@[0-9a-f]{40}")));
        }
    }
}

// The annotations of one file, each of which stands at a TODO or says that it does not compile.
int annotations_of(const std::string& out, const fs::path& home, const std::string& file) {
    const std::regex form("::error file=([^,]+),(?:line=([0-9]+),)?title=([^:,]+)::(.+)");
    int result = 0;
    for (const auto line : support::lines(out)) {
        const std::string text(line);
        std::smatch parts;
        if (text.rfind("::error ", 0) != 0) continue;
        CAPTURE(text);
        REQUIRE(std::regex_match(text, parts, form));
        if (parts[1] != file) continue;
        ++result;
        if (parts[2].str().empty()) continue;
        const auto number = static_cast<std::size_t>(std::stoul(parts[2].str()));
        const auto source = read_file(home / file);
        const auto lines = support::lines(source);
        REQUIRE((number >= 1 && number <= lines.size()));
        CHECK((number == 1 || lines.at(number - 1).find("TODO") != std::string_view::npos));
    }
    return result;
}

}  // namespace

TEST_CASE("a student's push is checked, summed up and annotated") {
    if (!possible()) return;
    const unpacked_bundle bundle("en", installed::everything);
    const auto workflow = read_workflow(bundle.home() / ".github/workflows/check.yml");
    is_careful(workflow);
    // One program as it was handed out, one that does not compile, and six that pass.
    const std::string stub = "exercises/01_tcp_server/tcp_server.cpp";
    const auto text = read_file(bundle.home() / stub);
    bundle.solve();
    lab::write_file(bundle.home() / stub, text);
    const std::string broken = "exercises/04_udp_client/udp_client.cpp";
    lab::write_file(bundle.home() / broken, "int main() { return nothing; }\n");
    runner github(bundle.home());
    github.run_job(workflow.at("jobs").at("check"));
    CHECK(github.failed());
    INFO(github.summary() << github.out());
    for (const auto& exercise : the_course().exercises) {
        CAPTURE(exercise.program);
        CHECK(github.summary().find("| `" + exercise.program + "` | ") != std::string::npos);
        const auto file = "exercises/" + exercise.folder + "/" + exercise.source();
        const bool fails = file == stub || file == broken;
        CHECK((annotations_of(github.out(), bundle.home(), file) > 0) == fails);
    }
    CHECK(github.out().find("::error file=" + broken + ",title=udp_client::") != std::string::npos);
}

TEST_CASE("the project's own workflow runs all tests") {
    if (!possible()) return;
    const auto workflow = read_workflow(tree() / ".github/workflows/ci.yml");
    is_careful(workflow);
    const lab::scratch_folder checkout;
    fs::create_directories(checkout.path() / ".ci");
    fs::copy(tree() / ".ci/run", checkout.path() / ".ci/run");
    // The tests themselves are what runs this test.
    write_program(checkout.path() / "lab", "echo \"lab $*, warnings: $SOCK_WERROR\"");
    runner github(checkout.path());
    github.run_job(workflow.at("jobs").at("test"));
    CHECK_FALSE(github.failed());
    CHECK(github.out() == "lab test, warnings: 1\n");
}
