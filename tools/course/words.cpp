#include "course/words.hpp"

#include "course/toml.hpp"

#include <cstdlib>
#include <stdexcept>

namespace course {
namespace {

void flatten(const toml::table& table, const std::string& prefix,
             std::map<std::string, std::string, std::less<>>& into) {
    for (const auto& [key, node] : table) {
        const auto id =
            prefix.empty() ? std::string(key.str()) : prefix + "." + std::string(key.str());
        if (const auto* nested = node.as_table()) flatten(*nested, id, into);
        if (const auto* text = node.as_string()) into.emplace(id, text->get());
    }
}

}  // namespace

std::string_view code(language which) {
    return which == language::es ? "es" : "en";
}

language language_of(std::string_view name) {
    const auto word = name.substr(0, name.find_first_of("_.@-"));
    return word == "es" ? language::es : language::en;
}

language language_of_environment() {
    for (const char* variable : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
        const char* value = std::getenv(variable);
        if (value != nullptr && *value != '\0') return language_of(value);
    }
    return language::en;
}

const std::string& localized::in(language which) const {
    return which == language::es ? es : en;
}

std::string fill(std::string_view sentence, const parameters& values) {
    std::string result;
    while (true) {
        const auto open = sentence.find('{');
        const auto close = sentence.find('}', open);
        if (open == std::string_view::npos || close == std::string_view::npos) break;
        const auto name = sentence.substr(open + 1, close - open - 1);
        const auto value = values.find(name);
        if (value == values.end()) {
            throw std::out_of_range("no value for {" + std::string(name) +
                                    "} in: " + std::string(sentence));
        }
        result.append(sentence.substr(0, open)).append(value->second);
        sentence.remove_prefix(close + 1);
    }
    return result.append(sentence);
}

std::vector<std::string> holes(std::string_view sentence) {
    std::vector<std::string> result;
    for (auto open = sentence.find('{'); open != std::string_view::npos;
         open = sentence.find('{', open + 1)) {
        const auto close = sentence.find('}', open);
        if (close == std::string_view::npos) break;
        result.emplace_back(sentence.substr(open + 1, close - open - 1));
    }
    return result;
}

std::map<std::string, std::string, std::less<>> read_texts(const std::filesystem::path& file) {
    std::map<std::string, std::string, std::less<>> result;
    flatten(read_toml(file), "", result);
    return result;
}

catalogue catalogue::load(const std::filesystem::path& folder, language which) {
    catalogue result;
    result.language_ = which;
    result.sentences_ = read_texts(folder / (std::string(code(which)) + ".toml"));
    return result;
}

void catalogue::add(const std::filesystem::path& folder) {
    const auto file = folder / (std::string(code(language_)) + ".toml");
    if (std::filesystem::exists(file)) sentences_.merge(read_texts(file));
}

std::string catalogue::text(std::string_view id, const parameters& values) const {
    const auto found = sentences_.find(id);
    if (found == sentences_.end()) {
        throw std::out_of_range("no sentence " + std::string(id) + " in " +
                                std::string(code(language_)));
    }
    return fill(found->second, values);
}

const std::map<std::string, std::string, std::less<>>& catalogue::sentences() const {
    return sentences_;
}

}  // namespace course
