#include "judge/script.hpp"

#include "support/zip.hpp"

namespace judge {
namespace {

constexpr const char* checker = R"(import sys, traceback
if sys.version_info < (3, 10):
    sys.exit(3)
name = sys.argv[1]
try:
    with open(name, "rb") as file:
        compile(file.read(), name, "exec")
except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
    line = getattr(error, "lineno", None) or 1
    reason = getattr(error, "msg", None) or str(error) or type(error).__name__
    print(f"{name}:{line}:1: error: {reason}", file=sys.stderr)
    sys.exit("".join(traceback.format_exception_only(error)))
print(sys.executable)
)";

// Isolated: the student's own settings and packages change nothing (python3(1), -I).
constexpr const char* isolated = "-I";

// The kernel takes the line of an interpreter up to a blank, and not more than 127 bytes of it
// before Linux 5.1 (execve(2)). Else the interpreter is looked up again.
std::string first_line(const std::string& interpreter) {
    const bool taken_whole = interpreter.find(' ') == std::string::npos && interpreter.size() < 120;
    return "#!" + (taken_whole ? interpreter : "/usr/bin/env -S python3") + " " + isolated + "\n";
}

std::string folder_of(const std::string& path) {
    return path.substr(0, path.rfind('/') + 1);  // npos + 1 is 0
}

}  // namespace

std::vector<std::string> syntax_check(const std::string& interpreter, const std::string& file) {
    return {interpreter, isolated, "-c", checker, file};
}

std::string script_program(const sources& from, const std::string& interpreter) {
    const std::string start = "__main__.py";
    const auto folder = folder_of(from.main);
    std::vector<support::file_entry> entries;
    for (const auto& [path, bytes] : from.files) {
        const auto name = path == from.main ? start : path.substr(folder.size());
        // A file of that name beside the script is not what is judged.
        if (path == from.main || name != start) entries.push_back({name, bytes, false});
    }
    return first_line(interpreter) + support::zip(std::move(entries));
}

}  // namespace judge
