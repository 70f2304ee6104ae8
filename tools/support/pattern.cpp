#include "support/pattern.hpp"

#include <regex>

namespace support {
namespace {

using found = std::match_results<const char*>;

pattern::parts parts_of(const found& match) {
    pattern::parts result;
    for (const auto& each : match)
        result.push_back(each.matched ? std::string_view(each.first, each.second)
                                      : std::string_view());
    return result;
}

}  // namespace

struct pattern::compiled {
    std::regex expression;
};

pattern::pattern(std::string_view expression)
    : compiled_(std::make_shared<compiled>(
          compiled{std::regex(expression.data(), expression.data() + expression.size())})) {}

std::optional<pattern::parts> pattern::match(std::string_view text) const {
    found it;
    const bool fits =
        std::regex_match(text.data(), text.data() + text.size(), it, compiled_->expression);
    return fits ? std::optional(parts_of(it)) : std::nullopt;
}

std::optional<pattern::parts> pattern::search(std::string_view text) const {
    found it;
    const bool fits =
        std::regex_search(text.data(), text.data() + text.size(), it, compiled_->expression);
    return fits ? std::optional(parts_of(it)) : std::nullopt;
}

std::vector<pattern::parts> pattern::search_all(std::string_view text) const {
    std::vector<parts> result;
    const std::cregex_iterator none;
    for (std::cregex_iterator at(text.data(), text.data() + text.size(), compiled_->expression);
         at != none; ++at)
        result.push_back(parts_of(*at));
    return result;
}

}  // namespace support
