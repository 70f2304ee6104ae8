// The readers of what students and platforms hand in, and of stored results, get any bytes. They
// read them, or refuse them with a sentence.
#include "grading/bulk.hpp"
#include "grading/exports.hpp"
#include "grading/manifest.hpp"
#include "grading/names.hpp"
#include "grading/problem.hpp"
#include "grading/record.hpp"
#include "grading/report_facts.hpp"
#include "grading/rules.hpp"
#include "support/lines.hpp"
#include "support/text.hpp"
#include "tools/grading/grading_words.hpp"
#include "tools/mutations.hpp"
#include "tools/scratch.hpp"
#include "tools/wire/sample.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace {

using fuzz::texts;

const std::string report_template = "# Report\n\n## Experiment A\n\n<!-- lab experiment a: -->\n"
                                    "(output)\n<!-- end of lab experiment a -->\n\n"
                                    "(What happened?)\n\n## Questions\n\n1. Why?\n";

const course::course& fuzzed_course() {
    static const auto it = [] {
        auto made = sample::one_exercise();
        made.assignments[0].section_words = 3;
        made.assignments[0].evidence = {"a", "b"};
        return made;
    }();
    return it;
}

/// The files in a text in which a line "== PATH" begins each of them.
std::vector<unpack::file> files_in(const std::string& text) {
    std::vector<unpack::file> result;
    for (const auto line : support::lines(text)) {
        if (line.starts_with("== "))
            result.push_back({std::string(line.substr(3)), ""});
        else if (!result.empty())
            result.back().bytes.append(line).append("\n");
    }
    return result;
}

const texts name_words = {"tcp_server.cpp",
                          "TCP-Server (1).cpp",
                          "tcp_server.py.txt",
                          "cp_server.c",
                          "a/b/tcp_server.cpp",
                          "REPORTE.md",
                          "reporte(2).txt",
                          "Reporte.pdf",
                          "copy of tcp_server.cpp",
                          "echo.hpp",
                          "\n== ",
                          "\n== reporte",
                          "// TODO 1: Listen.\n",
                          "// TODO 2: Echo.\n",
                          "## Questions\n",
                          "- copia (3)",
                          "<!-- lab experiment a: -->\n",
                          "<!-- end of lab experiment a -->\n"};

}  // namespace

TEST_CASE("no files of a submission make the manifest or its report throw", "[fuzz]") {
    const texts samples = {
        "== tcp_server.cpp\n// TODO 1: Listen.\n// TODO 2: Echo.\n== src/TCP_Server (1).cpp\n"
        "int main() {}\n== src/echo.hpp\n#pragma once\n== REPORTE.md\n" +
            report_template + "Ten words of my own are needed here to be present.\n",
        "== a/tcp_server.py\nimport socket\n== b/Reporte.docx\nPK\n== tcp_server.c.txt\n//\n"};
    fuzz::try_inputs(samples, name_words, "never", [](const std::string& text, fuzz::mutator&) {
        const auto& course = fuzzed_course();
        const auto files = files_in(text);
        const auto it = grading::read_manifest(files, course, report_template, words());
        REQUIRE(it.programs.size() == course.exercises.size());
        for (const auto& program : it.programs) {
            const auto known = std::any_of(files.begin(), files.end(), [&](const auto& each) {
                return each.path == program.main;
            });
            const bool found_or_missing = known || program.main.empty();
            REQUIRE(found_or_missing);
        }
        const auto facts = grading::report_facts(
            it.report_text, {report_template, "## Preguntas\n"}, course.assignments[0], words());
        const bool all_told = facts.empty() || facts.size() >= 3;
        REQUIRE(all_told);
    });
}

TEST_CASE("any name of a download gives a folder's name", "[fuzz]") {
    const texts samples = {"Ada Lovelace_1234_assignsubmission_file_Practica_Ada.zip",
                           "José Ñandú_7_assignsubmission_onlinetext", "Practica_Ada.tar.gz",
                           "lovelaceada_LATE_5678_91011_Practica.zip"};
    const texts parts = {"_assignsubmission_file_",
                         "_LATE_",
                         "_onlinetext",
                         ".zip",
                         ".tar.gz",
                         ".7z",
                         "CON",
                         "nul.zip",
                         "grades.csv",
                         "../",
                         "._",
                         "__MACOSX",
                         "_12_34_"};
    fuzz::try_inputs(samples, parts, "never", [](const std::string& text, fuzz::mutator&) {
        static_cast<void>(grading::from_platform(text));
        static_cast<void>(grading::owner_of(text));
        static_cast<void>(grading::is_clutter(text));
        const auto name = grading::safe_name(text);
        const bool plain = !name.empty() && name.size() <= 84 && name.front() != '.' &&
                           name.find_first_of("/\\:\n") == std::string::npos &&
                           support::printable(name) == name;
        REQUIRE(plain);
        const bool kept = name.size() > 80 || grading::safe_name(name) == name;
        REQUIRE(kept);
        grading::unique_names taken;
        const auto first = taken.take(text);
        REQUIRE(taken.take(text) != first);
        REQUIRE(unpack::clash_key(first) != unpack::clash_key("grades.csv"));
    });
}

TEST_CASE("any output of the splitter is read or refused", "[fuzz]") {
    const auto frame = [](const std::string& name, const std::string& bytes) {
        return nlohmann::json{{"file", name}, {"bytes", bytes.size()}}.dump() + "\n" + bytes;
    };
    const std::string end = "{\"end\":true}\n";
    const texts samples = {
        frame("./x/Ada_1_assignsubmission_file_/P.zip", "12\n3") + frame("./x/b.zip", "") + end,
        frame("lovelaceada_LATE_77_900_P.zip", "1") + frame("tcp_server.cpp", "int\n") + end};
    const texts parts = {"{\"file\":\"a\",\"bytes\":0}\n",
                         "\"bytes\":",
                         "\"file\":",
                         "-1",
                         "1e3",
                         "../",
                         "\\u0000",
                         "\\ud800",
                         "\"a/b/c\"",
                         "{\"end\":true}\n",
                         "{}\n",
                         "[]\n",
                         "/"};
    fuzz::try_inputs(samples, parts, "sock-bulk: ", [&](const std::string& text, fuzz::mutator&) {
        const auto files = grading::read_bulk(text);
        static_cast<void>(grading::is_bulk(files, fuzzed_course()));
        std::string written;
        for (const auto& it : files) {
            std::string path;
            for (const auto& part : it.path) {
                const bool inside = !part.empty() && part != ".." && part.find('/') == part.npos;
                REQUIRE(inside);
                path += (path.empty() ? "" : "/") + part;
            }
            written += frame(path, it.bytes);
        }
        const auto again = grading::read_bulk(written + end);
        REQUIRE(again.size() == files.size());
        for (std::size_t i = 0; i < files.size(); ++i) {
            REQUIRE(again[i].path == files[i].path);
            REQUIRE(again[i].bytes == files[i].bytes);
        }
    });
}

TEST_CASE("any stored result is read and shown, or judged again", "[fuzz]") {
    const scratch place;
    const auto out = grading::folder::open(place.path());
    const auto sample = wire::dump(wire::to_json(sample::result()), 2);
    const texts parts = {"\"points\": 3",
                         "\"max_points\": ",
                         "\"verdict\": \"passed\"",
                         "\"late\": {}",
                         "\"weight\": {\"points\": 60, \"of\": 6}",
                         "\"score\": 8.5",
                         "null",
                         "{}",
                         "[]",
                         "\"override\": {\"automatic\": 0}",
                         "1000001",
                         "1e300",
                         "-1",
                         "\"\\ud800\"",
                         "\"params\": {\"count\": 3}",
                         "\"provisional\": false",
                         "true",
                         "3.0",
                         "[[[["};
    fuzz::try_inputs({sample}, parts, "never", [&](const std::string& text, fuzz::mutator&) {
        place.put("ada/result.json", text);
        const auto found = grading::recorded(out, "ada");
        REQUIRE(found.result.has_value() == found.unreadable.empty());
        if (!found.result) throw std::runtime_error("never: it is judged again");
        const auto again = wire::dump(wire::to_json(*found.result));
        const auto read = wire::result_from_json(nlohmann::ordered_json::parse(again));
        REQUIRE(wire::dump(wire::to_json(read)) == again);
        static_cast<void>(grading::grades_table({*found.result}, words()));
        static_cast<void>(grading::feedback_page(*found.result, words()));
        static_cast<void>(grading::class_page({*found.result}, fuzzed_course(), words()));
    });
}

TEST_CASE("any stored transcript is shown again, or passed over", "[fuzz]") {
    const scratch place;
    const auto out = grading::folder::open(place.path());
    const auto it = sample::result();
    const std::string steps =
        R"({"tcp_server/echo":[{"at":1.5,"what":{"id":"step.passes",)"
        R"("params":{"from":"a","to":"b"},"text":"a b"},"by_hand":"nc"},"+1 x"]})";
    fuzz::try_inputs({steps},
                     {"\"at\":", "null", "{}", "[]", "\"what\":", "1e999", "/", "\"/a\":[]"},
                     "never", [&](const std::string& text, fuzz::mutator&) {
                         place.put(it.submission.name + "/transcripts/steps.json", text);
                         place.put(it.submission.name + "/result.json", "");
                         grading::record_again(out, it, words());
                     });
}

TEST_CASE("any report and any dates give a result that adds up", "[fuzz]") {
    grading::context with;
    with.words = words();
    with.course = fuzzed_course();
    with.assignments = {{with.course, {report_template}}};
    const std::string head = "id,name,moodle,handed_in\n7,Ada Lovelace,11,";
    const texts samples = {"2026-12-04T18:00:00-05:00\n" + report_template, "2026-12-04\n# R\n"};
    const texts parts = {"0001-01-01",
                         "9999-12-31T23:59:59-23:59",
                         "0000-01-01",
                         "2026-12-04T00:00:00Z",
                         "2026-12-04T18:00:00",
                         "+14:00",
                         "## Questions\n",
                         "word ",
                         "\n"};
    fuzz::try_inputs(
        samples, parts, "roster.csv:", [&](const std::string& text, fuzz::mutator& more) {
            const auto line = text.substr(0, text.find('\n'));
            with.roster = grading::roster::read(head + line + "\n", "roster.csv", with.course);
            with.course.late = {
                static_cast<int>(more.below(7 * 24 * 60 + 1)), static_cast<int>(more.below(101)),
                more.once_in(2) ? std::optional(static_cast<int>(more.below(366))) : std::nullopt};
            with.course.assignments[0].due = course::parse_moment(more.one_of(parts));
            auto it = sample::result();
            it.submission.file = "Ada Lovelace_11_assignsubmission_file_";
            it.report.score = 7;
            grading::decide(it, text.substr(line.size()), with);
            const bool possible = it.score() >= 0 && it.score() <= it.max_score();
            REQUIRE(possible);
            const auto again = wire::dump(wire::to_json(it));
            static_cast<void>(wire::result_from_json(nlohmann::ordered_json::parse(again)));
        });
}
