#include "grading/sequence.hpp"

#include "grading/html.hpp"
#include "support/text.hpp"
#include "support/text_width.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <optional>
#include <vector>

namespace grading {
namespace {

// In units of the drawing, which is as wide as a small phone: its text can be read there without
// zooming.
constexpr int drawing_width = 360;
constexpr int margin = 12;
constexpr int line_height = 15;
constexpr int gap = 9;        // between two steps
constexpr double lane = 7.3;  // of the text, which is monospaced
constexpr std::size_t most_lanes = 4;

const std::string* value(const wire::step& it, const std::string& name) {
    const auto found = it.what.params.find(name);
    return found == it.what.params.end() ? nullptr : &found->second;
}

// The part that does something in this step, unless it goes from one to another.
const std::string* owner(const wire::step& it) {
    const auto* program = value(it, "program");
    return program != nullptr ? program : value(it, "who");
}

// True for "127.0.0.1:5000".
bool is_endpoint(const std::string& name) {
    const auto colon = name.rfind(':');
    return colon != std::string::npos && colon + 1 < name.size() &&
           name.find_first_not_of("0123456789", colon + 1) == std::string::npos;
}

bool is_trouble(const std::string& id) {
    constexpr std::array ids = {"step.reset", "step.refused", "step.no-answer", "step.signal",
                                "step.error", "step.loses",   "step.occupied"};
    return std::find(ids.begin(), ids.end(), id) != ids.end();
}

/// The parts that take part, from left to right: a client before its server.
class lanes {
  public:
    lanes(const wire::transcript& steps, const std::string& program) : program_(program) {
        for (const auto& it : steps)
            if (const auto* where = value(it, "where"); where != nullptr && owner(it) != nullptr)
                names_.emplace(*where, *owner(it));
        const bool calls = program.ends_with("_client");
        if (calls) all_ = {"stdin", program};
        std::vector<std::string> seen;
        for (const auto& it : steps)
            for (const auto* part : {value(it, "from"), value(it, "to"), owner(it)})
                if (part != nullptr) add(part_of(*part), seen);
        if (!calls) add(program);
        const auto unused = std::find(seen.begin(), seen.end(), "stdin") == seen.end();
        if (calls && unused) all_.erase(all_.begin());
    }

    [[nodiscard]] const std::vector<std::string>& all() const { return all_; }

    // The name of whoever has this address; an unknown one is a socket of the student's program.
    [[nodiscard]] std::string part_of(const std::string& name) const {
        const auto found = names_.find(name);
        if (found != names_.end()) return found->second;
        return is_endpoint(name) ? program_ : name;
    }

    [[nodiscard]] bool unknown(const std::string& name) const {
        return is_endpoint(name) && !names_.contains(name);
    }

    [[nodiscard]] int x(const std::string& part) const {
        const auto at = std::find(all_.begin(), all_.end(), part) - all_.begin();
        const auto last = std::max<int>(1, static_cast<int>(all_.size()) - 1);
        return margin + static_cast<int>(at) * (drawing_width - 2 * margin) / last;
    }

  private:
    void add(const std::string& name) {
        if (std::find(all_.begin(), all_.end(), name) == all_.end()) all_.push_back(name);
    }
    void add(const std::string& name, std::vector<std::string>& seen) {
        seen.push_back(name);
        if (name != program_) add(name);
    }

    std::string program_;
    std::map<std::string, std::string> names_;  // by address
    std::vector<std::string> all_;
};

std::string number(double value) {
    std::array<char, 32> buffer{};
    std::snprintf(buffer.data(), buffer.size(), "%g", value);
    return buffer.data();
}

std::string moment(const wire::step& it) {
    std::array<char, 32> buffer{};
    const bool long_after = it.at >= 1000;
    std::snprintf(buffer.data(), buffer.size(), long_after ? "%.1f s" : "%.1f ms",
                  long_after ? it.at / 1000 : it.at);
    return buffer.data();
}

std::string line(int x1, int y1, int x2, int y2, const std::string& kind) {
    return "<line class=\"" + kind + "\" x1=\"" + number(x1) + "\" y1=\"" + number(y1) +
           "\" x2=\"" + number(x2) + "\" y2=\"" + number(y2) + "\"/>\n";
}

std::string text(double x, int y, const std::string& anchor, const std::string& kind,
                 const std::string& what) {
    return "<text class=\"" + kind + "\" x=\"" + number(x) + "\" y=\"" + number(y) +
           "\" text-anchor=\"" + anchor + "\">" + html(what) + "</text>\n";
}

/// Text that is broken into lines; a word that is too long is cut, because a drawing has an edge.
std::vector<std::string> fitted(const std::string& what, int columns) {
    std::vector<std::string> result;
    for (auto rest : support::wrap(support::printable(what), columns)) {
        while (support::width(rest) > columns) {
            std::string_view left = rest;
            std::string head;
            while (!left.empty()) {
                auto after = left;
                support::next_code_point(after);
                const auto one = left.substr(0, left.size() - after.size());
                if (support::width(head) + support::width(one) > columns) break;
                head += one;
                left = after;
            }
            if (head.empty()) break;
            rest = std::string(left);
            result.push_back(std::move(head));
        }
        result.push_back(std::move(rest));
    }
    return result;
}

class drawing {
  public:
    drawing(const wire::transcript& steps, const lanes& parts) : parts_(parts) {
        for (const auto& it : steps)
            draw(it);
    }

    [[nodiscard]] std::string svg(const std::string& label) const {
        const int height = y_ + gap;
        std::string result = "<svg class=\"sequence\" role=\"img\" aria-label=\"" + html(label) +
                             "\" viewBox=\"0 0 " + number(drawing_width) + " " + number(height) +
                             "\">\n";
        for (const auto& name : parts_.all()) {
            const int x = parts_.x(name);
            result += text(anchored(x), 14, anchor(x), "name", name);
            result += line(x, 22, x, height, "lane");
        }
        return result + body_ + "</svg>\n";
    }

  private:
    static std::string anchor(int x) {
        if (x <= margin) return "start";
        return x >= drawing_width - margin ? "end" : "middle";
    }
    static double anchored(int x) {
        if (x <= margin) return 2;
        return x >= drawing_width - margin ? drawing_width - 2 : x;
    }

    void draw(const wire::step& it) {
        const auto* from = value(it, "from");
        const auto* to = value(it, "to");
        const auto kind = std::string(is_trouble(it.what.id) ? "bad" : "good");
        if (from != nullptr && to != nullptr)
            arrow(it, *from, *to, kind);
        else if (const auto* who = owner(it))
            note(it, parts_.x(parts_.part_of(*who)), kind);
        else
            remark(it);
    }

    // What goes, without "from → to": the arrow shows that.
    [[nodiscard]] std::string label(const wire::step& it, const std::string& from,
                                    const std::string& to) const {
        const auto way = from + " → " + to + "  ";
        auto result = it.what.text;
        if (result.starts_with(way)) result.erase(0, way.size());
        for (const auto& end : {from, to})
            if (parts_.unknown(end)) result += " (" + end + ")";
        return result;
    }

    void arrow(const wire::step& it, const std::string& from, const std::string& to,
               const std::string& kind) {
        const int begin = parts_.x(parts_.part_of(from));
        const int end = parts_.x(parts_.part_of(to));
        label_at((begin + end) / 2, it, label(it, from, to), kind);
        y_ += 7;
        const int back = end < begin ? 1 : -1;
        body_ += line(begin, y_, end + back * 7, y_, "arrow " + kind);
        body_ += "<path class=\"" + kind + "\" d=\"M" + number(end) + " " + number(y_) + "l" +
                 number(back * 9) + " -5v10z\"/>\n";
        y_ += gap;
    }

    // Centred at `x`, but inside the drawing.
    void label_at(int x, const wire::step& it, const std::string& what, const std::string& kind) {
        constexpr int columns = static_cast<int>((drawing_width - 40) / lane);
        const auto lines = fitted(moment(it) + "  " + what, columns);
        int widest = 0;
        for (const auto& each : lines)
            widest = std::max(widest, support::width(each));
        const double half = widest * lane / 2 + 18;
        const double centre = std::clamp<double>(x, half, std::max(half, drawing_width - half));
        for (const auto& each : lines) {
            y_ += line_height;
            body_ += text(centre, y_, "middle", kind, each);
        }
    }

    // Beside the lane of the one that it is about.
    void note(const wire::step& it, int x, const std::string& kind) {
        const bool right = x > drawing_width / 2;
        const int room = right ? x - 10 : drawing_width - x - 10;
        const auto lines = fitted(moment(it) + "  " + it.what.text, static_cast<int>(room / lane));
        body_ += "<circle class=\"" + kind + "\" cx=\"" + number(x) + "\" cy=\"" +
                 number(y_ + line_height - 4) + "\" r=\"3.5\"/>\n";
        for (const auto& each : lines) {
            y_ += line_height;
            body_ += text(right ? x - 9 : x + 9, y_, right ? "end" : "start", kind, each);
        }
        y_ += gap;
    }

    void remark(const wire::step& it) {
        constexpr int columns = static_cast<int>((drawing_width - 40) / lane);
        for (const auto& each : fitted(it.what.text, columns)) {
            y_ += line_height;
            body_ += text(drawing_width / 2.0, y_, "middle", "soft", each);
        }
        y_ += gap;
    }

    const lanes& parts_;
    int y_ = 26;
    std::string body_;
};

std::string list(const wire::transcript& steps) {
    std::string result;
    for (const auto& it : steps)
        result += element("li", moment(it) + "  " + it.what.text);
    return "<ol class=\"steps\">\n" + result + "</ol>\n";
}

std::string joined(const std::vector<std::string>& names) {
    std::string result;
    for (const auto& name : names)
        result += (result.empty() ? "" : ", ") + name;
    return result;
}

}  // namespace

std::string sequence(const wire::transcript& steps, const std::string& program,
                     const course::catalogue& words) {
    if (steps.empty()) return "";
    const lanes parts(steps, program);
    const auto title = element("h4", words.text("feedback.timeline"));
    if (parts.all().size() > most_lanes) return title + list(steps);
    const auto label = words.text("feedback.sequence", {{"parts", joined(parts.all())}});
    return title + "<figure class=\"exchange\">\n" + drawing(steps, parts).svg(label) +
           "<details>\n" + element("summary", words.text("feedback.in-words")) + list(steps) +
           "</details>\n</figure>\n";
}

}  // namespace grading
