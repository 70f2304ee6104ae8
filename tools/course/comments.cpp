#include "course/comments.hpp"

#include "course/table_reader.hpp"
#include "course/toml.hpp"
#include "support/lines.hpp"
#include "support/text.hpp"
#include "support/text_width.hpp"

#include <algorithm>
#include <optional>

namespace course {
namespace {

constexpr int comment_columns = 100;

/// One paragraph of comments: whole lines, or the end of a line of code.
struct paragraph_of_comment {
    std::string code;    ///< before it, in its first line: indentation, or code
    std::string marker;  ///< "// ", "/// ", "///< "
    std::string text;    ///< in one line
    std::string rule;    ///< the dashes before the title of a section
};

// Where a comment begins. No string of the exercises has two slashes in it.
std::size_t comment_at(std::string_view line) {
    return line.find("//");
}

bool is_blank_code(std::string_view code) {
    return support::trimmed(code).empty();
}

std::string_view marker_of(std::string_view comment) {
    const auto end = comment.find_first_not_of("/<");
    return comment.substr(0, end == std::string_view::npos ? comment.size() : end);
}

paragraph_of_comment read_comment(std::string_view line) {
    const auto at = comment_at(line);
    const auto comment = line.substr(at);
    const auto marker = marker_of(comment);
    auto text = support::trimmed(comment.substr(marker.size()));
    const auto dashes = std::min(text.find_first_not_of('-'), text.size());
    const std::string rule(text.substr(0, dashes));
    text = support::trimmed(text.substr(dashes));
    return {std::string(line.substr(0, at)), std::string(marker), std::string(text), rule};
}

bool is_man_pages(std::string_view text) {
    return support::starts(text, "Man pages: ") || support::starts(text, "Páginas de manual: ");
}

bool is_of_todo(std::string_view text) {
    return support::starts(text, "TODO ") || is_man_pages(text);
}

bool goes_on(const paragraph_of_comment& before, const paragraph_of_comment& next) {
    return is_blank_code(before.code) && before.code == next.code && before.marker == next.marker &&
           !next.text.empty() && !before.text.empty() && next.rule.empty() && before.rule.empty() &&
           !is_of_todo(next.text) && !is_man_pages(before.text);
}

std::string written(const paragraph_of_comment& it, const std::string& text) {
    if (!it.rule.empty()) {
        const int used = support::width(it.code + it.marker + text) + 2;
        const std::string rule(static_cast<std::size_t>(std::max(3, comment_columns - used)), '-');
        return it.code + it.marker + " " + rule + " " + text + "\n";
    }
    if (!is_blank_code(it.code)) return it.code + it.marker + " " + text + "\n";
    const auto start = it.code + it.marker + " ";
    return support::paragraph(start, start, text, comment_columns);
}

/// Some lines of the source: a paragraph of a comment, or one line without any.
struct piece {
    std::vector<std::string_view> lines;
    std::optional<paragraph_of_comment> comment = {};
};

std::vector<piece> pieces_of(std::string_view source) {
    std::vector<piece> result;
    for (const auto line : support::lines(source)) {
        if (comment_at(line) == std::string_view::npos) {
            result.push_back({{line}});
            continue;
        }
        const auto next = read_comment(line);
        if (!result.empty() && result.back().comment && goes_on(*result.back().comment, next)) {
            result.back().lines.push_back(line);
            result.back().comment->text += " " + next.text;
        } else {
            result.push_back({{line}, next});
        }
    }
    return result;
}

// "tcp_server [port [address]]": how the program is called, in the first line of the file, too.
bool is_usage(std::string_view source, std::string_view text) {
    const std::string_view beginning = "// ";
    if (!support::starts(source, beginning)) return false;
    const auto first = source.substr(beginning.size());
    return support::starts(text, first.substr(0, first.find(' ') + 1));
}

}  // namespace

comment_words read_comments(const std::filesystem::path& file) {
    comment_words result;
    if (!std::filesystem::is_regular_file(file)) return result;
    const auto table = read_toml(file);
    table_reader from(table, file.string());
    for (auto& it : from.tables("comment")) {
        const auto english = it.text("en");
        if (!result.emplace(english, it.text("es")).second) it.fail("it stands there twice");
        it.done();
    }
    from.done();
    return result;
}

std::string translated(std::string_view source, const comment_words& words) {
    std::string result;
    for (const auto& it : pieces_of(source)) {
        const auto found = it.comment ? words.find(it.comment->text) : words.end();
        if (found != words.end()) {
            result += written(*it.comment, found->second);
            continue;
        }
        for (const auto line : it.lines)
            result.append(line).append("\n");
    }
    return result;
}

std::vector<std::string> comments_of(std::string_view source) {
    std::vector<std::string> result;
    for (const auto& it : pieces_of(source)) {
        if (!it.comment || it.comment->text.empty() || is_of_todo(it.comment->text)) continue;
        if (!is_usage(source, it.comment->text)) result.push_back(it.comment->text);
    }
    return result;
}

}  // namespace course
