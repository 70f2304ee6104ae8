#include "course/guide.hpp"

#include "support/lines.hpp"

namespace course {
namespace {

std::string_view heading_text(std::string_view line) {
    line.remove_prefix(std::min(line.find_first_not_of('#'), line.size()));
    return support::trimmed(line.substr(0, line.find("{#")));
}

// "zero" of `<a id="zero"></a>`.
std::string_view anchor_in(std::string_view line) {
    constexpr std::string_view before = "<a id=\"";
    if (line.substr(0, before.size()) != before) return {};
    line.remove_prefix(before.size());
    return line.substr(0, line.find('"'));
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

std::vector<guide_section> sections(std::string_view guide) {
    std::vector<guide_section> result;
    for (const auto line : support::lines(guide)) {
        if (const auto anchor = anchor_in(line); !anchor.empty()) {
            result.push_back({std::string(anchor), {}, {}});
            continue;
        }
        if (result.empty()) continue;
        auto& section = result.back();
        const bool is_heading = !line.empty() && line.front() == '#';
        if (is_heading && section.title.empty())
            section.title = heading_text(line);
        else if (!section.title.empty())
            section.text.append(line) += '\n';
    }
    return result;
}

std::string place_in_guide(std::string_view anchor, std::string_view guide, std::string_view lab) {
    if (anchor.empty() || guide.empty()) return {};
    const auto command = std::string(lab) + " guide " + std::string(anchor);
    const auto title = heading(guide, anchor);
    return title.empty() ? command : title + " (" + command + ")";
}

}  // namespace course
