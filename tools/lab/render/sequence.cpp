#include "lab/render/sequence.hpp"

#include "support/text_width.hpp"

#include <algorithm>

namespace render {
namespace {

using console::voice;
using experiment::arrow;
using experiment::row;
using experiment::weight;

constexpr int indent = 2;
constexpr int middle = 18;
constexpr int narrowest = 66;

std::string repeat(std::string_view text, int times) {
    std::string result;
    for (int i = 0; i < times; ++i)
        result += text;
    return result;
}

/// A diagram: the width of its lanes and its drawing characters.
class drawing {
  public:
    explicit drawing(const voice& say)
        : say_(say), unicode_(say.how().unicode),
          lane_((say.how().columns - indent - middle - 4) / 2) {}

    [[nodiscard]] std::string head(const std::array<std::string, 2>& lanes) const {
        const auto left = say_.paint(console::role::heading, lanes[0]);
        const auto blanks = indent + lane_ + 1 - support::width(lanes[0]);
        return std::string(static_cast<std::size_t>(std::max(0, blanks)), ' ') + left +
               std::string(middle + 2, ' ') + say_.paint(console::role::heading, lanes[1]) + "\n";
    }

    [[nodiscard]] std::string lines(const row& it) const {
        const auto left = support::wrap(it.left, lane_);
        const auto right = support::wrap(it.right, lane_);
        std::string result;
        for (std::size_t i = 0; i < std::max(left.size(), right.size()); ++i) {
            const auto a = i < left.size() ? left[i] : std::string();
            const auto b = i < right.size() ? right[i] : std::string();
            const auto between =
                i == 0 ? arrow_of(it) : std::string(static_cast<std::size_t>(middle), ' ');
            const auto blanks = static_cast<std::size_t>(lane_ - support::width(a) + indent);
            auto line = std::string(blanks, ' ') + painted(it, a) + " " + bar() + between + bar();
            if (!b.empty()) line += " " + painted(it, b);
            result += line + "\n";
        }
        return result;
    }

  private:
    [[nodiscard]] std::string bar() const { return unicode_ ? "│" : "|"; }

    [[nodiscard]] std::string painted(const row& it, const std::string& text) const {
        if (it.how == weight::person) return say_.paint(console::role::faint, text);
        if (it.how == weight::trouble) return say_.paint(console::role::warning, text);
        return text;
    }

    [[nodiscard]] std::string arrow_of(const row& it) const {
        if (it.between == arrow::none) return std::string(static_cast<std::size_t>(middle), ' ');
        const auto label = it.label.empty() ? std::string() : " " + it.label + " ";
        const int shaft = middle - 1 - support::width(label);
        const auto first = repeat(unicode_ ? "─" : "-", shaft / 2);
        const auto second = repeat(unicode_ ? "─" : "-", shaft - shaft / 2);
        const auto body = first + label + second;
        if (it.between == arrow::to_client) return (unicode_ ? "◀" : "<") + body;
        const auto tip =
            it.between == arrow::into_nothing ? (unicode_ ? "✗" : "x") : (unicode_ ? "▶" : ">");
        return body + tip;
    }

    const voice& say_;
    bool unicode_;
    int lane_;
};

std::string sentence(const std::array<std::string, 2>& lanes, const row& it) {
    const bool from_server = it.left.empty() || it.between == arrow::to_client;
    const auto& who = lanes[from_server ? 1 : 0];
    const auto& other = lanes[from_server ? 0 : 1];
    const auto& what = from_server ? it.right : it.left;
    const auto& answer = from_server ? it.left : it.right;
    auto result = who + ": " + what;
    if (it.between != arrow::none) result += it.label == "FIN" ? " (FIN)" : "";
    if (!answer.empty()) result += "; " + other + ": " + answer;
    return result;
}

std::string list(const std::array<std::string, 2>& lanes, const std::vector<row>& rows,
                 const voice& say) {
    std::string result;
    int number = 0;
    for (const auto& it : rows) {
        const auto first = support::pad_left(std::to_string(++number), indent + 2) + "  ";
        result += support::paragraph(first, sentence(lanes, it), say.how().columns);
    }
    return result;
}

}  // namespace

std::string sequence(const std::array<std::string, 2>& lanes, const std::vector<row>& rows,
                     const voice& say) {
    if (say.how().plain || say.how().columns < narrowest) return list(lanes, rows, say);
    const drawing on(say);
    auto result = on.head(lanes);
    for (const auto& it : rows)
        result += on.lines(it);
    return result;
}

}  // namespace render
