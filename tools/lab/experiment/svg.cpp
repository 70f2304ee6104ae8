#include "lab/experiment/evidence.hpp"
#include "lab/experiment/sequence.hpp"
#include "support/text_width.hpp"

#include <algorithm>

namespace experiment {
namespace {

// In pixels. The lanes' texts have slightly more room than on a terminal of 80 columns.
constexpr int width = 800;
constexpr int left_lane = 290;
constexpr int right_lane = 510;
constexpr int top = 70;
constexpr int row_height = 26;
constexpr int line_height = 16;
constexpr int lane_columns = 36;

std::string escaped(std::string_view text) {
    std::string result;
    for (const char c : text) {
        if (c == '&') result += "&amp;";
        if (c == '<') result += "&lt;";
        if (c == '>') result += "&gt;";
        if (c == '"') result += "&quot;";
        if (c != '&' && c != '<' && c != '>' && c != '"') result += c;
    }
    return result;
}

std::string number(int value) {
    return std::to_string(value);
}

std::string text(int x, int y, std::string_view anchor, std::string_view kind,
                 std::string_view what) {
    return "<text x=\"" + number(x) + "\" y=\"" + number(y) + "\" text-anchor=\"" +
           std::string(anchor) + "\" class=\"" + std::string(kind) + "\">" + escaped(what) +
           "</text>\n";
}

std::string_view kind_of(weight how) {
    if (how == weight::person) return "person";
    return how == weight::trouble ? "trouble" : "call";
}

std::string arrow_of(const row& it, int y) {
    if (it.between == arrow::none) return "";
    const bool back = it.between == arrow::to_client;
    const int from = back ? right_lane : left_lane;
    const int to = back ? left_lane + 8 : right_lane - 8;
    const auto line = "<line x1=\"" + number(from) + "\" y1=\"" + number(y) + "\" x2=\"" +
                      number(to) + "\" y2=\"" + number(y) + "\" class=\"arrow\"/>\n";
    const auto label = text((left_lane + right_lane) / 2, y - 5, "middle", "label", it.label);
    if (it.between == arrow::into_nothing)
        return line + text(right_lane - 4, y + 5, "middle", "trouble", "✗") + label;
    const int tip = back ? left_lane : right_lane;
    const int base = back ? tip + 9 : tip - 9;
    return line + "<path d=\"M" + number(tip) + " " + number(y) + " L" + number(base) + " " +
           number(y - 5) + " L" + number(base) + " " + number(y + 5) + " Z\"/>\n" + label;
}

/// Draws rows one below the other.
class picture {
  public:
    void add(const row& it) {
        body_ += arrow_of(it, y_ - 4);
        const auto lines = std::max(beside(left_lane - 10, "end", it.left, it.how),
                                    beside(right_lane + 10, "start", it.right, it.how));
        y_ += row_height + static_cast<int>(lines - 1) * line_height;
    }

    [[nodiscard]] int height() const { return y_; }
    [[nodiscard]] const std::string& body() const { return body_; }

  private:
    std::size_t beside(int x, std::string_view anchor, const std::string& what, weight how) {
        if (what.empty()) return 1;
        int y = y_;
        const auto lines = support::wrap(what, lane_columns);
        for (const auto& line : lines) {
            body_ += text(x, y, anchor, kind_of(how), line);
            y += line_height;
        }
        return lines.size();
    }

    int y_ = top + row_height;
    std::string body_;
};

std::string lane(int x, int bottom, const std::string& name) {
    return text(x, top - 8, "middle", "name", name) + "<line x1=\"" + number(x) + "\" y1=\"" +
           number(top) + "\" x2=\"" + number(x) + "\" y2=\"" + number(bottom) +
           "\" class=\"lane\"/>\n";
}

constexpr std::string_view style = R"(<style>
text { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: 13px; fill: #1a1a1a; }
.title { font-size: 16px; font-weight: bold; } .name { font-weight: bold; }
.person { fill: #1f5fa8; } .trouble { fill: #a33000; } .label { font-size: 12px; fill: #444; }
.lane { stroke: #888; stroke-width: 1.5; } .arrow { stroke: #1a1a1a; stroke-width: 1.5; }
</style>
)";

}  // namespace

std::string svg(const played& it, const std::string& title, const console::voice& say) {
    picture drawn;
    for (const auto& one : rows(it, say))
        drawn.add(one);
    const auto names = lanes(it, say);
    const int height = drawn.height() + 10;
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + number(width) + "\" height=\"" +
           number(height) + "\" viewBox=\"0 0 " + number(width) + " " + number(height) +
           "\" role=\"img\">\n<title>" + escaped(title) + "</title>\n" + std::string(style) +
           "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n" +
           text(width / 2, 28, "middle", "title", title) +
           lane(left_lane, drawn.height() - 6, names[0]) +
           lane(right_lane, drawn.height() - 6, names[1]) + drawn.body() + "</svg>\n";
}

}  // namespace experiment
