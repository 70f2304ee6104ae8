#include "acceptance/builder.hpp"

#include "acceptance/report.hpp"
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

// The headers that exercises give beside their stubs.
std::vector<std::string> given_headers() {
    std::vector<std::string> result;
    for (const auto& it : the_course().exercises) {
        if (it.files.empty()) continue;
        result.emplace_back("-iquote");
        result.push_back((exercises() / it.folder).string());
    }
    return result;
}

std::vector<std::string> command_line(const std::string& source, const std::string& binary,
                                      instruments with, const std::vector<std::string>& more) {
    const auto& include = tools().precompiled.empty() ? tools().include : tools().precompiled;
    auto line =
        judge::compile_line(judge::find_compiler(tools()), include.string(), source, binary, with);
    static const auto given = given_headers();
    line.insert(line.end(), given.begin(), given.end());
    line.insert(line.end(), more.begin(), more.end());
    return line;
}

// The same program built with the same options has the same name.
std::string name_for(std::string_view source, instruments with,
                     const std::vector<std::string>& more) {
    static const auto header = read_file(tools().include / "sock.hpp");
    std::string all{source};
    for (const auto& word : command_line("", "", with, more))
        all += '\0' + word;
    const bool includes_it = source.find("sock.hpp") != std::string_view::npos;
    return support::fingerprint(includes_it ? all + header : all);
}

// Two threads may build the same text: each has its own workspace.
std::string unique_suffix() {
    static std::atomic<int> counter{0};
    return "." + std::to_string(::getpid()) + "." + std::to_string(counter++);
}

}  // namespace

fs::path build(std::string_view source, warnings policy, instruments with,
               std::vector<std::string> more) {
    if (policy == warnings::are_errors) more.emplace_back("-Werror");
    const auto binary = cache() / name_for(source, with, more);
    if (fs::exists(binary)) return binary;

    const auto fresh = binary.string() + unique_suffix();
    const auto file = fresh + ".cpp";
    std::ofstream(file, std::ios::binary) << source;
    support::command command;
    command.argv = command_line(file, fresh, with, more);
    command.environment = judge::compiler_environment();
    const auto result = support::run(std::move(command), longest_build);
    fs::remove(file);
    if (result.timed_out || !result.status.success()) throw build_error(result.err.text());
    fs::rename(fresh, binary);
    return binary;
}

}  // namespace acceptance
