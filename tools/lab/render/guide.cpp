#include "lab/render/guide.hpp"

#include "support/lines.hpp"
#include "support/text_width.hpp"

#include <algorithm>

namespace render {
namespace {

// A list's point begins a paragraph; its next lines stand under its text.
std::string_view point_of(std::string_view line) {
    return line.starts_with("- ") || line.starts_with("* ") ? line.substr(0, 2)
                                                            : std::string_view();
}

class page {
  public:
    explicit page(const console::voice& say) : say_(say) {}

    void add(std::string_view line) {
        const bool fence = line.starts_with("```");
        if (in_code_ || fence) {
            end_paragraph();
            if (!fence) text_ += "    " + say_.show(line) + "\n";
            in_code_ = in_code_ != fence;
            return;
        }
        if (line.starts_with("<!--")) return;  // what the page shows there is told in words, too
        const bool as_it_is = line.empty() || line.starts_with("|") || line.starts_with("#");
        if (as_it_is || !point_of(line).empty()) end_paragraph();
        if (as_it_is)
            text_ += set(line) + "\n";
        else
            paragraph_.append(paragraph_.empty() ? "" : " ").append(support::trimmed(line));
    }

    [[nodiscard]] std::string text() {
        end_paragraph();
        return text_;
    }

  private:
    [[nodiscard]] std::string set(std::string_view line) const {
        const auto shown = say_.show(line);
        return line.starts_with("#") ? say_.paint(console::role::heading, shown) : shown;
    }

    void end_paragraph() {
        if (paragraph_.empty()) return;
        const auto point = std::string(point_of(paragraph_));
        const auto rest = say_.show(std::string_view(paragraph_).substr(point.size()));
        text_ += support::paragraph(point, rest, say_.how().columns);
        paragraph_.clear();
    }

    const console::voice& say_;
    std::string text_;
    std::string paragraph_;
    bool in_code_ = false;
};

}  // namespace

std::string contents(const std::vector<course::guide_section>& all, const console::voice& say) {
    std::size_t widest = 0;
    for (const auto& each : all)
        widest = std::max(widest, each.anchor.size());
    std::string result;
    for (const auto& each : all)
        result += support::paragraph(
            "  " + support::pad_right(each.anchor, static_cast<int>(widest)) + "  ",
            say.show(each.title), say.how().columns);
    return result + "\n" + say.paragraph(0, "guide.read");
}

std::string section(const course::guide_section& it, const console::voice& say) {
    page result(say);
    for (const auto line : support::lines(it.text))
        result.add(line);
    return say.paint(console::role::heading, say.show(it.title)) + "\n" + result.text();
}

}  // namespace render
