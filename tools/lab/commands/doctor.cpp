#include "lab/commands/commands.hpp"
#include "lab/doctor/machine.hpp"
#include "support/text_width.hpp"
#include "wire/result.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iostream>

namespace lab {
namespace {

using doctor::finding;
using doctor::health;

std::string mark_of(health state, const console::voice& say) {
    switch (state) {
    case health::good:
        return say.paint(console::role::good, say.symbol("✓"));
    case health::bad:
        return say.paint(console::role::bad, say.symbol("✗"));
    case health::odd:
        break;
    }
    return say.paint(console::role::warning, "!");
}

std::string row(const finding& it, const console::voice& say) {
    const auto name = say.text("doctor.name." + it.id);
    const auto first = "  " + mark_of(it.state, say) + " " + support::pad_right(name, 14) + " ";
    // The mark may be coloured, and an escape sequence takes no room.
    constexpr int margin = 2 + 1 + 1 + 14 + 1;
    const auto lines = support::wrap(say.show(it.text), say.how().columns - margin);
    std::string result;
    for (const auto& line : lines)
        result += (result.empty() ? first : support::pad_right("", margin)) + line + "\n";
    return result;
}

void print_json(const std::vector<finding>& all) {
    auto list = nlohmann::ordered_json::array();
    for (const auto& it : all)
        list.push_back({{"id", it.id}, {"state", doctor::name(it.state)}, {"text", it.text}});
    const nlohmann::ordered_json result = {{"schema", "sock-lab/doctor/1"}, {"findings", list}};
    std::cout << wire::dump(result, 2) << "\n";
}

}  // namespace

status run(const session& now, const cli::doctor_arguments& /*arguments*/) {
    const auto all = doctor::examine(now.where, now.say);
    const bool sick = std::any_of(all.begin(), all.end(),
                                  [](const finding& it) { return it.state == health::bad; });
    if (now.json) {
        print_json(all);
        return sick ? status::check_failed : status::well;
    }
    std::cout << now.say.paint(console::role::heading, now.say.text("doctor.title")) << "\n\n";
    for (const auto& it : all)
        std::cout << row(it, now.say);
    std::cout << "\n" << now.say.paragraph(0, sick ? "doctor.sick" : "doctor.well");
    return sick ? status::check_failed : status::well;
}

}  // namespace lab
