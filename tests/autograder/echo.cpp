#include "autograder/echo.hpp"

#include "autograder/bytes.hpp"

#include <algorithm>
#include <cctype>

namespace suite {
namespace {

std::string without(std::string_view text, bool (*unwanted)(char)) {
    std::string result(text);
    std::erase_if(result, unwanted);
    return result;
}

std::string mapped(std::string_view text, int (*change)(int)) {
    std::string result(text);
    for (auto& c : result)
        c = static_cast<char>(change(static_cast<unsigned char>(c)));
    return result;
}

bool is_nul(char c) {
    return c == '\0';
}

// U+FFFD: a decoder puts it in the place of bytes that it cannot read.
bool replaces(std::string_view sent, std::string_view got) {
    constexpr std::string_view replacement = "\xef\xbf\xbd";
    return got.find(replacement) != got.npos && sent.find(replacement) == sent.npos;
}

bool has(std::string_view text, bool (*kind)(char)) {
    return std::any_of(text.begin(), text.end(), kind);
}

// A reply that begins right and has the wrong length.
std::string too_long(std::string_view sent, std::string_view got, std::string_view before) {
    const auto rest = got.substr(sent.size());
    if (rest == std::string_view("\0", 1)) return "echo.extra-nul";
    if (without(rest, is_nul).empty()) return "echo.padded";
    if (rest == sent) return "echo.duplicated";
    if (sent.size() < before.size() && before.substr(sent.size()).starts_with(rest))
        return "echo.stale-tail";
    if (has(rest, is_nul) && rest.size() > 8) return "echo.padded";
    return "echo.extra";
}

std::string too_short(std::string_view sent, std::string_view got) {
    const auto missing = sent.substr(got.size());
    if (got.empty()) return "echo.nothing";
    // If an earlier NUL was echoed, strlen is not the cause.
    if (missing.front() == '\0' && !has(got, is_nul)) return "echo.cut-at-nul";
    if (without(missing, is_newline).empty()) return "echo.newline-lost";
    return "echo.truncated";
}

// The same bytes, except that some were changed or left out.
std::string changed(std::string_view sent, std::string_view got) {
    if (got == mapped(sent, std::toupper) || got == mapped(sent, std::tolower))
        return "echo.case-changed";
    if (got == without(sent, is_newline)) return "echo.newline-lost";
    if (has(sent, is_nul) && got == without(sent, is_nul)) return "echo.nul-lost";
    if (has(sent, is_nul) && got.starts_with(sent.substr(0, sent.find('\0')))) {
        const auto after = got.substr(sent.find('\0'));
        if (after.empty() || is_newline(after[0])) return "echo.cut-at-nul";
    }
    if (without(got, is_nul) == without(sent, is_nul) && got.size() > sent.size())
        return "echo.extra-nul";
    if (without(got, is_newline) == without(sent, is_newline)) return "echo.newline-changed";
    if (has(sent, is_high) && got == without(sent, is_high)) return "echo.high-bytes-lost";
    if (has(sent, is_high) && without(got, is_high) == without(sent, is_high))
        return "echo.high-bytes";
    return {};
}

std::string shape(std::string_view sent, std::string_view got, std::string_view before) {
    if (replaces(sent, got)) return "echo.decoded";
    if (sent.starts_with(got)) return too_short(sent, got);
    if (got.starts_with(sent)) return too_long(sent, got, before);
    if (auto cause = changed(sent, got); !cause.empty()) return cause;
    if (got.ends_with(sent)) return "echo.prefix";
    if (got.size() == sent.size() && has(sent, is_high)) {
        const auto at = common_prefix(sent, got);
        if (is_high(sent[at])) return "echo.high-bytes";
    }
    return "echo.differs";
}

}  // namespace

sentence differs(std::string_view sent, std::string_view got, std::string_view before) {
    if (sent == got) return {};
    const auto at = common_prefix(sent, got);
    const auto extra = got.size() > sent.size() ? got.substr(sent.size()) : std::string_view();
    const auto added = got.size() > sent.size() ? got.substr(0, got.size() - sent.size()) : extra;
    return {shape(sent, got, before),
            {{"at", count(at)},
             {"sent", count(sent.size())},
             {"came", count(got.size())},
             {"extra", show(extra, 24)},
             {"added", show(added, 24)}}};
}

finding altered(sentence cause, std::string_view sent, std::string_view got) {
    finding result{std::move(cause), expected_bytes(sent, got), got_bytes(sent, got), {}, {}};
    if (result.diagnosis.id == "echo.padded") result.length = got.size();
    const auto at = got.find(sent);
    if (at == std::string_view::npos || sent.empty()) return result;
    result.before = got.substr(0, at);
    result.after = got.substr(at + sent.size());
    return result;
}

sentence expected_bytes(std::string_view sent, std::string_view got) {
    const auto at = common_prefix(sent, got);
    const bool near_start = sent.size() <= 64 || at < 16;
    return {near_start ? "expected.bytes" : "expected.bytes-at",
            {{"count", count(sent.size())},
             {"bytes", near_start ? show(sent) : show_around(sent, at)},
             {"at", count(at)}}};
}

sentence got_bytes(std::string_view sent, std::string_view got) {
    if (got.empty()) return {"got.nothing", {}};
    const auto at = common_prefix(sent, got);
    if (at == got.size()) {
        return {"got.only", {{"count", count(got.size())}, {"bytes", show(got, 32)}}};
    }
    const bool near_start = got.size() <= 64 || at < 16;
    return {near_start ? "got.bytes" : "got.bytes-at",
            {{"count", count(got.size())},
             {"bytes", near_start ? show(got) : show_around(got, at)},
             {"at", count(at)}}};
}

}  // namespace suite
