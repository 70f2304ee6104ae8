#include "judge/warnings.hpp"

#include "support/text.hpp"

#include <algorithm>
#include <array>
#include <sstream>
#include <string>

namespace judge {
namespace {

/// A warning that explains a certain failure of a check.
struct clue {
    std::string_view option;     ///< "-Wsign-compare", as the compiler names it
    std::string_view word;       ///< what else must be in the line; empty: anything
    std::string_view diagnosis;  ///< the prefix of the ids that it explains
};

constexpr clue clues[] = {
    // The return value of send or recv was discarded.
    {"-Wunused-result", "send", "short-send."},
    {"-Wunused-result", "send", "stream."},
    {"-Wunused-result", "write", "short-send."},
    {"-Wunused-result", "write", "stream."},
    {"-Wunused-result", "", "echo."},
    {"-Wunused-result", "", "client."},
    {"-Wunused-result", "", "datagram."},
    {"-Wunused-result", "", "memory."},
    // … or stored and never used.
    {"-Wunused-variable", "", "echo."},
    {"-Wunused-variable", "", "short-send."},
    {"-Wunused-variable", "", "memory."},
    {"-Wunused-variable", "port", "listen."},
    {"-Wunused-variable", "port", "client."},
    {"-Wunused-but-set-variable", "", "echo."},
    {"-Wunused-but-set-variable", "", "short-send."},
    {"-Wunused-but-set-variable", "", "stream."},
    {"-Wunused-but-set-variable", "", "half-close."},
    {"-Wunused-but-set-variable", "", "datagram."},
    {"-Wunused-but-set-variable", "port", "listen."},
    {"-Wunused-but-set-variable", "port", "client."},
    {"-Wunused-parameter", "arg", "listen."},
    {"-Wunused-parameter", "arg", "client."},
    // -1 compared with or stored in an unsigned number: "less than 0" is never true.
    {"-Wsign-compare", "", "reset."},
    {"-Wsign-compare", "", "vanished."},
    {"-Wsign-compare", "", "half-close."},
    {"-Wsign-compare", "", "stream."},
    {"-Wsign-compare", "", "client."},
    {"-Wsign-compare", "", "memory."},
    {"-Wsign-compare", "", "program.crashed"},
    {"-Wtype-limits", "", "reset."},
    {"-Wtype-limits", "", "vanished."},
    {"-Wtype-limits", "", "half-close."},
    {"-Wtype-limits", "", "client."},
    {"-Wtype-limits", "", "memory."},
    {"-Wtype-limits", "", "program.crashed"},
    // A length that was not initialised: accept and recvfrom read it before they write it.
    {"-Wuninitialized", "", ""},
    {"-Wmaybe-uninitialized", "", ""},
    // if (fd = socket(…) < 0)
    {"-Wparentheses", "", "listen."},
    {"-Wparentheses", "", "accept."},
    {"-Wparentheses", "", "echo."},
    {"-Wparentheses", "", "client."},
    // sizeof of a pointer, not of what it points to.
    {"-Wsizeof-pointer-memaccess", "", ""},
    {"-Wsizeof-array-argument", "", ""},
    // The compiler sees the write itself.
    {"-Warray-bounds", "", "memory."},
    {"-Wstringop-overflow", "", "memory."},
    {"-Wstringop-overread", "", "memory."},
    {"-Warray-bounds", "", "program.crashed"},
    {"-Wreturn-type", "", "program.crashed"},
    {"-Wreturn-type", "", "memory."},
};

constexpr std::size_t most_quoted = 2;

/// "a.cpp:14:5: warning: x [-Wy]" → "a.cpp:14: x [-Wy]"; empty if the line is no warning.
std::string shortened(const std::string& line) {
    const std::string mark = ": warning: ";
    const auto at = line.find(mark);
    if (at == std::string::npos) return {};
    const auto column = line.rfind(':', at - 1);
    const bool has_column = column != std::string::npos && column > 0 && column + 1 < at &&
                            std::all_of(line.begin() + static_cast<std::ptrdiff_t>(column) + 1,
                                        line.begin() + static_cast<std::ptrdiff_t>(at),
                                        [](char c) { return c >= '0' && c <= '9'; });
    const auto place = line.substr(0, has_column ? column : at);
    return support::one_line(place + ": " + line.substr(at + mark.size()), 300);
}

std::vector<std::string> warnings_in(std::string_view said) {
    std::vector<std::string> result;
    std::istringstream from{std::string(said)};
    for (std::string line; std::getline(from, line);) {
        auto warning = shortened(line);
        const bool known = std::find(result.begin(), result.end(), warning) != result.end();
        if (!warning.empty() && !known) result.push_back(std::move(warning));
    }
    return result;
}

bool explains(const std::string& warning, const std::string& diagnosis) {
    return std::any_of(std::begin(clues), std::end(clues), [&](const clue& it) {
        // With its bracket, so that it is not the prefix of another option. The compiler adds an =
        // to some.
        const auto option = "[" + std::string(it.option);
        return (support::holds(warning, option + "]") || support::holds(warning, option + "=")) &&
               support::holds(warning, it.word) && support::starts(diagnosis, it.diagnosis);
    });
}

}  // namespace

void quote_warnings(std::vector<wire::check>& checks, std::string_view said,
                    const course::catalogue& words) {
    const auto all = warnings_in(said);
    for (auto& it : checks) {
        if (it.verdict != wire::verdict::failed || it.diagnosis.empty()) continue;
        std::size_t quoted = 0;
        for (const auto& warning : all) {
            if (quoted == most_quoted || !explains(warning, it.diagnosis.id)) continue;
            it.evidence.seen.push_back(wire::say(words, "seen.warning", {{"warning", warning}}));
            ++quoted;
        }
    }
}

}  // namespace judge
