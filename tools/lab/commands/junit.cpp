#include "lab/commands/junit.hpp"

namespace lab {
namespace {

std::string attribute(std::string_view tag, std::string_view name) {
    const auto opening = " " + std::string(name) + "=\"";
    const auto start = tag.find(opening);
    if (start == std::string_view::npos) return {};
    const auto rest = tag.substr(start + opening.size());
    return std::string(rest.substr(0, rest.find('"')));
}

// Up to the end of the element: a test that says it was skipped holds a <skipped> element.
std::string_view body(std::string_view after_tag) {
    return after_tag.substr(0, after_tag.find("</testcase>"));
}

void count(std::string_view tag, std::string_view content, tally& into) {
    const auto status = attribute(tag, "status");
    if (status == "run") {
        ++into.passed;
    } else if (status == "disabled" ||
               (status == "notrun" &&
                content.find("<skipped message=\"SKIP_") != std::string_view::npos)) {
        ++into.skipped;
    } else {
        ++into.failed;
        into.failures.push_back(attribute(tag, "name"));
    }
}

}  // namespace

tally read_junit(std::string_view xml) {
    tally result;
    constexpr std::string_view opening = "<testcase ";
    for (auto at = xml.find(opening); at != std::string_view::npos; at = xml.find(opening)) {
        xml.remove_prefix(at);
        const auto tag = xml.substr(0, xml.find('>'));
        xml.remove_prefix(tag.size());
        count(tag, body(xml), result);
    }
    return result;
}

}  // namespace lab
