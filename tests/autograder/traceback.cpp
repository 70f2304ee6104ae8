#include "autograder/traceback.hpp"

#include "autograder/bytes.hpp"
#include "support/lines.hpp"
#include "support/text.hpp"

#include <algorithm>
#include <array>

namespace suite {
namespace {

struct known_error {
    std::string_view type;    ///< as the traceback's last line begins
    std::string_view detail;  ///< what else the line holds; empty: anything
    const char* id;
};

constexpr const char* unlisted = "python.uncaught";

// The first that fits counts.
constexpr std::array known_errors{
    known_error{"TimeoutError", "", "python.timeout"},
    known_error{"BrokenPipeError", "", "python.broken-pipe"},
    known_error{"ConnectionResetError", "", "python.reset"},
    known_error{"ConnectionAbortedError", "", "python.reset"},
    known_error{"ConnectionRefusedError", "", "python.refused"},
    known_error{"OSError", "Address already in use", "python.in-use"},
    known_error{"OSError", "", "python.system"},
    known_error{"TypeError", "must be str, not bytes", "python.str-wanted"},
    known_error{"TypeError", "bytes", "python.bytes-wanted"},
    known_error{"UnicodeDecodeError", "", "python.not-text"},
    known_error{"ModuleNotFoundError", "", "python.module"},
    known_error{"TypeError", "", "python.mistake"},
    known_error{"NameError", "", "python.mistake"},
    known_error{"UnboundLocalError", "", "python.mistake"},
    known_error{"AttributeError", "", "python.mistake"},
};

// "gaierror" of "socket.gaierror: [Errno -2] Name or service not known".
std::string_view type_of(std::string_view line) {
    const auto whole = line.substr(0, line.find(':'));
    return whole.substr(whole.rfind('.') + 1);  // npos + 1 is 0
}

// `  File "/box/programs/tcp_server/__main__.py", line 31, in serve`: the script's name in the file
// that it is part of (judge/script.hpp). Empty if the line names a file of Python's own.
std::string place_in(std::string_view line, const std::string& program) {
    const std::string_view file = "  File \"";
    const std::string_view number = "\", line ";
    const auto end = line.find(number);
    if (!support::starts(line, file) || end == std::string_view::npos) return {};
    const auto path = line.substr(0, end);
    const auto name = path.substr(path.rfind('/') + 1);
    const bool script = name == "__main__.py";
    if (!script && !support::holds(path, "/" + program + "/")) return {};
    const auto rest = line.substr(end + number.size());
    return (script ? program + ".py" : std::string(name)) + ":" +
           std::string(rest.substr(0, rest.find(',')));
}

std::string showable(std::string_view text) {
    const auto quoted = show(text, 160);
    return quoted.substr(1, quoted.size() - 2);
}

// What stands in `text` behind `before`, up to `after` or its end; empty if `before` is not there.
std::string_view between(std::string_view text, std::string_view before, std::string_view after) {
    const auto at = text.find(before);
    if (at == std::string_view::npos) return {};
    text.remove_prefix(at + before.size());
    return text.substr(0, text.find(after));
}

const char* id_of_exception(std::string_view type, std::string_view what) {
    const bool number = support::starts(what, "sto");  // stoi, stoul
    const bool range = type == "std::out_of_range" || type == "std::invalid_argument";
    if (number && range) return "exception.number";
    if (type == "std::length_error") return "exception.length";
    return support::starts(type, "sock::") ? "exception.sock" : "exception.other";
}

}  // namespace

std::optional<sentence> read_traceback(std::string_view text, const std::string& program) {
    const auto begin = text.rfind("Traceback (most recent call last):\n");
    if (begin == std::string_view::npos) return std::nullopt;
    auto place = program;
    std::string_view error;
    const auto lines = support::lines(text.substr(begin));
    for (auto line = lines.begin() + 1; line != lines.end() && error.empty(); ++line) {
        if (auto found = place_in(*line, program); !found.empty()) place = std::move(found);
        if (!support::starts(*line, " ")) error = *line;  // the calls above it are indented
    }
    if (error.empty()) return std::nullopt;
    const auto fits = [&](const known_error& it) {
        return it.type == type_of(error) && support::holds(error, it.detail);
    };
    const auto* const found = std::find_if(known_errors.begin(), known_errors.end(), fits);
    return sentence{found == known_errors.end() ? unlisted : found->id,
                    {{"error", showable(error)}, {"place", showable(place)}},
                    {}};
}

std::optional<sentence> read_exception(std::string_view text) {
    if (support::holds(text, "terminate called without an active exception"))
        return sentence{"exception.thread", {}, {}};
    auto type = between(text, "terminate called after throwing an instance of '", "'");
    auto what = between(text, "\n  what():  ", "\n");
    if (type.empty()) {
        type = between(text, "terminating due to uncaught exception of type ", "\n");
        const auto end = type.find(": ");
        if (end != std::string_view::npos) what = type.substr(end + 2);
        type = type.substr(0, end);
    }
    if (type.empty()) return std::nullopt;
    return sentence{
        id_of_exception(type, what), {{"type", showable(type)}, {"what", showable(what)}}, {}};
}

bool is_known_error(const sentence& it) {
    return support::starts(it.id, "exception.") ||
           (support::starts(it.id, "python.") && it.id != unlisted);
}

}  // namespace suite
