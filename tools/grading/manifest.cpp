#include "grading/manifest.hpp"

#include "course/report_template.hpp"
#include "course/todo_regions.hpp"
#include "grading/names.hpp"
#include "support/lines.hpp"
#include "support/text.hpp"
#include "unpack/digest.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <functional>
#include <regex>
#include <set>

namespace grading {
namespace {

// With fewer words than this, only a heading is filled in.
constexpr std::size_t fewest_words = 10;

std::string base_name(const std::string& path) {
    return path.substr(path.rfind('/') + 1);
}

std::string folder_of(const std::string& path) {
    return path.substr(0, path.rfind('/') + 1);
}

std::size_t depth(const std::string& path) {
    return static_cast<std::size_t>(std::count(path.begin(), path.end(), '/'));
}

std::string squeezed(std::string_view text) {
    std::string result;
    for (const char c : text)
        if (c != '_' && c != '-' && c != ' ' && c != '.') result += c;
    return result;
}

/// The files for which `fits` is true, the shallowest first.
template <typename Test>
std::vector<const unpack::file*> candidates(const std::vector<unpack::file>& files, Test fits) {
    std::vector<const unpack::file*> result;
    for (const auto& file : files)
        if (fits(base_name(file.path))) result.push_back(&file);
    std::stable_sort(result.begin(), result.end(), [](const auto* one, const auto* other) {
        return depth(one->path) < depth(other->path);
    });
    return result;
}

/// What is looked for in a submission.
struct wanted {
    std::function<bool(const std::string&)> exact;        ///< is this its name (without folders)?
    std::function<bool(const std::string&)> likely;       ///< … or what people make of it?
    std::function<std::string(const std::string&)> name;  ///< the right name of this path
    std::function<bool(const unpack::file&)> untouched = nullptr;  ///< chosen if there is no other
};

/// The chosen file, with a note if there was a choice or its name was wrong.
const unpack::file* choose(const std::vector<unpack::file>& files, const wanted& what,
                           const course::catalogue& words, std::vector<wire::sentence>& notes) {
    auto found = candidates(files, what.exact);
    // A browser's "tcp_server (1).cpp" may be the newer one: a note says which one counted.
    for (const auto* other : candidates(files, what.likely))
        if (std::find(found.begin(), found.end(), other) == found.end()) found.push_back(other);
    if (found.empty()) return nullptr;
    if (what.untouched) {
        std::stable_partition(found.begin(), found.end(),
                              [&](const auto* it) { return !what.untouched(*it); });
    }
    const auto& chosen = found.front()->path;
    const auto name = what.name(chosen);
    if (!what.exact(base_name(chosen)))
        notes.push_back(wire::say(words, "note.renamed", {{"file", chosen}, {"name", name}}));
    for (std::size_t i = 1; i < found.size(); ++i) {
        const auto& other = found[i]->path;
        const auto id = what.name(other) == name ? "note.passed-over" : "note.two-languages";
        notes.push_back(wire::say(words, id, {{"file", other}, {"used", chosen}}));
    }
    return found.front();
}

// By the ending, of which ".txt" is no part: Windows hides endings, and editors there append this
// one. C++ has several endings.
course::dialect dialect_of(const std::string& path) {
    auto name = lower(base_name(path));
    if (name.ends_with(".txt")) name.resize(name.size() - 4);
    return course::dialect_of(name).value_or(course::dialect::cpp);
}

judge::sources sources_of(const std::vector<unpack::file>& files, const std::string& program,
                          const unpack::file* main) {
    judge::sources result{program, "", {}};
    if (main == nullptr) return result;
    result.main = main->path;
    result.in = dialect_of(main->path);
    result.files.push_back({main->path, main->bytes});
    const auto folder = folder_of(main->path);
    for (const auto& file : files) {
        if (&file != main && file.path.starts_with(folder) && judge::is_part(file.path, result.in))
            result.files.push_back({file.path, file.bytes});
    }
    return result;
}

// A stub has all its TODOs. It often lies beside a program in another language.
bool is_stub(const std::string& text, const course::exercise& exercise) {
    return !exercise.todos.empty() &&
           std::all_of(exercise.todos.begin(), exercise.todos.end(), [&](const course::todo& it) {
               return course::todo_line(text, it.number) > 0;
           });
}

judge::sources find_program(const std::vector<unpack::file>& files,
                            const course::exercise& exercise, const course::catalogue& words,
                            std::vector<wire::sentence>& notes) {
    const wanted source{
        [&](const std::string& file) { return exercise.is_source(file); },
        [&](const std::string& file) { return likely_source(file, exercise); },
        [&](const std::string& path) { return exercise.source(dialect_of(path)); },
        [&](const unpack::file& file) { return is_stub(file.bytes, exercise); },
    };
    return sources_of(files, exercise.program, choose(files, source, words, notes));
}

constexpr std::size_t longest_name = 100;  // std::regex recurses with the length

bool likely_report(const std::string& file) {
    static const std::regex form(R"(reporte?( ?\(\d+\)|-\d+)?\.(md|markdown|txt))");
    return file.size() <= longest_name && std::regex_match(lower(file), form);
}

bool report_in_another_form(const std::string& file) {
    const auto name = lower(file);
    constexpr std::array endings = {".pdf", ".doc", ".docx", ".odt", ".rtf", ".htm", ".html"};
    return name.starts_with("report") &&
           std::any_of(endings.begin(), endings.end(),
                       [&](const char* ending) { return name.ends_with(ending); });
}

void find_report(const std::vector<unpack::file>& files, const std::string& report_template,
                 const course::catalogue& words, manifest& into) {
    const std::string name = "REPORTE.md";
    const wanted report{[&](const std::string& file) { return file == name; }, likely_report,
                        [&](const std::string&) { return name; }};
    const auto* found = choose(files, report, words, into.notes);
    if (found == nullptr) {
        for (const auto* other : candidates(files, report_in_another_form)) {
            into.notes.push_back(wire::say(words, "note.report-form", {{"file", other->path}}));
            into.report_sha256 = unpack::sha256_of(other->bytes);
        }
        return;
    }
    into.report_text = support::from_utf16(found->bytes).value_or(found->bytes);
    into.report_sha256 = unpack::sha256_of(into.report_text);
    into.report = own_words(into.report_text, report_template) < fewest_words
                      ? wire::report_status::empty
                      : wire::report_status::present;
}

// A run of letters or digits, of whatever language: bytes from 0x80 are part of a letter.
std::size_t words_in(std::string_view line) {
    std::size_t count = 0;
    bool inside = false;
    for (const char c : line) {
        const auto byte = static_cast<unsigned char>(c);
        const bool part = byte >= 0x80 || std::isalnum(byte) != 0;
        if (part && !inside) ++count;
        inside = part;
    }
    return count;
}

}  // namespace

bool likely_source(std::string_view file, const course::exercise& exercise) {
    static const std::regex form(
        R"((?:copy of |copia de )?(.+?)(?: ?\(\d+\)|-\d+| - cop(?:y|ia)(?: \(\d+\))?)?\.(?:cpp|cc|cxx|c\+\+|c|py)(?:\.txt)?)");
    const auto name = lower(file);
    if (name.size() > longest_name) return false;
    std::smatch parts;
    if (!std::regex_match(name, parts, form)) return false;
    const auto wanted = squeezed(lower(exercise.program));
    const auto likely = squeezed(parts.str(1));
    return likely == wanted || (likely.starts_with("cp") && "t" + likely == wanted);
}

std::size_t own_words(const std::string& text, const std::string& given) {
    std::set<std::string_view> known;
    for (const auto line : support::lines(given))
        known.insert(support::trimmed(line));
    std::size_t count = 0;
    // What `lab experiment` puts there is not its author's.
    const auto written = course::without_evidence(text);
    for (const auto line : support::lines(written))
        if (known.count(support::trimmed(line)) == 0) count += words_in(line);
    return count;
}

manifest read_manifest(const std::vector<unpack::file>& files, const course::course& course,
                       const std::string& report_template, const course::catalogue& words) {
    manifest result;
    for (const auto& exercise : course.exercises)
        result.programs.push_back(find_program(files, exercise, words, result.notes));
    find_report(files, report_template, words, result);
    return result;
}

}  // namespace grading
