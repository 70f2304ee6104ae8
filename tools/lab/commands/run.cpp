#include "judge/build.hpp"
#include "lab/commands/commands.hpp"
#include "lab/workspace/checking.hpp"
#include "lab/workspace/files.hpp"
#include "lab/workspace/progress.hpp"
#include "support/text_width.hpp"

#include <cerrno>
#include <iostream>
#include <system_error>

#include <unistd.h>

namespace lab {
namespace {

fs::path build_program(const session& now, const course::exercise& exercise) {
    const auto tools = tools_for(now);
    const scratch_folder scratch;
    console::progress_line line(now.progress_look());
    line.show(now.say.text("run.building", {{"program", exercise.program}}));
    const auto from = read_own(exercise, source_of(now.where, exercise));
    const auto built = judge::build(tools, from, scratch.path(), now.words_of("judge"));
    line.clear();
    if (built.status != wire::program_status::built)
        throw problem(status::check_failed, "run-does-not-build", {{"reason", built.message.text}});
    if (!built.warnings.empty()) std::cerr << now.say.show(built.warnings);
    // Under a new name first: the one that runs in the other terminal cannot be written over.
    const auto program = now.where.build / "run" / exercise.program;
    write_file(program, read_file(built.binary));
    fs::permissions(program, fs::perms::owner_all);
    return program;
}

std::string port_of(const course::other_terminal& other,
                    const std::vector<std::string>& arguments) {
    const auto index = static_cast<std::size_t>(other.port_argument);
    const bool given = index >= 1 && index <= arguments.size();
    return given ? arguments[index - 1] : other.default_port;
}

// On the error stream: a program's own output may go into a file or a pipe.
void say_what_comes(const session& now, const course::exercise& exercise,
                    const std::vector<std::string>& arguments) {
    std::string line = exercise.program;
    for (const auto& argument : arguments)
        line += " " + argument;
    std::cerr << now.say.paragraph(0, "run.starts", {{"line", line}});
    const auto& other = exercise.other_terminal;
    if (other.commands.empty()) return;
    std::cerr << now.say.paragraph(0, "run.other-terminal");
    for (const auto& command : other.commands) {
        std::cerr << "    " << now.say.fill(command, {{"port", port_of(other, arguments)}}) << "\n";
    }
    std::cerr << now.say.paragraph(0, "run.end");
}

}  // namespace

// The program takes the place of `lab`: keys, Ctrl+C, pipes and the exit status are its own.
status run(const session& now, const cli::run_arguments& arguments) {
    const auto course = load_course(now.where);
    const auto& exercise = choose_one(course, arguments.program);
    require_source(now.where, exercise);
    const auto program = build_program(now, exercise);
    say_what_comes(now, exercise, arguments.arguments);
    std::vector<std::string> words = {exercise.program};
    words.insert(words.end(), arguments.arguments.begin(), arguments.arguments.end());
    std::vector<char*> argv;
    for (auto& word : words)
        argv.push_back(word.data());
    argv.push_back(nullptr);
    support::adopt_orphans(false);
    ::execv(program.c_str(), argv.data());
    const auto why = std::generic_category().message(errno);
    throw problem(status::own_failure, "cannot-start",
                  {{"program", program.string()}, {"reason", why}});
}

}  // namespace lab
