#include "grading/export.hpp"
#include "grading/html.hpp"

#include <cstdio>

namespace grading {
namespace {

// HTML's entities are XML's as well. html() has escaped control characters; U+FFFE and U+FFFF,
// which XML 1.0 cannot hold either, are left out.
std::string junit_text(const std::string& text) {
    auto result = html(text);
    for (const char* none : {"\xEF\xBF\xBE", "\xEF\xBF\xBF"})
        for (auto at = result.find(none); at != std::string::npos; at = result.find(none, at))
            result.erase(at, 3);
    return result;
}

std::string junit_attribute(const std::string& name, const std::string& value) {
    return " " + name + "=\"" + junit_text(value) + "\"";
}

std::string junit_seconds(double milliseconds) {
    char text[32];
    std::snprintf(text, sizeof text, "%.3f", milliseconds / 1000);
    return text;
}

std::string junit_outcome(const wire::check& it, const course::catalogue& words) {
    if (it.good()) return "";
    const auto message = junit_attribute("message", it.diagnosis.text);
    if (it.verdict == wire::verdict::skipped) return "<skipped" + message + "/>\n";
    const bool failed = it.verdict == wire::verdict::failed;
    const std::string tag = failed ? "failure" : "error";
    const auto kind =
        it.diagnosis.id.empty() ? std::string(wire::name(it.verdict)) : it.diagnosis.id;
    return "<" + tag + message + junit_attribute("type", kind) + ">" +
           junit_text(explanation(it, words)) + "</" + tag + ">\n";
}

struct junit_count {
    int tests = 0, failures = 0, errors = 0, skipped = 0;
    double milliseconds = 0;

    void add(const wire::check& it) {
        ++tests;
        failures += it.verdict == wire::verdict::failed ? 1 : 0;
        skipped += it.verdict == wire::verdict::skipped ? 1 : 0;
        errors += !it.good() && it.verdict != wire::verdict::failed &&
                          it.verdict != wire::verdict::skipped
                      ? 1
                      : 0;
        milliseconds += it.duration_ms;
    }
};

std::string junit_suite(const wire::result& of, const wire::program& program,
                        const course::catalogue& words) {
    const auto name = of.submission.name + "." + program.name;
    junit_count count;
    std::string cases;
    for (const auto& it : program.checks) {
        count.add(it);
        cases += "<testcase" + junit_attribute("classname", name) +
                 junit_attribute("name", check_name(it)) +
                 junit_attribute("time", junit_seconds(it.duration_ms)) + ">\n" +
                 junit_outcome(it, words) + "</testcase>\n";
    }
    return "<testsuite" + junit_attribute("name", name) +
           junit_attribute("tests", std::to_string(count.tests)) +
           junit_attribute("failures", std::to_string(count.failures)) +
           junit_attribute("errors", std::to_string(count.errors)) +
           junit_attribute("skipped", std::to_string(count.skipped)) +
           junit_attribute("time", junit_seconds(count.milliseconds)) + ">\n" + cases +
           "</testsuite>\n";
}

}  // namespace

exported export_junit(const export_source& from) {
    std::string suites;
    for (const auto& it : from.results)
        for (const auto& program : it.programs)
            suites += junit_suite(it, program, from.words);
    return {{{"junit.xml", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n" + suites +
                               "</testsuites>\n"}},
            {}};
}

}  // namespace grading
