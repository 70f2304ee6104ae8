#include "autograder/command_line.hpp"

#include "support/arguments.hpp"
#include "support/parallel.hpp"
#include "support/preload_path.hpp"
#include "support/process_table.hpp"

#include <algorithm>
#include <iostream>
#include <random>
#include <utility>

namespace suite {
namespace {

// A check mostly waits, for a program to start and for its answers.
constexpr std::size_t checks_for_a_core = 2;

struct choice {
    std::string_view name;
    const char* value;  // what follows it, nullptr: nothing
    const char* about;
    void (*take)(request&, const std::string&);
};

template <class Number>
Number number(const std::string& text, const char* name, Number least) {
    if (const auto result = arguments::number(text, least)) return *result;
    throw wrong_use(std::string("--") + name + " takes a number from " + std::to_string(least) +
                    ", not " + text);
}

std::string first_line(std::istream& from) {
    std::string line;
    std::getline(from, line);
    return line;
}

void take_program(request& into, const std::string& text) {
    const auto equals = text.find('=');
    if (equals == std::string::npos) throw wrong_use("--program takes NAME=BINARY, not " + text);
    into.where.binaries[text.substr(0, equals)] = text.substr(equals + 1);
}

using typed = const std::string;
constexpr choice choices[] = {
    {"course", "FOLDER", "the exercises; has to be given",
     [](request& r, typed& it) { r.course_folder = it; }},
    {"words", "FOLDER", "the wording; has to be given",
     [](request& r, typed& it) { r.words_folder = it; }},
    {"program", "NAME=BINARY", "a program to judge; once for each, at least once", take_program},
    {"only", "CHECK", "a check to run, as tcp_server/echo; once for each",
     [](request& r, typed& it) { r.only.push_back(it); }},
    {"lang", "en|es", "the language of what is said",
     [](request& r, typed& it) { r.language = course::language_of(it); }},
    {"seed", "N", "repeats the random choices of a run; -: from standard input",
     [](request& r, typed& it) {
         r.seed = number<std::uint64_t>(it == "-" ? first_line(std::cin) : it, "seed", 0);
     }},
    {"at-once", "N", "checks to run at a time",
     [](request& r, typed& it) { r.at_once = number<std::size_t>(it, "at-once", 1); }},
    {"time", "MS", "for the waits of all checks together",
     [](request& r, typed& it) {
         r.program_time =
             std::min(r.program_time, support::milliseconds(number<int>(it, "time", 0)));
     }},
    {"without-proc", nullptr, "does not look into /proc, as on a system that has none",
     [](request&, typed&) { support::ignore_proc(); }},
    {"results", "DESCRIPTOR", "for the results, as JSON lines",
     [](request& r, typed& it) { r.channel = number<int>(it, "results", 0); }},
    {"launcher", "WORD", "put before each program; once for each word",
     [](request& r, typed& it) { r.where.launcher.push_back(it); }},
    {"reader", "WORD", "put before each tool that reads a program; once for each word",
     [](request& r, typed& it) { r.where.reader.push_back(it); }},
    {"preload", "FILE", "sock-preload.so, as a program finds it behind the launcher",
     [](request& r, typed& it) { r.where.preload = support::preload_path(it); }},
    {"help", nullptr, "says this", [](request&, typed&) {}},
};

std::vector<arguments::option> known() {
    std::vector<arguments::option> result;
    for (const auto& each : choices)
        result.push_back({std::string(each.name), each.value != nullptr});
    return result;
}

const choice& named(const std::string& name) {
    return *std::find_if(std::begin(choices), std::end(choices),
                         [&](const choice& each) { return each.name == name; });
}

void take(request& into, const arguments::word& word) {
    switch (word.kind) {
    case arguments::kind::plain:
        throw wrong_use("what is this for? " + word.text);
    case arguments::kind::unknown_option:
        throw wrong_use("no such option: " + word.text);
    case arguments::kind::lacks_value:
        throw wrong_use(word.text + " takes a value");
    case arguments::kind::option:
        named(word.text).take(into, word.value);
    }
}

}  // namespace

std::string help() {
    std::string result = "sock-suite judges programs by what they do on their sockets.\n";
    for (const auto& each : choices) {
        auto left =
            "  --" + std::string(each.name) + (each.value ? ' ' + std::string(each.value) : "");
        left.resize(std::max(left.size() + 2, std::size_t{26}), ' ');
        result += left + each.about + '\n';
    }
    return result;
}

std::optional<request> parse(std::vector<std::string> typed) {
    request result;
    result.seed = std::random_device{}();
    result.at_once = checks_for_a_core * support::cores();
    for (const auto& word : arguments::read(known(), std::move(typed))) {
        if (word.kind == arguments::kind::option && word.text == "help") return std::nullopt;
        take(result, word);
    }
    if (result.course_folder.empty()) throw wrong_use("--course FOLDER is missing");
    if (result.words_folder.empty()) throw wrong_use("--words FOLDER is missing");
    if (result.where.binaries.empty()) throw wrong_use("--program NAME=BINARY is missing");
    return result;
}

}  // namespace suite
