#include "grading/guide_copy.hpp"

#include "course/guide.hpp"
#include "support/files.hpp"

#include <algorithm>

namespace grading {

guide_copy read_guide(const std::filesystem::path& folder, course::language language) {
    const auto there = [&](std::string_view file) {
        return std::filesystem::is_regular_file(folder / file);
    };
    if (!std::all_of(guide_files.begin(), guide_files.end(), there)) return {};
    guide_copy result;
    for (const auto file : guide_files)
        result.files.emplace(file, support::read_file(folder / file));
    const auto name = "guide." + std::string(course::code(language));
    result.links.page = name + ".html";
    if (!there(name + ".md")) return result;
    for (const auto& section : course::sections(support::read_file(folder / (name + ".md"))))
        result.links.titles.emplace(section.anchor, section.title);
    return result;
}

}  // namespace grading
