#include "lab/commands/dispatch.hpp"

#include "lab/cli/parse.hpp"
#include "lab/commands/commands.hpp"
#include "support/text_width.hpp"
#include "wire/result.hpp"

#include <nlohmann/json.hpp>

#include <iostream>
#include <variant>

namespace lab {
namespace {

session begin(const std::vector<std::string>& arguments) {
    const auto globals = cli::prescan(arguments);
    const auto where = find_workspace();
    const auto language = globals.language.value_or(course::language_of_environment());
    auto look =
        console::look_of(console::this_device(), console::process_environment, globals.plain);
    if (globals.json) look.unicode = true;  // JSON is UTF-8 in every locale
    const auto called = console::process_environment("SOCK_LAB_CALLED");
    console::voice say(course::catalogue::load(where.words(), language), look,
                       called.empty() ? "lab" : called);
    return {where, std::move(say), globals.json};
}

int complain(const session& now, const std::string& id, const std::string& text, status exit) {
    const auto code = static_cast<int>(exit);
    if (now.json) {
        const nlohmann::ordered_json error = {
            {"schema", "sock-lab/error/1"}, {"error", id}, {"text", text}, {"exit", code}};
        std::cout << wire::dump(error, 2) << "\n";
    }
    std::cerr << support::paragraph("lab: ", text, now.say.how().columns);
    return code;
}

int obey(const session& now, const std::vector<std::string>& arguments) {
    const auto request = cli::parse(arguments, now.say.words());
    if (!request.answer.empty()) {
        std::cout << now.say.show(request.answer);
        return 0;
    }
    const auto result =
        std::visit([&now](const auto& command) { return run(now, command); }, request.command);
    std::cout.flush();
    if (!std::cout) throw problem(status::own_failure, "output-lost");
    return static_cast<int>(result);
}

}  // namespace

int dispatch(const std::vector<std::string>& arguments) {
    const auto now = begin(arguments);
    try {
        return obey(now, arguments);
    } catch (const problem& why) {
        const auto text = now.say.text("problem." + why.id(), why.params());
        return complain(now, why.id(), text, why.exit());
    } catch (const std::exception& error) {
        const auto text = now.say.text("problem.unexpected", {{"reason", error.what()}});
        return complain(now, "unexpected", text, status::own_failure);
    }
}

}  // namespace lab
