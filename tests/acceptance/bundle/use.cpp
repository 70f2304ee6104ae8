// Uses the bundle as a student does.
#include "acceptance/bundle/bundle.hpp"
#include "acceptance/report.hpp"
#include "support/process.hpp"

#include <cstdio>
#include <cstring>
#include <map>
#include <set>

#include <elf.h>
#include <sock_catch.hpp>

using namespace acceptance;

namespace {

const bool adopting = (support::adopt_orphans(), true);

using nlohmann::json;

json parsed(const answer& from) {
    auto result = json::parse(from.out, nullptr, false);
    INFO(from.out << from.err);
    REQUIRE_FALSE(result.is_discarded());
    return result;
}

std::map<std::string, std::string> verdicts(const json& result) {
    std::map<std::string, std::string> all;
    for (const auto& program : result.at("programs")) {
        for (const auto& check : program.at("checks"))
            all[check.at("id")] = check.at("verdict");
    }
    return all;
}

// A stub fails, and the failure is explained. Nothing is built but the student's program.
void explains_a_failure(const unpacked_bundle& bundle) {
    const auto status = bundle.lab({});
    INFO(status.out << status.err);
    CHECK(status.code == 0);
    CHECK(status.out.find("0 of 8 exercises") != std::string::npos);
    const auto first = bundle.lab({"check", "tcp_server"});
    INFO(first.out << first.err);
    CHECK(first.code == 1);
    CHECK(first.out.find("tcp_server/listens") != std::string::npos);
    CHECK(first.out.find("TODO 1 in exercises/01_tcp_server/tcp_server.cpp") != std::string::npos);
    CHECK_FALSE(fs::exists(bundle.home() / "build/lab/CMakeCache.txt"));
    // A page loads nothing from elsewhere: guide/anchors.
    const auto guide = parsed(bundle.lab({"guide", "zero", "--json", "--lang", "es"}));
    CHECK(guide.at("section") == "zero");
    CHECK(fs::is_regular_file(bundle.home() / guide.at("page").get<std::string>()));
}

struct handed_in {
    std::vector<std::string> zips;
    std::map<std::string, std::string> verdicts;  ///< what the student saw
    int score = 0;
};

// Every assignment; `submit` checks what is in the zip.
handed_in submit(const unpacked_bundle& bundle) {
    handed_in all;
    for (const auto& assignment : the_course().assignments) {
        const auto handed = parsed(bundle.lab(
            {"submit", "--name", "Ñusta Peña", "--assignment", assignment.name, "--json"}));
        all.zips.push_back((bundle.home() / handed.at("file").get<std::string>()).string());
        all.verdicts.merge(verdicts(handed));
        for (const auto& program : handed.at("programs"))
            all.score += program.at("score").get<int>();
    }
    return all;
}

void get_the_same_grade(const handed_in& mine) {
    const lab::scratch_folder out;
    std::vector<std::string> argv = {"grade", "--out", (out.path() / "r").string(),
                                     "--unsafe-no-sandbox"};
    argv.insert(argv.end(), mine.zips.begin(), mine.zips.end());
    const auto graded = lab_of_the_tree(argv);
    INFO(graded.out << graded.err);
    if (graded.code == 2) return;  // a system without grading
    REQUIRE(graded.code == 0);
    std::map<std::string, std::string> theirs;
    for (const auto& item : fs::directory_iterator(out.path() / "r")) {
        const auto file = item.path() / "result.json";
        if (fs::exists(file)) theirs.merge(verdicts(json::parse(lab::read_file(file))));
    }
    CHECK(theirs == mine.verdicts);
}

std::set<std::string> names_in(const fs::path& folder) {
    std::set<std::string> result;
    for (const auto& it : fs::directory_iterator(folder)) {
        const auto name = it.path().filename().string();
        if (name.front() != '.') result.insert(name);
    }
    return result;
}

// elf(5): a program that is not static names its loader in a segment of its own.
bool needs_loader(const std::string& program) {
    Elf64_Ehdr header{};
    REQUIRE(program.size() > sizeof header);
    std::memcpy(&header, program.data(), sizeof header);
    for (std::size_t i = 0; i < header.e_phnum; ++i) {
        Elf64_Phdr segment{};
        const auto at = header.e_phoff + i * header.e_phentsize;
        REQUIRE(program.size() > at + sizeof segment);
        std::memcpy(&segment, program.data() + at, sizeof segment);
        if (segment.p_type == PT_INTERP) return true;
    }
    return false;
}

// Old systems have no newer C library, and a C program loads no library of C++.
void runs_everywhere(const fs::path& programs) {
    for (const char* name : {"sock-lab", "sock-suite"})
        CHECK_FALSE(needs_loader(lab::read_file(programs / name)));
    const auto preload = lab::read_file(programs / "sock-preload.so");
    CHECK(preload.find("GLIBC_2.3") == std::string::npos);
    CHECK(preload.find("libstdc++") == std::string::npos);
}

void serves_its_course(const unpacked_bundle& bundle) {
    bundle.solve();
    const auto mine = submit(bundle);
    CHECK(mine.score == the_course().automatic_points());
    get_the_same_grade(mine);
}

}  // namespace

TEST_CASE("a bundle needs a compiler and nothing else, wherever it lies") {
    unpacked_bundle bundle("es", installed::compiler);
    CHECK(names_in(bundle.home()) == std::set<std::string>{"README.md", "docs", "exercises",
                                                           "include", "lab",
                                                           bundle.not_yours().filename().string()});
    CHECK(lab::read_file(bundle.home() / "exercises/01_tcp_server/tcp_server.cpp")
              .find("Páginas de manual") != std::string::npos);
    if (names_in(bundle.not_yours()).count("bin") == 0) return;  // no static library here
    for (const auto& kind : names_in(bundle.not_yours() / "bin"))
        runs_everywhere(bundle.not_yours() / "bin" / kind);
    explains_a_failure(bundle);
    bundle.move();
    bundle.protect();
    serves_its_course(bundle);
    const auto configured = bundle.configure();
    INFO(configured.out << configured.err);
    CHECK(configured.code == 0);
}

// acceptance_bundle "[build]", it takes some minutes.
TEST_CASE("on a machine of another kind a bundle is built from its sources", "[.][build]") {
    const unpacked_bundle bundle("es", installed::everything);
    const auto bin = bundle.not_yours() / "bin";
    for (const auto& kind : names_in(bin))
        fs::rename(bin / kind, bin / ("not-" + kind));
    const auto built = bundle.lab({"check", "tcp_server"});
    INFO(built.err);
    CHECK(built.code == 1);
    CHECK(built.err.find("no built programs for this kind of machine") != std::string::npos);
    std::printf("from the sources to the first verdict: %.1f s\n",
                static_cast<double>(built.took.count()) / 1000);
    serves_its_course(bundle);
}
