#include "judge/build_message.hpp"

#include "support/text.hpp"

#include <csignal>
#include <optional>
#include <sstream>
#include <string_view>
#include <vector>

namespace judge {
namespace {

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> result;
    std::istringstream from(text);
    for (std::string line; std::getline(from, line);)
        result.push_back(line);
    return result;
}

/// "a.cpp:14:5: error: x" → "a.cpp:14: error: x". The column does not help a beginner, and the
/// whole line follows below.
std::optional<std::string> error_line(const std::string& line) {
    for (const char* kind : {": fatal error: ", ": error: "}) {
        const auto at = line.find(kind);
        if (at == std::string::npos) continue;
        const auto column = line.rfind(':', at - 1);
        if (column == std::string::npos || column == 0) continue;
        const auto number = line.rfind(':', column - 1);
        if (number == std::string::npos) continue;
        return support::one_line(line.substr(0, column) + line.substr(at));
    }
    return std::nullopt;
}

/// The driver's own lines start with its name; a line that quotes the source never does.
bool from_driver(const std::string& line) {
    for (const char* name : {"g++", "c++", "clang", "cc1plus", "x86_64-", "aarch64-", "collect2"})
        if (support::starts(line, name)) return true;
    return false;
}

std::string limit_in(const std::string& line) {
    if (!from_driver(line)) return "";
    if (support::holds(line, "CPU time limit")) return "build.time";
    if (support::holds(line, "File size limit")) return "build.output";
    if (support::holds(line, "out of memory") || support::holds(line, "virtual memory exhausted") ||
        support::holds(line, "annot allocate memory"))
        return "build.memory";
    if (support::holds(line, "Killed signal terminated")) return "build.killed";
    return "";
}

std::string limit_of(const support::finished& compiler, const std::vector<std::string>& lines) {
    if (compiler.timed_out || compiler.status.signal == SIGXCPU) return "build.time";
    if (compiler.status.signal == SIGXFSZ) return "build.output";
    if (compiler.status.signal == SIGKILL) return "build.killed";
    for (const auto& line : lines) {
        const auto limit = limit_in(line);
        if (!limit.empty()) return limit;
    }
    return "";
}

std::string unlinked_name(const std::string& line) {
    constexpr std::string_view mark = "undefined reference to ";
    const auto at = line.find(mark);
    return at == std::string::npos ? "" : support::one_line(line.substr(at + mark.size()), 80);
}

std::string cause(const support::finished& compiler, const std::vector<std::string>& lines,
                  const std::string& source, const course::catalogue& words) {
    const auto limit = limit_of(compiler, lines);
    if (!limit.empty()) return words.text(limit, {{"file", source}});
    for (const auto& line : lines)
        if (const auto found = error_line(line)) return *found;
    for (const auto& line : lines) {
        const auto name = unlinked_name(line);
        if (!name.empty()) return words.text("build.unlinked", {{"file", source}, {"name", name}});
    }
    return words.text("build.failed", {{"file", source}});
}

}  // namespace

std::string build_message(const support::finished& compiler, const std::string& source,
                          const course::catalogue& words) {
    const auto said = support::printable(compiler.err.text());
    const auto first = cause(compiler, lines_of(said), source, words);
    return said.empty() ? first : first + "\n\n" + said;
}

}  // namespace judge
