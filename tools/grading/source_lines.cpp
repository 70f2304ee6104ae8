#include "grading/source_lines.hpp"

#include "course/todo_regions.hpp"
#include "grading/source_calls.hpp"
#include "support/lines.hpp"
#include "support/text.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <set>

namespace grading {
namespace {

using text_lines = std::vector<std::string_view>;

constexpr int lines_around = 2;    // shown before and after a marked line
constexpr int lines_of_todo = 12;  // shown below a TODO's comment
constexpr std::size_t most_marked = 4;
constexpr std::size_t longest_line = 160;

bool in_word(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

int number_at(std::string_view text) {
    int result = 0;
    std::from_chars(text.data(), text.data() + text.size(), result);
    return result;
}

// 27 for each "FILE:27" in `text`.
void find_places(std::string_view text, const std::string& file, std::set<int>& into) {
    const auto name = file + ":";
    for (auto at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
        const bool whole = at == 0 || !in_word(text[at - 1]);
        const int line = number_at(text.substr(at + name.size()));
        if (whole && line > 0) into.insert(line);
    }
}

std::string without_tabs(std::string_view line) {
    std::string result;
    for (const char c : line)
        result += c == '\t' ? std::string(4, ' ') : std::string(1, c);
    return result;
}

std::string file_name(const std::string& path) {
    return path.substr(path.rfind('/') + 1);
}

// The names of its man pages: "recv", "send" of "recv(2), send(2)".
std::set<std::string> calls_of(const course::todo& it) {
    std::set<std::string> result;
    std::string word;
    for (const char c : it.man) {
        if (in_word(c)) {
            word += c;
            continue;
        }
        if (c == '(') result.insert(word);
        word.clear();
    }
    return result;
}

bool speaks_of(std::string_view text, const std::string& call) {
    for (auto at = text.find(call); at != std::string_view::npos; at = text.find(call, at + 1)) {
        const auto end = at + call.size();
        const bool begins = at == 0 || !in_word(text[at - 1]);
        if (begins && (end == text.size() || !in_word(text[end]))) return true;
    }
    return false;
}

// "recv_from" and "recvfrom" are forms of "recv".
bool is_form_of(std::string_view name, const std::string& call) {
    std::string plain(name);
    std::erase(plain, '_');
    return plain.starts_with(call);
}

/// The source of one program, and the excerpts that are cut from it.
class reader {
  public:
    reader(const course::exercise& exercise, const judge::source& main, course::dialect in,
           const course::catalogue& words)
        : exercise_(exercise), text_(main.bytes), file_(file_name(main.path)), words_(words),
          lines_(support::lines(main.bytes)), calls_(calls_in(main.bytes, in)) {}

    [[nodiscard]] wire::excerpt of_build(const std::string& message) const {
        std::set<int> places;
        find_places(message.substr(0, message.find('\n')), file_, places);
        return at_places(places);
    }

    [[nodiscard]] wire::excerpt of_check(const wire::check& it) const {
        std::set<int> places;
        find_places(it.diagnosis.text, file_, places);
        for (const auto& seen : it.evidence.seen)
            find_places(seen.text, file_, places);
        if (auto found = at_places(places); !found.empty()) return found;
        const auto calls = calls_about(it);
        if (auto found = below_todo(it.evidence.todo, calls); !found.empty()) return found;
        return with_calls(calls);
    }

  private:
    // Those that the diagnosis names; if it names none, those of the check's TODO.
    [[nodiscard]] std::set<std::string> calls_about(const wire::check& it) const {
        std::set<std::string> named;
        std::set<std::string> own;
        for (const auto& todo : exercise_.todos) {
            for (const auto& call : calls_of(todo)) {
                if (speaks_of(it.diagnosis.text, call)) named.insert(call);
                if (todo.number == it.evidence.todo) own.insert(call);
            }
        }
        return named.empty() ? own : named;
    }

    [[nodiscard]] wire::excerpt at_places(const std::set<int>& places) const {
        std::set<int> marked;
        for (const int line : places)
            if (line <= count() && marked.size() < most_marked) marked.insert(line);
        if (marked.empty()) return {};
        return cut(around(marked), marked,
                   wire::say(words_, "source.line", {{"line", std::to_string(*marked.begin())}}));
    }

    [[nodiscard]] wire::excerpt below_todo(int todo, const std::set<std::string>& calls) const {
        const int first = todo == 0 ? 0 : course::todo_line(text_, todo);
        if (first == 0) return {};
        std::set<int> shown;
        std::set<int> marked;
        for (int line = first; line <= std::min(first + lines_of_todo, count()); ++line) {
            if (todo_comment_after(line, first, todo)) break;
            shown.insert(line);
            if (makes_any(line, calls)) marked.insert(line);
        }
        if (marked.empty()) marked.insert(first);
        return cut(shown, marked,
                   wire::say(words_, "source.todo", {{"todo", std::to_string(todo)}}));
    }

    // True where the next TODO begins.
    [[nodiscard]] bool todo_comment_after(int line, int first, int todo) const {
        return line > first && line == course::todo_line(text_, todo + 1);
    }

    [[nodiscard]] wire::excerpt with_calls(const std::set<std::string>& calls) const {
        std::set<int> marked;
        for (int line = 1; line <= count() && marked.size() < most_marked; ++line)
            if (makes_any(line, calls)) marked.insert(line);
        if (marked.empty()) return {};
        std::string names;
        for (const auto& call : calls)
            names += (names.empty() ? "" : ", ") + call;
        return cut(around(marked), marked, wire::say(words_, "source.calls", {{"calls", names}}));
    }

    [[nodiscard]] bool makes_any(int line, const std::set<std::string>& calls) const {
        return std::any_of(calls_.begin(), calls_.end(), [&](const call& made) {
            return made.line == line &&
                   std::any_of(calls.begin(), calls.end(), [&](const std::string& name) {
                       return is_form_of(made.name, name);
                   });
        });
    }

    [[nodiscard]] std::set<int> around(const std::set<int>& marked) const {
        std::set<int> result;
        for (const int line : marked)
            for (int near = line - lines_around; near <= line + lines_around; ++near)
                if (near >= 1 && near <= count()) result.insert(near);
        return result;
    }

    [[nodiscard]] wire::excerpt cut(const std::set<int>& shown, const std::set<int>& marked,
                                    wire::sentence why) const {
        wire::excerpt result{file_, std::move(why), {}};
        for (const int line : shown)
            result.lines.push_back({line, support::one_line(without_tabs(at(line)), longest_line),
                                    marked.contains(line)});
        return result;
    }

    [[nodiscard]] int count() const { return static_cast<int>(lines_.size()); }
    [[nodiscard]] std::string_view at(int line) const {
        return lines_[static_cast<std::size_t>(line) - 1];
    }

    const course::exercise& exercise_;
    std::string_view text_;
    std::string file_;
    const course::catalogue& words_;
    text_lines lines_;
    std::vector<call> calls_;
};

const judge::source* main_of(const judge::sources& from) {
    const auto found = std::find_if(from.files.begin(), from.files.end(),
                                    [&](const judge::source& it) { return it.path == from.main; });
    return found == from.files.end() ? nullptr : &*found;
}

}  // namespace

void quote_source(wire::program& it, const course::exercise& exercise, const judge::sources& from,
                  const course::catalogue& words) {
    const auto* main = main_of(from);
    if (main == nullptr) return;
    const reader source(exercise, *main, from.in, words);
    if (it.status == wire::program_status::build_failed)
        it.source = source.of_build(it.message.text);
    for (auto& check : it.checks)
        if (check.verdict == wire::verdict::failed && !check.hidden)
            check.evidence.source = source.of_check(check);
}

}  // namespace grading
