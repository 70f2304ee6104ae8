#include "grading/isolation.hpp"

#include "support/process.hpp"
#include "support/text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
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

isolation probe_isolation(const std::filesystem::path& box, const course::catalogue& words,
                          unsigned users) {
    try {
        support::command what;
        what.argv = {box.string(), "probe"};
        if (users != 0) what.argv.insert(what.argv.end(), {"--users", std::to_string(users)});
        const auto ended = support::run(what, support::milliseconds{30'000});
        if (ended.timed_out || ended.out.text().empty()) return unreadable(ended.err.text(), words);
        return read_probe(ended.out.text(), words);
    } catch (const std::exception& reason) {
        return unreadable(reason.what(), words);
    }
}

trust trust_in(const std::vector<std::string>& kinds) {
    if (kinds.empty()) return trust::none;
    const bool users = std::find(kinds.begin(), kinds.end(), "users") != kinds.end();
    return users ? trust::users : trust::boxed;
}

std::string caution(const std::string& id, const std::vector<std::string>& kinds,
                    const course::catalogue& words) {
    switch (trust_in(kinds)) {
    case trust::none:
        return words.text(id + ".unsafe");
    case trust::users:
        return words.text(id + ".users");
    case trust::boxed:
        break;
    }
    return "";
}

}  // namespace grading
