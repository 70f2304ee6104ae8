#include "acceptance/builder.hpp"

#include "acceptance/report.hpp"
#include "judge/build.hpp"
#include "support/process.hpp"

#include <atomic>
#include <fstream>

#include <unistd.h>

namespace acceptance {
namespace {

constexpr support::milliseconds longest_build{120'000};

const judge::tools& tools() {
    static const judge::tools result = [] {
        fs::create_directories(cache());
        judge::tools made;
        made.include = tree() / "include";
        made.compiler = compiler();
        made.precompiled = judge::precompile(made, cache());
        return made;
    }();
    return result;
}

// Where the headers lie that exercises give their students, as judge::program adds them.
std::vector<fs::path> given_files() {
    std::vector<fs::path> result;
    for (const auto& exercise : the_course().exercises)
        for (const auto& name : exercise.files)
            result.push_back(exercises() / exercise.folder / name);
    return result;
}

std::vector<std::string> command_line(course::dialect in, const std::string& source,
                                      const std::string& binary, instruments with,
                                      const std::vector<std::string>& more) {
    const auto include = judge::include_folder(tools(), with);
    auto line = judge::compile_line(in, judge::find_compiler(tools(), in), include.string(), source,
                                    binary, with);
    line.insert(line.end(), more.begin(), more.end());
    for (const auto& file : given_files())
        line.insert(line.end(), {"-iquote", file.parent_path().string()});
    return line;
}

// The same program built with the same options has the same name.
std::string name_for(course::dialect in, std::string_view source, instruments with,
                     const std::vector<std::string>& more) {
    static const auto header = read_file(tools().include / "sock.hpp");
    std::string all{source};
    for (const auto& word : command_line(in, "", "", with, more))
        all += '\0' + word;
    const auto includes = [&](const std::string& file) {
        return source.find(file) != std::string_view::npos;
    };
    if (includes("sock.hpp")) all += header;
    for (const auto& file : given_files())
        if (includes(file.filename().string())) all += read_file(file);
    return support::fingerprint(all);
}

// Two threads may build the same text: each has its own workspace.
std::string unique_suffix() {
    static std::atomic<int> counter{0};
    return "." + std::to_string(::getpid()) + "." + std::to_string(counter++);
}

void compile(course::dialect in, std::string_view source, const fs::path& binary, instruments with,
             const std::vector<std::string>& more) {
    const auto file = binary.string() + std::string(course::traits(in).ending);
    std::ofstream(file, std::ios::binary) << source;
    support::command command;
    command.argv = command_line(in, file, binary, with, more);
    command.environment = judge::compiler_environment();
    const auto result = support::run(std::move(command), longest_build);
    fs::remove(file);
    if (result.timed_out || !result.status.success()) throw build_error(result.err.text());
}

void pack_script(std::string_view source, const fs::path& binary) {
    static const auto words =
        course::catalogue::load(tree() / "tools/judge/words", course::language::en);
    const judge::sources from{
        "program", "program.py", {{"program.py", std::string(source)}}, course::dialect::python};
    const auto folder = binary.string() + ".build";
    const auto built = judge::build(tools(), from, folder, words);
    if (built.status != wire::program_status::built) throw build_error(built.message.text);
    fs::rename(built.binary, binary);
    fs::remove_all(folder);
}

}  // namespace

fs::path build(std::string_view source, warnings policy, instruments with,
               std::vector<std::string> more, course::dialect in) {
    if (policy == warnings::are_errors) more.emplace_back("-Werror");
    const auto binary = cache() / name_for(in, source, with, more);
    if (fs::exists(binary)) return binary;

    const auto fresh = binary.string() + unique_suffix();
    if (in == course::dialect::python)
        pack_script(source, fresh);
    else
        compile(in, source, fresh, with, more);
    fs::rename(fresh, binary);
    return binary;
}

}  // namespace acceptance
