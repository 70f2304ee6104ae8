#include "grading/export.hpp"
#include "grading/exports.hpp"

#include <random>

namespace grading {
namespace {

// A workflow command is one line. In a property, the signs between properties are escaped as well.
std::string github_escaped(std::string_view text, std::string_view signs) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string result;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (signs.find(c) == std::string_view::npos) {
            result += c;
            continue;
        }
        result += '%';
        result += digits[byte / 16];
        result += digits[byte % 16];
    }
    return result;
}

std::string github_data(const std::string& text) {
    return github_escaped(text, "%\r\n");
}

std::string github_property(const std::string& text) {
    return github_escaped(text, "%\r\n:,");
}

// Of a class, no file is the repository's own.
struct github_place {
    std::string file;
    int line = 0;
};

std::string github_annotation(const std::string& level, const github_place& at,
                              const std::string& title, const std::string& text) {
    auto properties = "title=" + github_property(title);
    if (!at.file.empty()) properties += ",file=" + github_property(at.file);
    if (!at.file.empty() && at.line > 0) properties += ",line=" + std::to_string(at.line);
    return "::" + level + " " + properties + "::" + github_data(text) + "\n";
}

github_place place_of(const wire::excerpt& source, const course::exercise* exercise) {
    if (source.empty() || exercise == nullptr) return {};
    for (const auto& it : source.lines)
        if (it.marked) return {"exercises/" + exercise->folder + "/" + source.file, it.number};
    return {"exercises/" + exercise->folder + "/" + source.file, source.lines.front().number};
}

std::string github_annotations(const wire::result& of, bool alone, const course::course& course,
                               const course::catalogue& words) {
    const auto prefix = alone ? "" : of.submission.name + ": ";
    std::string result;
    for (const auto& program : of.programs) {
        const auto* exercise = alone ? course.find(program.name) : nullptr;
        if (program.status == wire::program_status::build_failed)
            result += github_annotation("error", place_of(program.source, exercise),
                                        prefix + program.name, program.message.text);
        for (const auto& it : program.checks)
            if (it.verdict == wire::verdict::failed)
                result += github_annotation("error", place_of(it.evidence.source, exercise),
                                            prefix + check_name(it), explanation(it, words));
    }
    return result;
}

// A student must not guess it.
std::string random_token() {
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz012345";
    std::random_device random;
    std::string result;
    for (int i = 0; i < 32; ++i)
        result += letters[random() % letters.size()];
    return result;
}

}  // namespace

// To be printed by a step. Between stop-commands and the token nothing is taken for a command,
// whatever a student's program has printed.
exported export_github(const export_source& from) {
    const bool alone = from.results.size() == 1;
    std::string annotations;
    std::string log;
    for (const auto& it : from.results) {
        annotations += github_annotations(it, alone, from.course, from.words);
        log += it.submission.name + "\n" + overall(it, from.words) + "\n";
    }
    const auto token = random_token();
    return {{{"github.txt",
              annotations + "::stop-commands::" + token + "\n" + log + "::" + token + "::\n"}},
            {}};
}

}  // namespace grading
