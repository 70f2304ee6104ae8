#include "lab/render/preview.hpp"

#include "lab/workspace/resolved.hpp"
#include "support/text_width.hpp"

namespace render {
namespace {

constexpr std::size_t margin = 2;

// "half-close" of "tcp_server/half-close": the line already names the program.
std::string failing(const wire::program& it) {
    std::string result;
    for (const auto& check : it.checks) {
        if (lab::resolved(check)) continue;
        const auto name = check.id.substr(check.id.find('/') + 1);
        result.append(result.empty() ? "" : ", ").append(name);
    }
    return result;
}

std::string one_line(const wire::program& it, const console::voice& say) {
    const auto first_line = it.message.text.substr(0, it.message.text.find('\n'));
    const auto points = say.text(
        "check.score", {{"n", std::to_string(it.score())}, {"of", std::to_string(it.max_score())}});
    if (it.status == wire::program_status::built) {
        const auto list = failing(it);
        return list.empty() ? points
                            : points + "   " + say.text("submit.failing", {{"list", list}});
    }
    return points + "   " + say.show(first_line);
}

}  // namespace

std::string preview(const wire::program& it, const console::voice& say) {
    const bool good = it.status == wire::program_status::built && failing(it).empty();
    const auto mark =
        say.paint(good ? console::role::good : console::role::bad, say.symbol(good ? "✓" : "✗"));
    const auto first = std::string(margin + 2, ' ') + support::pad_right(it.name, 12) + " ";
    const auto text = support::paragraph(first, one_line(it, say), say.how().columns);
    // The mark replaces a blank. It may be coloured, so its length is not its width.
    return text.substr(0, margin) + mark + text.substr(margin + 1);
}

}  // namespace render
