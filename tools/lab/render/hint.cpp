#include "lab/render/hint.hpp"

#include "course/guide.hpp"
#include "lab/render/pairs.hpp"
#include "support/text_width.hpp"

namespace render {
namespace {

const course::todo& todo_of(const lab::shown_hint& it) {
    return it.about.exercise->todos.at(static_cast<std::size_t>(it.about.todo) - 1);
}

std::string heading_of(const lab::shown_hint& it, const console::voice& say) {
    const course::parameters values{{"level", std::to_string(it.level)},
                                    {"of", std::to_string(lab::hint_levels)},
                                    {"todo", std::to_string(it.about.todo)},
                                    {"program", it.about.exercise->program},
                                    {"check", it.about.check}};
    const auto text = it.about.check.empty() ? say.text("hint.heading", values)
                                             : say.text("hint.heading-check", values);
    return say.paint(console::role::heading, text) + "\n\n";
}

// Code is not wrapped, because a different line break can change a program.
std::string code(const std::string& text, const console::voice& say) {
    std::string result;
    for (const auto& line : support::wrap(say.show(text), 10'000))
        result += line.empty() ? "\n" : "    " + line + "\n";
    return result;
}

}  // namespace

std::string hint_text(const lab::shown_hint& it, course::language in) {
    const auto& hint = it.about.what;
    if (!hint) return {};
    if (it.level == 1) return hint->question.in(in);
    return it.level == 2 ? hint->idea.in(in) : hint->nearly;
}

std::string hint(const lab::shown_hint& it, const context& around, const console::voice& say) {
    auto result = heading_of(it, say);
    const auto text = hint_text(it, say.speaks());
    if (text.empty()) return result + say.paragraph(4, "hint.none");
    result += it.level == lab::hint_levels
                  ? code(text, say)
                  : support::paragraph("    ", say.show(text), say.how().columns);
    if (it.level < 2 || !it.about.what) return result;
    pairs rows(say, 4);
    rows.add("check.guide",
             course::place_in_guide(it.about.what->guide, around.guide_text, say.fill("{lab}")));
    if (it.about.check.empty()) rows.add("hint.man", todo_of(it).man);
    return result + "\n" + rows.text();
}

}  // namespace render
