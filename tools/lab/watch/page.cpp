#include "lab/watch/page.hpp"

#include "lab/render/status.hpp"
#include "support/text_width.hpp"

#include <algorithm>
#include <utility>

namespace render {
namespace {

using console::role;
using console::voice;

std::string how_far(const watch::state& now, const voice& say) {
    const auto& it = now.progress();
    if (now.checking) {
        return say.text("watch.checking", {{"program", it.exercise->program},
                                           {"n", std::to_string(now.checked)},
                                           {"of", std::to_string(it.total)}});
    }
    return now.since.empty() ? std::string() : say.text("watch.checked", {{"time", now.since}});
}

std::vector<std::string> head(const watch::state& now, const voice& say) {
    const auto& it = now.progress();
    const auto title = "  " + it.exercise->folder.substr(0, 2) + " " + it.exercise->program;
    std::vector<std::string> result;
    for (const auto& line : support::wrap(say.spread(title, checks_of(it, say)), 10'000))
        result.push_back(say.paint(role::heading, line));
    result.push_back("     " + todos_of(it, say));
    result.push_back("     " + say.paint(role::faint, how_far(now, say)));
    result.emplace_back();
    return result;
}

std::vector<std::string> foot(const watch::state& now, const voice& say) {
    std::vector<std::string> result = {""};
    if (!now.notice.empty()) {
        for (auto& line : support::wrap(now.notice, say.how().columns - 2))
            result.push_back("  " + line);
    }
    for (auto& line : support::wrap(say.text("watch.keys"), say.how().columns - 2))
        result.push_back("  " + say.paint(role::faint, line));
    return result;
}

// A compiler's line may be longer than the page, and the terminal does not wrap it.
void add_broken(const std::string& line, int columns, std::vector<std::string>& into) {
    const bool painted = line.find('\x1b') != line.npos;  // wrapped already
    std::string part;
    int used = 0;
    for (std::string_view rest(line); !rest.empty();) {
        const auto before = rest;
        const int more = support::width(support::next_code_point(rest));
        if (!painted && used + more > columns) {
            into.push_back(std::exchange(part, {}));
            used = 0;
        }
        part += before.substr(0, before.size() - rest.size());
        used += more;
    }
    into.push_back(part);
}

// The part of `all` that fits; its last line shows how much is left.
std::vector<std::string> window(const std::vector<std::string>& all, std::size_t room, int& scroll,
                                const voice& say) {
    const auto most = all.size() > room ? all.size() - room : 0;
    const auto first = std::min(static_cast<std::size_t>(std::max(0, scroll)), most);
    scroll = static_cast<int>(first);
    const auto begin = all.begin() + static_cast<std::ptrdiff_t>(first);
    const auto count = std::min(room, all.size() - first);
    std::vector<std::string> result(begin, begin + static_cast<std::ptrdiff_t>(count));
    const auto left = all.size() - first - count;
    if (left == 0 || result.empty()) return result;
    result.back() = "  " + say.paint(role::faint, say.text("watch.more-lines",
                                                           {{"n", std::to_string(left + 1)}}));
    return result;
}

std::string what_next(const watch::state& now, const voice& say) {
    const auto step = lab::next(now.all);
    if (!step) return say.paragraph(2, "next.submit");
    return say.paragraph(2, "watch.next", {{"program", step->exercise->program}});
}

}  // namespace

std::string verdict(const watch::state& now, const context& around, const voice& say) {
    if (!now.last) return {};
    const auto& last = now.last->outcome.program;
    auto result = program(last, around, say);
    if (now.progress().complete()) return result + "\n" + what_next(now, say);
    const bool broken = last.status != wire::program_status::built;
    if (!broken || !now.compiled) return result;
    const auto& checks = now.compiled->checks;
    const auto good = std::count_if(checks.begin(), checks.end(),
                                    [](const wire::check& it) { return it.good(); });
    return result + "\n" +
           say.paragraph(2, "watch.compiled-before",
                         {{"n", std::to_string(good)}, {"of", std::to_string(checks.size())}});
}

page watch_page(const watch::state& now, const std::string& body, int rows, const voice& say) {
    page result;
    result.lines = head(now, say);
    const auto last = foot(now, say);
    std::vector<std::string> text;
    for (const auto& line : support::wrap(body, 10'000))
        add_broken(line, say.how().columns, text);
    if (!text.empty() && text.back().empty()) text.pop_back();
    const auto fixed = result.lines.size() + last.size();
    const auto room = static_cast<std::size_t>(std::max(1, rows));
    result.scroll = now.scroll;
    const auto shown = window(text, room > fixed ? room - fixed : 1, result.scroll, say);
    result.lines.insert(result.lines.end(), shown.begin(), shown.end());
    result.lines.insert(result.lines.end(), last.begin(), last.end());
    return result;
}

}  // namespace render
