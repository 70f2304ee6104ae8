#include "autograder/sanitizer.hpp"

#include "autograder/bytes.hpp"

#include <algorithm>
#include <regex>
#include <sstream>
#include <vector>

namespace suite {
namespace {

using lines = std::vector<std::string>;

lines split(std::string_view text) {
    lines result;
    std::istringstream from{std::string(text)};
    for (std::string line; std::getline(from, line);)
        result.push_back(line.substr(0, 400));  // a name of a template can be very long
    return result;
}

std::string base_name(const std::string& path) {
    return path.substr(path.rfind('/') + 1);
}

/// One line of a stack trace: `#1 0x55d0 in serve(int) /box/work/tcp_server.cpp:31:9`.
struct frame {
    std::string function;
    std::string file;
    std::string line;
};

std::vector<frame> trace_after(const lines& report, std::size_t at) {
    static const std::regex shape(R"(^ +#\d+ 0x[0-9a-f]+ in (.+?) (\S+?):(\d+)(:\d+)?$)");
    static const std::regex any(R"(^ +#\d+ 0x[0-9a-f]+ (in (\S+) )?.*$)");
    std::vector<frame> result;
    for (; at < report.size(); ++at) {
        std::smatch parts;
        if (std::regex_match(report[at], parts, shape)) {
            result.push_back({parts.str(1), parts.str(2), parts.str(3)});
        } else if (std::regex_match(report[at], parts, any)) {
            result.push_back({parts.str(2), "", ""});
        } else if (!result.empty()) {
            break;
        }
    }
    return result;
}

// The first frame in the program's own source, not in the sanitizer or a library.
std::string place_in(const std::vector<frame>& trace, const std::string& program) {
    for (const auto& each : trace) {
        const bool foreign = each.file.empty() || each.file.rfind("/usr/", 0) == 0 ||
                             each.file.find("libsanitizer") != std::string::npos ||
                             each.file.find("sysdeps") != std::string::npos ||
                             base_name(each.file) == "sock.hpp";
        if (!foreign) return base_name(each.file) + ":" + each.line;
    }
    return program;
}

// "recv": the call that was asked to write more than the buffer holds.
std::string call_in(const std::vector<frame>& trace) {
    if (trace.empty()) return {};
    const auto& name = trace.front().function;
    for (const std::string prefix : {"__interceptor_", "___interceptor_"})
        if (name.rfind(prefix, 0) == 0) return name.substr(prefix.size());
    const bool libc = trace.front().file.find("libsanitizer") != std::string::npos;
    return libc && name.rfind("__", 0) != 0 ? name : std::string();
}

std::string first_match(const lines& report, const std::string& pattern) {
    const std::regex wanted(pattern);
    for (const auto& line : report) {
        std::smatch parts;
        if (std::regex_search(line, parts, wanted)) return parts.str(1);
    }
    return {};
}

std::string bytes(const std::string& number) {
    return number + (number == "1" ? " byte" : " bytes");
}

// "buffer": the variable's name. For a global variable the report also names its neighbour.
std::string object_in(const lines& report) {
    for (const char* pattern :
         {R"('([^']+)'.*<== Memory access at offset)",
          R"((?:right of|after) global variable '([^']+)')", R"(global variable '([^']+)')"})
        if (auto name = first_match(report, pattern); !name.empty()) return name;
    return {};
}

bool lies_before(const lines& report) {
    if (!first_match(report, R"((right of|after) (global|\d+-byte))").empty()) return false;
    const std::string before = R"((underflows this variable|(left of|before) (global|\d+-byte)))";
    return !first_match(report, before).empty();
}

// Which variable or block was hit, and whether before its start or behind its end.
sentence overflow(const lines& report, const std::vector<frame>& trace, course::parameters values) {
    const auto object = object_in(report);
    const auto block = first_match(report, R"((\d+)-byte region)");
    const auto written = first_match(report, R"(^WRITE of size (\d+))");
    const auto read = first_match(report, R"(^READ of size (\d+))");
    const auto call = call_in(trace);
    values["bytes"] = bytes(written.empty() ? read : written);
    values["object"] = object;
    values["size"] = block;
    values["call"] = call;
    const std::string suffix = object.empty() ? "-block" : "";
    if (lies_before(report)) return {"memory.before", values};
    if (object.empty() && block.empty()) return {"memory.elsewhere", values};
    if (!call.empty()) return {"memory.call-past" + suffix, values};
    return {(written.empty() ? "memory.read-past" : "memory.write-past") + suffix, values};
}

bool among(const std::string& kind, std::initializer_list<std::string_view> names) {
    return std::find(names.begin(), names.end(), kind) != names.end();
}

sentence address_error(const std::string& kind, const lines& report,
                       const std::vector<frame>& trace, const std::string& program) {
    course::parameters values{{"place", place_in(trace, program)}, {"what", kind}};
    if (among(kind, {"stack-buffer-overflow", "stack-buffer-underflow", "heap-buffer-overflow",
                     "global-buffer-overflow", "dynamic-stack-buffer-overflow"}))
        return overflow(report, trace, values);
    if (among(kind, {"heap-use-after-free"})) return {"memory.after-free", values};
    if (among(kind, {"stack-use-after-scope", "stack-use-after-return"}))
        return {"memory.after-scope", values};
    if (kind == "negative-size-param") {
        values["call"] = call_in(trace);
        return {"memory.negative-size", values};
    }
    if (kind == "SEGV") {
        const bool null =
            !first_match(report, R"((unknown address 0x0{9,}[0-9a-f]{0,3}\b))").empty();
        return {null ? "memory.null" : "memory.elsewhere", values};
    }
    return {"memory.other", values};
}

// Addresses do not help a reader.
std::string headline(const std::string& line) {
    const auto begin = line.find("AddressSanitizer:");
    const auto text = begin == std::string::npos ? line : line.substr(begin);
    return text.substr(0, std::min(text.find(" on address"), text.find(" (pc")));
}

std::optional<sanitizer_report> read_address(const lines& report, const std::string& program) {
    static const std::regex shape(R"(ERROR: AddressSanitizer: (attempting )?([A-Za-z-]+))");
    for (std::size_t i = 0; i < report.size(); ++i) {
        std::smatch parts;
        if (!std::regex_search(report[i], parts, shape)) continue;
        const lines rest(report.begin() + static_cast<std::ptrdiff_t>(i), report.end());
        const auto trace = trace_after(rest, 1);
        return sanitizer_report{address_error(parts.str(2), rest, trace, program),
                                headline(report[i])};
    }
    return std::nullopt;
}

sentence undefined_behaviour(const std::string& what, course::parameters values) {
    static const std::regex index(R"(index (-?\d+) out of bounds for type '([^']+)')");
    values["what"] = what;
    if (std::smatch parts; std::regex_search(what, parts, index)) {
        values["index"] = parts.str(1);
        values["type"] = parts.str(2);
        values["object"] = parts.str(2);
        return {values["index"].front() == '-' ? "memory.before" : "memory.index", values};
    }
    const auto holds = [&](const char* words) { return what.find(words) != std::string::npos; };
    if (holds("insufficient space")) return {"memory.elsewhere", values};
    if (holds("null pointer")) return {"memory.null", values};
    return {holds("signed integer overflow") ? "memory.number" : "memory.undefined", values};
}

std::optional<sanitizer_report> read_undefined(const lines& report, const std::string& program) {
    static const std::regex shape(R"(^(\S+?):(\d+):\d+: runtime error: (.+)$)");
    for (std::size_t i = 0; i < report.size(); ++i) {
        std::smatch parts;
        if (!std::regex_match(report[i], parts, shape)) continue;
        // The line may lie in the standard library, for example in std::array's operator[].
        auto trace = trace_after(report, i + 1);
        trace.insert(trace.begin(), {"", parts.str(1), parts.str(2)});
        const auto place = place_in(trace, program);
        return sanitizer_report{undefined_behaviour(parts.str(3), {{"place", place}}),
                                "runtime error: " + parts.str(3)};
    }
    return std::nullopt;
}

// The program's own output may surround the report, with any bytes.
void make_showable(sanitizer_report& report) {
    const auto clean = [](std::string& text) {
        const auto quoted = show(text, 160);
        text = quoted.substr(1, quoted.size() - 2);
    };
    clean(report.line);
    for (auto& [name, value] : report.diagnosis.params)
        clean(value);
}

}  // namespace

std::optional<sanitizer_report> read_report(std::string_view text, const std::string& program) {
    const auto report = split(text);
    auto found = read_undefined(report, program);
    if (!found) found = read_address(report, program);
    if (found) make_showable(*found);
    return found;
}

}  // namespace suite
