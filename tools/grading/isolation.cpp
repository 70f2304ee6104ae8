#include "grading/isolation.hpp"

#include "support/process.hpp"
#include "support/text.hpp"

#include <nlohmann/json.hpp>

#include <stdexcept>

namespace grading {
namespace {

using nlohmann::json;

std::string sentence_at(const json& item, const char* key, const course::catalogue& words) {
    const auto language = std::string(course::code(words.speaks()));
    return support::one_line(item.at(key).at(language).get<std::string>(), 600);
}

std::string reasons(const json& missing, const course::catalogue& words) {
    std::string result;
    for (const auto& item : missing) {
        if (!result.empty()) result += ' ';
        result += sentence_at(item, "why", words) + ' ' + sentence_at(item, "do", words);
    }
    return result;
}

isolation unreadable(const std::string& why, const course::catalogue& words) {
    return {false, {}, words.text("isolation.no-probe", {{"why", support::one_line(why)}})};
}

}  // namespace

isolation read_probe(const std::string& output, const course::catalogue& words) {
    try {
        const auto said = json::parse(output);
        isolation result;
        result.possible = said.at("possible").get<bool>();
        result.kinds = said.at("isolation").get<std::vector<std::string>>();
        if (!result.possible) result.why_not = reasons(said.at("missing"), words);
        return result;
    } catch (const json::exception& reason) {
        return unreadable(reason.what(), words);
    }
}

isolation probe_isolation(const std::filesystem::path& box, const course::catalogue& words) {
    try {
        support::command what;
        what.argv = {box.string(), "probe"};
        const auto ended = support::run(what, support::milliseconds{30'000});
        if (ended.timed_out || ended.out.text().empty()) return unreadable(ended.err.text(), words);
        return read_probe(ended.out.text(), words);
    } catch (const std::exception& reason) {
        return unreadable(reason.what(), words);
    }
}

}  // namespace grading
