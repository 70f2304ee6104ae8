#include "grading/export.hpp"
#include "grading/source_calls.hpp"

#include <algorithm>
#include <set>

namespace grading {
namespace {

// What JPlag and Dolos call the languages.
std::string similarity_language(course::dialect in) {
    if (in == course::dialect::python) return "python3";
    return in == course::dialect::c ? "c" : "cpp";
}

// Two sources that differ in comments, blank lines or line ends are the same one.
std::string normalised(std::string_view source, course::dialect in) {
    const auto code = without_comments(source, in);
    std::string result;
    for (std::size_t at = 0; at < code.size();) {
        const auto end = std::min(code.find('\n', at), code.size());
        const auto line = std::string_view(code).substr(at, end - at);
        const auto last = line.find_last_not_of(" \t\r");
        if (last != std::string_view::npos) result.append(line.substr(0, last + 1)).append("\n");
        at = end + 1;
    }
    return result;
}

std::string similarity_path(const std::string& folder, const course::exercise& of,
                            course::dialect in) {
    return "similarity/" + folder + "/" + of.source(in);
}

}  // namespace

// A folder for each language, in it a folder for each submission; the stubs beside it. Only C++ has
// stubs.
exported export_similarity(const export_source& from) {
    exported result;
    std::set<const course::exercise*> stubs;
    left_out without;
    for (const auto& it : from.results) {
        const auto sources = from.sources ? from.sources(it) : std::vector<judged_source>();
        if (sources.empty()) without.add("export.no-source", it.submission.name);
        for (const auto& source : sources) {
            const auto folder = similarity_language(source.in) + "/" + it.submission.name;
            result.files.push_back({similarity_path(folder, *source.of, source.in),
                                    normalised(source.text, source.in)});
            if (source.in == course::dialect::cpp) stubs.insert(source.of);
        }
    }
    for (const auto* it : stubs)
        if (const auto stub = from.stubs.find(it->program); stub != from.stubs.end())
            result.files.push_back({similarity_path("stubs-cpp", *it, course::dialect::cpp),
                                    normalised(stub->second, course::dialect::cpp)});
    result.files.push_back({"similarity/README.md", from.words.text("export.similarity")});
    result.attention = without.concerns("similarity", from.words);
    return result;
}

}  // namespace grading
