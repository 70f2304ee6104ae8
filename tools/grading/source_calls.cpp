#include "grading/source_calls.hpp"

#include <algorithm>
#include <cctype>

namespace grading {
namespace {

bool in_name(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

enum class quoted_text { blanked, kept };

/// A source with its comments, and perhaps its texts in quotes, blanked out; the lines stay where
/// they are.
class blanking {
  public:
    blanking(std::string_view source, course::dialect in, quoted_text quotes)
        : text_(source), python_(in == course::dialect::python), quotes_(quotes) {}

    std::string made() {
        while (at_ < text_.size()) {
            if (line_comment())
                blank(end_after("\n", 0));
            else if (!python_ && text_.substr(at_).starts_with("/*"))
                blank(end_after("*/", 2));
            else if (text_[at_] == '"' || text_[at_] == '\'')
                pass(end_of_quoted());
            else
                result_ += text_[at_++];
        }
        return std::move(result_);
    }

  private:
    [[nodiscard]] bool line_comment() const {
        return python_ ? text_[at_] == '#' : text_.substr(at_).starts_with("//");
    }

    void blank(std::size_t end) {
        for (; at_ < end; ++at_)
            result_ += text_[at_] == '\n' ? '\n' : ' ';
    }

    [[nodiscard]] std::size_t end_after(std::string_view mark, std::size_t more) const {
        const auto end = text_.find(mark, at_ + more);
        return end == std::string_view::npos ? text_.size() : end + more;
    }

    void pass(std::size_t end) {
        if (quotes_ == quoted_text::blanked) return blank(end);
        result_ += text_.substr(at_, end - at_);
        at_ = end;
    }

    [[nodiscard]] std::size_t end_of_quoted() const {
        const char quote = text_[at_];
        const auto three = std::string(3, quote);
        if (python_ && text_.substr(at_).starts_with(three)) return end_after(three, 3);
        // In C++ a quote between digits separates them: 1'000.
        const bool digits = quote == '\'' && at_ > 0 && in_name(text_[at_ - 1]) && !python_;
        auto end = at_ + 1;
        while (!digits && end < text_.size() && text_[end] != quote && text_[end] != '\n')
            end += text_[end] == '\\' ? 2U : 1U;
        return std::min(end + (digits ? 0U : 1U), text_.size());
    }

    std::string_view text_;
    bool python_;
    quoted_text quotes_;
    std::size_t at_ = 0;
    std::string result_;
};

}  // namespace

std::string code_only(std::string_view source, course::dialect in) {
    return blanking(source, in, quoted_text::blanked).made();
}

std::string without_comments(std::string_view source, course::dialect in) {
    return blanking(source, in, quoted_text::kept).made();
}

std::vector<call> calls_in(std::string_view source, course::dialect in) {
    const auto code = code_only(source, in);
    std::vector<call> result;
    int line = 1;
    for (std::size_t at = 0; at < code.size(); ++at) {
        if (code[at] == '\n') ++line;
        if (!in_name(code[at]) || (at > 0 && in_name(code[at - 1]))) continue;
        auto end = at;
        while (end < code.size() && in_name(code[end]))
            ++end;
        const auto next = code.find_first_not_of(" \t", end);
        if (next != std::string::npos && (code[next] == '(' || code[next] == '{'))
            result.push_back({code.substr(at, end - at), line});
    }
    return result;
}

}  // namespace grading
