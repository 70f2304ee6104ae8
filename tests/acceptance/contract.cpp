#include "acceptance/contract.hpp"

#include "acceptance/places.hpp"
#include "acceptance/report.hpp"
#include "course/table_reader.hpp"
#include "course/toml.hpp"

#include <algorithm>
#include <set>

namespace acceptance {
namespace {

const std::set<std::string> parts = {"arguments", "size",  "pieces", "order",    "time",
                                     "peers",     "close", "sends",  "runs-out", "output"};

using names = std::vector<std::string>;

bool contains(const names& all, const std::string& one) {
    return std::find(all.begin(), all.end(), one) != all.end();
}

way read_way(course::table_reader& entry, const sentence& of) {
    way result{of.id + "." + entry.text("id"),
               entry.text("text"),
               entry.text("part"),
               entry.text("check"),
               entry.list("programs"),
               entry.text_or("open", "")};
    entry.done();
    if (result.programs.empty()) result.programs = of.programs;
    if (parts.count(result.part) == 0) entry.fail("there is no part `" + result.part + "`");
    for (const auto& program : result.programs) {
        if (!contains(of.programs, program)) entry.fail("the sentence is not of " + program);
    }
    return result;
}

sentence read_sentence(course::table_reader& entry) {
    sentence result{entry.text("id"), entry.text("text"), entry.list("programs"), {}};
    for (auto& each : entry.tables("ways"))
        result.ways.push_back(read_way(each, result));
    entry.done();
    for (const auto& program : result.programs) {
        if (the_course().find(program) == nullptr) entry.fail("there is no program " + program);
    }
    return result;
}

choice read_choice(course::table_reader& entry) {
    choice result{entry.text("text"), {}};
    for (auto& each : entry.tables("sides")) {
        result.sides.push_back(
            {each.text("text"), each.list("programs"), each.text_or("open", "")});
        each.done();
    }
    entry.done();
    return result;
}

// A wrong program names the way by this id, so there is one for each program.
void require_distinct(const course::table_reader& file, const contract& all) {
    std::set<std::string> seen;
    for (const auto& sentence : all.sentences) {
        for (const auto& way : sentence.ways) {
            for (const auto& program : way.programs) {
                if (!seen.insert(program + "/" + way.id).second)
                    file.fail(program + " has the way " + way.id + " twice");
            }
        }
    }
}

}  // namespace

contract read_contract() {
    const auto file = corpus_home() / "contract.toml";
    const auto document = course::read_toml(file);
    course::table_reader reader(document, file.string());
    contract result;
    for (auto& entry : reader.tables("sentence"))
        result.sentences.push_back(read_sentence(entry));
    for (auto& entry : reader.tables("left-open"))
        result.left_open.push_back(read_choice(entry));
    reader.done();
    require_distinct(reader, result);
    return result;
}

}  // namespace acceptance
