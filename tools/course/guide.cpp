#include "course/guide.hpp"

#include "support/lines.hpp"

#include <algorithm>

namespace course {
namespace {

std::string_view heading_text(std::string_view line) {
    line.remove_prefix(std::min(line.find_first_not_of('#'), line.size()));
    return support::trimmed(line);
}

// "zero" of `<a id="zero"></a>`.
std::string_view anchor_in(std::string_view line) {
    constexpr std::string_view before = "<a id=\"";
    if (!line.starts_with(before)) return {};
    line.remove_prefix(before.size());
    return line.substr(0, line.find('"'));
}

}  // namespace

std::vector<guide_section> sections(std::string_view guide) {
    struct open_section {
        std::size_t index;
        std::size_t level;
    };
    std::vector<guide_section> result;
    std::vector<open_section> open;  // that the next line belongs to
    bool in_code = false;
    for (const auto line : support::lines(guide)) {
        if (const auto anchor = anchor_in(line); !anchor.empty()) {
            result.push_back({std::string(anchor), {}, {}});
            continue;
        }
        if (line.starts_with("```")) in_code = !in_code;
        const auto level = in_code ? 0 : std::min(line.find_first_not_of('#'), line.size());
        if (level > 0)
            std::erase_if(open, [&](const auto& it) { return it.level >= level || it.level < 3; });
        for (const auto& it : open)
            result[it.index].text.append(line) += '\n';
        if (level == 0 || result.empty() || !result.back().title.empty()) continue;
        result.back().title = heading_text(line);
        open.push_back({result.size() - 1, level});
    }
    return result;
}

std::string heading(std::string_view guide, std::string_view anchor) {
    bool next_one = false;
    for (const auto line : support::lines(guide)) {
        if (next_one && line.starts_with('#')) return std::string(heading_text(line));
        next_one = next_one || anchor_in(line) == anchor;
    }
    return {};
}

std::string place_in_guide(std::string_view anchor, std::string_view guide, std::string_view lab) {
    if (anchor.empty() || guide.empty()) return {};
    const auto command = std::string(lab) + " guide " + std::string(anchor);
    const auto title = heading(guide, anchor);
    return title.empty() ? command : title + " (" + command + ")";
}

}  // namespace course
