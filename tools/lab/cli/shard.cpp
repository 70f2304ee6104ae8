#include "lab/cli/shard.hpp"

#include "lab/workspace/problem.hpp"
#include "support/arguments.hpp"

namespace cli {

std::optional<shard> read_shard(const std::string& text) {
    if (text.empty()) return std::nullopt;
    constexpr unsigned most = 100'000;
    const auto slash = text.find('/');
    const auto index = arguments::number(text.substr(0, slash), 0U);
    const auto of =
        slash == std::string::npos ? std::nullopt : arguments::number(text.substr(slash + 1), 1U);
    if (index && of && *index < *of && *of <= most) return shard{*index, *of};
    throw lab::problem(lab::status::wrong_use, "bad-shard", {{"word", text}});
}

}  // namespace cli
