#include "lab/authoring/skeleton.hpp"

#include "course/todo_regions.hpp"
#include "lab/workspace/files.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>

namespace authoring {
namespace {

constexpr std::size_t longest_name = 24;  // beside other columns on a page of 80

std::string number_after(const course::course& course) {
    int last = 0;
    for (const auto& it : course.exercises)
        last = std::max(last, std::atoi(it.folder.c_str()));
    const auto text = std::to_string(last + 1);
    return text.size() < 2 ? "0" + text : text;
}

std::string filled(std::string text, const course::parameters& values) {
    for (const auto& [name, value] : values) {
        const auto mark = "@" + name + "@";
        for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at))
            text.replace(at, mark.size(), value);
    }
    return text;
}

struct part {
    const char* from;  ///< below skeleton/
    const char* to;    ///< in the tree; @FOLDER@ is "05_name"
};

constexpr std::array parts{part{"solution.cpp.in", "solutions/@FOLDER@/@NAME@.cpp"},
                           part{"exercise.toml.in", "exercises/@FOLDER@/exercise.toml"},
                           part{"README.md.in", "exercises/@FOLDER@/README.md"},
                           part{"README.es.md.in", "exercises/@FOLDER@/README.es.md"},
                           part{"diagnoses.toml.in", "exercises/@FOLDER@/words/diagnoses.toml"},
                           part{"en.toml.in", "exercises/@FOLDER@/words/en.toml"},
                           part{"es.toml.in", "exercises/@FOLDER@/words/es.toml"},
                           part{"check.cpp.in", "tests/autograder/checks/@NAME@.cpp"}};

}  // namespace

bool is_program_name(std::string_view name) {
    if (name.empty() || name.size() > longest_name || name.back() == '_') return false;
    if (std::islower(static_cast<unsigned char>(name.front())) == 0) return false;
    return std::all_of(name.begin(), name.end(), [](unsigned char c) {
        return c < 0x80 && (std::islower(c) != 0 || std::isdigit(c) != 0 || c == '_');
    });
}

std::vector<support::file_entry> skeleton(const lab::workspace& where, const course::course& course,
                                          const std::string& name) {
    const auto number = number_after(course);
    const course::parameters values = {{"NAME", name},
                                       {"NUMBER", number},
                                       {"FOLDER", number + "_" + name},
                                       {"PORT", std::to_string(5000 + std::atoi(number.c_str()))}};
    const auto from = where.home / "tools/lab/authoring/skeleton";
    std::vector<support::file_entry> result;
    for (const auto& it : parts)
        result.push_back(
            {filled(it.to, values), filled(lab::read_file(from / it.from), values), false});
    return result;
}

}  // namespace authoring
