#include "course/guide.hpp"

#include "support/lines.hpp"

namespace course {
namespace {

std::string_view heading_text(std::string_view line) {
    line.remove_prefix(std::min(line.find_first_not_of('#'), line.size()));
    return support::trimmed(line.substr(0, line.find("{#")));
}

}  // namespace

std::string heading(std::string_view guide, std::string_view anchor) {
    const auto attribute = "{#" + std::string(anchor) + "}";
    const auto element = "id=\"" + std::string(anchor) + "\"";
    bool next_one = false;
    for (const auto line : support::lines(guide)) {
        const bool is_heading = !line.empty() && line.front() == '#';
        if (is_heading && (next_one || line.find(attribute) != std::string_view::npos))
            return std::string(heading_text(line));
        if (line.find(element) != std::string_view::npos) next_one = true;
    }
    return {};
}

std::string place_in_guide(std::string_view anchor, std::string_view path, std::string_view guide) {
    if (anchor.empty() || path.empty()) return {};
    const auto link = std::string(path) + "#" + std::string(anchor);
    const auto title = heading(guide, anchor);
    return title.empty() ? link : title + " (" + link + ")";
}

}  // namespace course
