#include "grading/html.hpp"

#include "support/text.hpp"

#include <cstdio>

namespace grading {
namespace {

// Colours only repeat what the words say. Each pair has a contrast of 4.5 : 1 or more, in the light
// and in the dark.
constexpr std::string_view style = R"(
:root { color-scheme: light dark; --paper: #ffffff; --ink: #1b1f24; --faint: #57606a;
  --line: #d0d7de; --block: #f3f5f7; --good: #116329; --bad: #a40e26; --odd: #7d4e00; }
@media (prefers-color-scheme: dark) { :root { --paper: #14171c; --ink: #e8eaed;
  --faint: #a3abb5; --line: #3a424c; --block: #1f242b; --good: #7ee2a0; --bad: #ff9a9e;
  --odd: #f2cc60; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 54rem; padding: 1.5rem; background: var(--paper);
  color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; }
h1 { font-size: 1.6rem; margin: 0 0 .3rem; overflow-wrap: anywhere; }
h2 { font-size: 1.25rem; margin: 2.2rem 0 .6rem; padding-top: .8rem;
  border-top: 1px solid var(--line); }
h3 { font-size: 1.05rem; margin: 1.6rem 0 .4rem; }
.score { font-size: 1.3rem; font-weight: 600; margin: .2rem 0; }
.faint { color: var(--faint); }
.passed { color: var(--good); } .failed { color: var(--bad); } .odd { color: var(--odd); }
pre, code { font: .9rem/1.45 ui-monospace, monospace; background: var(--block); }
code { padding: .1em .3em; overflow-wrap: anywhere; }
pre { padding: .7rem .9rem; margin: .4rem 0; white-space: pre-wrap; overflow-wrap: anywhere;
  border-left: 3px solid var(--line); }
table { border-collapse: collapse; width: 100%; margin: .8rem 0; }
caption { text-align: left; color: var(--faint); padding-bottom: .3rem; }
th, td { text-align: left; padding: .35rem .7rem .35rem 0; border-bottom: 1px solid var(--line);
  vertical-align: top; overflow-wrap: break-word; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; margin: .5rem 0; }
dt { color: var(--faint); } dd { margin: 0; min-width: 0; }
dd pre { margin: 0; }
summary { cursor: pointer; }
@media (max-width: 34rem) { dl { grid-template-columns: 1fr; } }
@media print { body { max-width: none; } details > * { display: block; } }
)";

std::string_view entity(char c) {
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return {};
    }
}

}  // namespace

std::string html(std::string_view text) {
    std::string result;
    for (const char c : support::printable(text)) {
        const auto escaped = entity(c);
        if (escaped.empty()) result += c;
        result += escaped;
    }
    return result;
}

std::string url_path(std::string_view name) {
    constexpr std::string_view plain =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
    std::string result;
    for (const char c : name) {
        if (plain.find(c) != std::string_view::npos) {
            result += c;
            continue;
        }
        char buffer[4];
        std::snprintf(buffer, sizeof buffer, "%%%02X", static_cast<unsigned char>(c));
        result += buffer;
    }
    return result;
}

std::string element(std::string_view tag, std::string_view text) {
    const std::string name(tag.substr(0, tag.find(' ')));
    return "<" + std::string(tag) + ">" + html(text) + "</" + name + ">\n";
}

std::string page(std::string_view title, std::string_view body, course::language language) {
    std::string result = "<!DOCTYPE html>\n<html lang=\"";
    result += course::code(language);
    result += "\">\n<head>\n<meta charset=\"utf-8\">\n";
    // A second barrier: markup that passed the escaping by mistake could not run, load or send
    // anything.
    result += "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
              "style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n"
              "<meta name=\"referrer\" content=\"no-referrer\">\n"
              "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n";
    result += element("title", title) + "<style>";
    result += style;
    result += "</style>\n</head>\n<body>\n<main>\n";
    result += body;
    return result + "</main>\n</body>\n</html>\n";
}

}  // namespace grading
