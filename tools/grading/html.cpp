#include "grading/html.hpp"

#include "grading/style.hpp"
#include "support/text.hpp"

#include <cstdio>

namespace grading {
namespace {

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

std::string prose(std::string_view text) {
    std::string result;
    for (;;) {
        const auto begin = text.find('`');
        const auto end = begin == std::string_view::npos ? begin : text.find('`', begin + 1);
        if (end == std::string_view::npos) return result + html(text);
        result += html(text.substr(0, begin)) + "<code>" +
                  html(text.substr(begin + 1, end - begin - 1)) + "</code>";
        text.remove_prefix(end + 1);
    }
}

std::string link(std::string_view to, std::string_view text) {
    return "<a href=\"" + html(to) + "\">" + html(text) + "</a>";
}

std::string guide_link(const guide_links& guide, std::string_view folder,
                       const std::string& anchor) {
    const auto command = "<code>./lab guide " + html(anchor) + "</code>";
    if (guide.page.empty()) return command;
    const auto title = guide.titles.find(anchor);
    const auto known = title != guide.titles.end() && !title->second.empty();
    return link(std::string(folder) + guide.page + "#" + url_path(anchor),
                known ? title->second : anchor) +
           " (" + command + ")";
}

// The policy is a second barrier: markup that passed the escaping by mistake could not run, load or
// send anything.
std::string page(const page_parts& of, course::language language) {
    std::string result = "<!DOCTYPE html>\n<html lang=\"";
    result += course::code(language);
    result += "\">\n<head>\n<meta charset=\"utf-8\">\n"
              "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
              "style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n"
              "<meta name=\"referrer\" content=\"no-referrer\">\n"
              "<meta name=\"color-scheme\" content=\"light dark\">\n"
              "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n";
    result += element("title", support::one_line(of.title, 60)) + "<style>";
    result += style;
    result += "</style>\n</head>\n<body>\n<header class=\"bar\"><p><span class=\"brand\">"
              "<b>sock</b> " +
              html(of.brand) + "</span>" + of.link + "</p></header>\n<main>\n";
    return result + of.body + "</main>\n</body>\n</html>\n";
}

}  // namespace grading
