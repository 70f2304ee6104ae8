#include "unpack/frames.hpp"

#include "unpack/limits.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>
#include <stdexcept>

namespace unpack {
namespace {

using nlohmann::json;

// A path of 240 bytes and what JSON adds to it, or a note with its parameters.
constexpr std::size_t longest_line = 8 * 1024;

[[noreturn]] void reject(const std::string& why) {
    throw std::runtime_error(why);
}

json in_json(const note& what) {
    return {{"id", what.id}, {"params", what.params}};
}

class parser {
  public:
    explicit parser(std::string_view bytes) : left_(bytes) {}

    outcome parse() {
        while (!ended_)
            read_frame();
        if (!left_.empty()) reject("bytes after the end");
        if (made_.refused && !made_.what.files.empty()) reject("files of a refused submission");
        if (!made_.refused && made_.what.files.empty()) reject("neither files nor a reason");
        return std::move(made_);
    }

  private:
    void read_frame() {
        const auto end = left_.substr(0, longest_line).find('\n');
        if (end == std::string_view::npos) reject("a line without an end");
        const auto frame = json::parse(left_.substr(0, end), nullptr, false);
        left_.remove_prefix(end + 1);
        if (!frame.is_object() || frame.empty()) reject("a line that is no JSON object");
        if (frame.contains("file")) return read_file(frame);
        if (frame.size() != 1) reject("a line with too much in it");
        if (frame.contains("end")) ended_ = frame["end"] == true;
        if (frame.contains("end") && ended_) return;
        if (frame.contains("note") && made_.what.notes.size() < limits::notes) {
            made_.what.notes.push_back(read_note(frame["note"]));
        } else if (frame.contains("refused") && !made_.refused) {
            made_.refused = read_note(frame["refused"]);
        } else {
            reject("an unexpected line");
        }
    }

    void read_file(const json& frame) {
        if (frame.size() != 2 || !frame["file"].is_string() || !frame.contains("bytes") ||
            !frame["bytes"].is_number_unsigned()) {
            reject("a file's line with something else in it");
        }
        const auto name = frame["file"].get<std::string>();
        const auto size = frame["bytes"].get<std::size_t>();
        if (size > limits::file_bytes || size > left_.size()) reject("a file that is too long");
        total_ += size;
        if (total_ > limits::total_bytes) reject("too much in all");
        if (made_.what.files.size() >= limits::files) reject("too many files");
        check_name(name);
        made_.what.files.push_back({name, std::string{left_.substr(0, size)}});
        left_.remove_prefix(size);
    }

    void check_name(const std::string& name) {
        try {
            const auto where = checked_path(name);
            if (where.parts.empty() || where.odd || where.text() != name ||
                decode(name, origin::other).text != name) {
                reject("a name that is not clean");
            }
        } catch (const refusal&) {
            reject("a name that is refused");
        }
        if (!names_.insert(clash_key(name)).second) reject("a name twice");
    }

    static note read_note(const json& from) {
        if (!from.is_object() || from.size() != 2 || !from.contains("id") ||
            !from["id"].is_string() || !from.contains("params") || !from["params"].is_object() ||
            from["params"].size() > 8) {
            reject("a note of another form");
        }
        note made{from["id"].get<std::string>(), {}};
        const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; };
        const bool named = !made.id.empty() && made.id.size() <= 40 &&
                           std::all_of(made.id.begin(), made.id.end(), plain);
        if (!named) reject("a note without a name");
        for (const auto& [key, value] : from["params"].items()) {
            if (!value.is_string() || key.size() > 40) reject("a note of another form");
            made.params[key] = printable(value.get<std::string>(), limits::text_bytes);
        }
        return made;
    }

    std::string_view left_;
    outcome made_;
    std::set<std::string> names_;
    std::size_t total_ = 0;
    bool ended_ = false;
};

}  // namespace

void write_frames(std::ostream& out, const outcome& what) {
    for (const auto& each : what.what.notes)
        out << json{{"note", in_json(each)}}.dump() << '\n';
    if (what.refused) out << json{{"refused", in_json(*what.refused)}}.dump() << '\n';
    for (const auto& each : what.what.files) {
        out << json{{"file", each.path}, {"bytes", each.bytes.size()}}.dump() << '\n' << each.bytes;
    }
    out << "{\"end\":true}\n";
}

outcome read_frames(std::string_view bytes) {
    return parser{bytes}.parse();
}

}  // namespace unpack
