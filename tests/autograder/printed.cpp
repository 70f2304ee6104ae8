#include "autograder/printed.hpp"

#include "autograder/bytes.hpp"
#include "support/text.hpp"

#include <algorithm>

namespace suite {
namespace {

std::string in_one_line(std::string_view text) {
    std::string result(text);
    std::erase(result, '\n');
    return result;
}

// "a\nb\n" of "\na\n\nb\n".
std::string without_empty_lines(std::string_view text) {
    std::string result;
    for (const char c : text)
        if (c != '\n' || (!result.empty() && result.back() != '\n')) result += c;
    return result;
}

// The shortest text that stands in `output` where it first differs, before what `wanted` goes on
// with; all the rest if that never comes.
std::string_view inserted(std::string_view wanted, std::string_view output) {
    const auto at = common_prefix(wanted, output);
    const auto rest = wanted.substr(at);
    const auto line = rest.substr(0, rest.find('\n') + 1);  // npos + 1 is 0
    const auto more = output.substr(at);
    return line.empty() ? more : more.substr(0, more.find(line));
}

}  // namespace

std::string printed_cause(std::string_view wanted, std::string_view output) {
    if (output.empty() || wanted == output) return {};
    const std::string_view phrase = "no reply";
    if (support::holds(output, phrase) && !support::holds(wanted, phrase))
        return "client.no-reply-printed";
    if (output == in_one_line(wanted)) return "client.newline-not-printed";
    if (output == without_empty_lines(wanted)) return "client.empty-reply-lost";
    const auto at = common_prefix(wanted, output);
    const auto more = inserted(wanted, output);
    const auto before = output.substr(0, at);
    if (more.empty() || !support::holds(before, more)) return {};
    const bool line = more.back() == '\n' && (before.empty() || before.back() == '\n');
    return line ? "client.old-reply" : "client.old-bytes";
}

}  // namespace suite
