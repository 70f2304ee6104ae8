#include "commands/commands.hpp"
#include "judge/build.hpp"
#include "judge/compiler.hpp"

namespace lab {

judge::tools tools_for(const session& now) {
    auto tools = now.where.tools();
    if (!fs::exists(tools.suite))
        throw problem(status::own_failure, "no-suite", {{"file", tools.suite.string()}});
    try {
        static_cast<void>(judge::find_compiler(tools));
    } catch (const std::exception&) {
        throw problem(status::own_failure, "no-compiler");
    }
    tools.precompiled = judge::precompile(tools, now.where.build() / "precompiled");
    return tools;
}

}  // namespace lab
