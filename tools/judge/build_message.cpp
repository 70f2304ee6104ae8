#include "judge/build_message.hpp"

#include "support/lines.hpp"
#include "support/text.hpp"

#include <algorithm>
#include <csignal>
#include <optional>
#include <string_view>
#include <vector>

namespace judge {
namespace {

/// "a.cpp:14:5: error: x" → "a.cpp:14: error: x". The column says little to a beginner, and the
/// whole line follows below.
std::optional<std::string> error_line(std::string_view line) {
    for (const char* kind : {": fatal error: ", ": error: "}) {
        const auto at = line.find(kind);
        if (at == std::string::npos) continue;
        const auto column = line.rfind(':', at - 1);
        if (column == std::string::npos || column == 0) continue;
        const auto number = line.rfind(':', column - 1);
        if (number == std::string::npos) continue;
        return support::one_line(std::string(line.substr(0, column)).append(line.substr(at)));
    }
    return std::nullopt;
}

/// The driver's own lines begin with its name; a line that quotes the source never does.
bool from_driver(std::string_view line) {
    for (const char* name :
         {"g++", "gcc", "c++", "clang", "cc1", "x86_64-", "aarch64-", "collect2"})
        if (support::starts(line, name)) return true;
    return false;
}

std::string limit_in(std::string_view line) {
    if (!from_driver(line)) return "";
    if (support::holds(line, "CPU time limit")) return "build.time";
    if (support::holds(line, "File size limit")) return "build.output";
    if (support::holds(line, "out of memory") || support::holds(line, "virtual memory exhausted") ||
        support::holds(line, "annot allocate memory"))
        return "build.memory";
    if (support::holds(line, "Killed signal terminated")) return "build.killed";
    return "";
}

// Only where the driver alone speaks: after a diagnostic, a line of its name may be one that the
// source made up (`#line 1 "x\ng++: fatal error: Killed signal terminated"`).
bool driver_alone(const std::vector<std::string_view>& lines) {
    return std::all_of(lines.begin(), lines.end(), [](std::string_view line) {
        return line.empty() || line == "compilation terminated." ||
               (from_driver(line) && !error_line(line));
    });
}

std::string limit_of(const support::finished& compiler,
                     const std::vector<std::string_view>& lines) {
    if (compiler.timed_out || compiler.status.signal == SIGXCPU) return "build.time";
    if (compiler.status.signal == SIGXFSZ) return "build.output";
    if (compiler.status.signal == SIGKILL) return "build.killed";
    if (!driver_alone(lines)) return "";
    for (const auto& line : lines) {
        const auto limit = limit_in(line);
        if (!limit.empty()) return limit;
    }
    return "";
}

std::string unlinked_name(std::string_view line) {
    constexpr std::string_view mark = "undefined reference to ";
    const auto at = line.find(mark);
    return at == std::string::npos ? "" : support::one_line(line.substr(at + mark.size()), 80);
}

std::string first_unlinked(const std::vector<std::string_view>& lines) {
    for (const auto& line : lines)
        if (auto name = unlinked_name(line); !name.empty()) return name;
    return "";
}

}  // namespace

std::string compiler_output(const support::finished& compiler, const std::string& include) {
    const auto from = include + "/";
    auto text = support::printable(compiler.err.text());
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + 1))
        text.replace(at, from.size(), "include/");
    return text;
}

wire::sentence build_message(const support::finished& compiler, std::string said,
                             const std::string& source, const course::catalogue& words) {
    const auto message = said;
    const auto lines = support::lines(message);
    if (!said.empty()) said.insert(0, "\n\n");
    const auto limit = limit_of(compiler, lines);
    if (!limit.empty()) return wire::say(words, limit, {{"file", source}, {"said", said}});
    for (const auto& line : lines)
        if (const auto found = error_line(line)) return wire::plain(*found + said);
    const auto name = first_unlinked(lines);
    if (name.empty()) return wire::say(words, "build.failed", {{"file", source}, {"said", said}});
    return wire::say(words, "build.unlinked", {{"file", source}, {"name", name}, {"said", said}});
}

}  // namespace judge
