// In place of grade.cpp where grading is not built.
#include "lab/commands/commands.hpp"

namespace lab {

namespace {

[[noreturn]] void not_here(const session& now) {
    const bool bundle = !fs::exists(now.where.tools_home / "tools/sandbox");
    throw problem(status::own_failure, bundle ? "grade-in-bundle" : "grade-not-built");
}

}  // namespace

status run(const session& now, const cli::grade_arguments& /*arguments*/) {
    not_here(now);
}

status run(const session& now, const cli::merge_arguments& /*arguments*/) {
    not_here(now);
}

}  // namespace lab
