#include "grading/histogram.hpp"

#include "grading/html.hpp"

#include <algorithm>

namespace grading {
namespace {

// In units of the drawing, which is as wide as a small phone.
constexpr int width = 360;
constexpr int base = 130;     // where the bars stand
constexpr int highest = 108;  // of a bar
constexpr int ranges = 10;

struct range {
    int from = 0;
    int to = 0;
    int count = 0;
};

std::vector<range> ranges_of(const std::vector<int>& points, int most) {
    const int step = std::max(1, (most + ranges - 1) / ranges);
    std::vector<range> result;
    for (int from = 0; from <= most; from += step)
        result.push_back({from, std::min(from + step - 1, most), 0});
    // "81–89" and "90–90" would hide who has everything: the last range takes the top in.
    if (result.size() > 1 && result.back().from == most) {
        result.pop_back();
        result.back().to = most;
    }
    for (const int it : points) {
        const auto at =
            std::min(static_cast<std::size_t>(std::max(0, it / step)), result.size() - 1);
        ++result[at].count;
    }
    return result;
}

std::string name_of(const range& it) {
    const auto from = std::to_string(it.from);
    return it.from == it.to ? from : from + "–" + std::to_string(it.to);
}

std::string text(int x, int y, const std::string& kind, const std::string& what) {
    return "<text class=\"" + kind + "\" x=\"" + std::to_string(x) + "\" y=\"" + std::to_string(y) +
           "\" text-anchor=\"middle\">" + html(what) + "</text>\n";
}

std::string bar(const range& it, int x, int room, int tallest) {
    const int height = tallest == 0 ? 0 : it.count * highest / tallest;
    const int middle = x + room / 2;
    std::string result;
    if (it.count > 0)
        result = "<rect x=\"" + std::to_string(x + 2) + "\" y=\"" + std::to_string(base - height) +
                 "\" width=\"" + std::to_string(room - 4) + "\" height=\"" +
                 std::to_string(height) + "\"/>\n" +
                 text(middle, base - height - 5, "count", std::to_string(it.count));
    return result + text(middle, base + 14, "tick", name_of(it));
}

}  // namespace

std::string histogram(const std::vector<int>& points, int most, const course::catalogue& words) {
    const auto all = ranges_of(points, most);
    int tallest = 0;
    std::string said;
    for (const auto& it : all) {
        tallest = std::max(tallest, it.count);
        said += (said.empty() ? "" : "; ") + name_of(it) + ": " + std::to_string(it.count);
    }
    const int room = width / static_cast<int>(all.size());
    std::string bars;
    int x = 0;
    for (const auto& it : all) {
        bars += bar(it, x, room, tallest);
        x += room;
    }
    const auto label = words.text("class.histogram", {{"ranges", said}});
    return "<figure>\n<svg class=\"histogram\" role=\"img\" aria-label=\"" + html(label) +
           "\" viewBox=\"0 0 " + std::to_string(width) + " 150\">\n" + bars +
           "<line x1=\"0\" y1=\"" + std::to_string(base) + "\" x2=\"" + std::to_string(width) +
           "\" y2=\"" + std::to_string(base) + "\"/>\n</svg>\n</figure>\n";
}

}  // namespace grading
