#include "lab/experiment/texts.hpp"

#include <sstream>

namespace experiment {

texts::texts(const std::filesystem::path& folder, letter which, course::language in)
    : all_(course::read_texts(folder / "experiments.toml")),
      prefix_(std::string(name(which)) + "."), suffix_("." + std::string(course::code(in))) {}

std::string texts::text(const std::string& id) const {
    return all_.at(prefix_ + id + suffix_);
}

std::vector<choice> texts::choices() const {
    std::vector<choice> result;
    for (int n = 1; all_.count(prefix_ + "expect." + std::to_string(n) + ".is") != 0; ++n) {
        const auto id = "expect." + std::to_string(n);
        result.push_back({text(id), all_.at(prefix_ + id + ".is")});
    }
    return result;
}

std::string texts::outcome(const played& it, const console::voice& say) const {
    std::string sizes;
    for (const long size : pieces(it))
        sizes.append(sizes.empty() ? "" : " + ").append(std::to_string(size));
    return say.fill(text("outcome." + experiment::outcome(it)), {{"pieces", sizes}});
}

bool texts::foretold(const choice& answer, const std::string& outcome) {
    std::istringstream words(answer.outcomes);
    for (std::string word; words >> word;) {
        if (word == outcome) return true;
    }
    return false;
}

}  // namespace experiment
