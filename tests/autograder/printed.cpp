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

std::string_view stripped(std::string_view text) {
    const auto first = std::min(text.find_first_not_of(' '), text.size());
    text.remove_prefix(first);
    return text.substr(0, text.find_last_not_of(' ') + 1);  // npos + 1 is 0
}

std::string with_lines_stripped(std::string_view text) {
    std::string result;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        result.append(stripped(text.substr(0, end))).append(text.substr(end, 1));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
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

bool same_but_for_spaces(std::string_view text, std::string_view got) {
    return text != got && stripped(text) == stripped(got);
}

std::string printed_cause(std::string_view wanted, std::string_view output) {
    if (output.empty() || wanted == output) return {};
    const std::string_view phrase = "no reply";
    if (support::holds(output, phrase) && !support::holds(wanted, phrase))
        return "client.no-reply-printed";
    if (output == in_one_line(wanted)) return "client.newline-not-printed";
    if (output == without_empty_lines(wanted)) return "client.empty-reply-lost";
    if (with_lines_stripped(wanted) == with_lines_stripped(output)) return "client.strips-reply";
    const auto at = common_prefix(wanted, output);
    const auto more = inserted(wanted, output);
    const auto before = output.substr(0, at);
    if (more.empty() || !support::holds(before, more)) return {};
    const bool line = more.back() == '\n' && (before.empty() || before.back() == '\n');
    return line ? "client.old-reply" : "client.old-bytes";
}

}  // namespace suite
