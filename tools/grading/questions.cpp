#include "grading/questions.hpp"

#include "grading/source_calls.hpp"
#include "support/lines.hpp"
#include "support/text.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>

namespace grading {
namespace {

/// Something to ask about a call. Its words are `questions.ID` and `questions.ID-answer`.
struct topic {
    const char* id;
    std::vector<std::string_view> calls;
    std::vector<std::string_view> programs;  ///< where it is worth asking
    std::vector<std::string_view> handled;  ///< what a line that deals with it holds; none: no such
};

const std::vector<topic>& topics() {
    static const std::vector<std::string_view> over_tcp = {
        "tcp_server", "tcp_client", "many_server", "users_server", "files_server", "files_client"};
    static const std::vector<std::string_view> servers = {"tcp_server", "udp_server", "many_server",
                                                          "users_server", "files_server"};
    static const std::vector<std::string_view> tests_of_zero = {
        "== 0",    "<= 0",    "< 1",      "> 0",    "!= 0",
        "empty()", "if not ", "while (n", "== b''", "== b\"\""};
    static const std::vector<topic> all = {
        {"recv-zero", {"recv", "read"}, over_tcp, tests_of_zero},
        {"send-part", {"send", "write"}, over_tcp, {}},
        {"send-all", {"send_all", "sendall"}, over_tcp, {}},
        {"accept", {"accept"}, {"tcp_server", "many_server", "users_server", "files_server"}, {}},
        {"half-close", {"shutdown"}, over_tcp, {}},
        {"connect", {"connect"}, {"tcp_client", "files_client"}, {}},
        {"bind", {"bind", "listen", "tcp_listener"}, servers, {}},
        {"datagram", {"recv_from", "recvfrom"}, {"udp_server"}, {}},
        {"stranger",
         {"recv_from", "recvfrom"},
         {"udp_client"},
         {"from", "address", "addr", "sender"}},
    };
    return all;
}

bool in_list(const std::vector<std::string_view>& all, std::string_view name) {
    return std::find(all.begin(), all.end(), name) != all.end();
}

/// A call that a topic is about.
struct asked_call {
    const topic* about;
    const judged_source* in;
    call at;
};

std::vector<asked_call> calls_to_ask(const std::vector<judged_source>& sources) {
    std::vector<asked_call> result;
    for (const auto& source : sources) {
        const auto calls = calls_in(source.text, source.in);
        for (const auto& about : topics()) {
            if (!in_list(about.programs, source.of->program)) continue;
            const auto found = std::find_if(calls.begin(), calls.end(), [&](const call& it) {
                return in_list(about.calls, it.name);
            });
            if (found != calls.end()) result.push_back({&about, &source, *found});
        }
    }
    return result;
}

// Two of them, of different programs if there are, from a place that depends on the submission.
std::vector<asked_call> two_of(const std::vector<asked_call>& all, std::size_t from) {
    std::vector<asked_call> result;
    if (all.empty()) return result;
    result.push_back(all[from % all.size()]);
    std::optional<asked_call> second;
    for (std::size_t i = 1; i < all.size(); ++i) {
        const auto& it = all[(from + i) % all.size()];
        const bool other_program = it.in != result.front().in;
        if (it.about == result.front().about || (second && !other_program)) continue;
        second = it;
        if (other_program) break;
    }
    if (second) result.push_back(*second);
    return result;
}

// The line at or soon after the call that seems to deal with it; 0: none.
int handling_line(const asked_call& it) {
    constexpr int near = 10;
    const auto code = code_only(it.in->text, it.in->in);
    const auto lines = support::lines(code);
    const int last = std::min(it.at.line + near, static_cast<int>(lines.size()));
    for (int line = it.at.line; line <= last; ++line)
        for (const auto& sign : it.about->handled)
            if (lines[static_cast<std::size_t>(line) - 1].find(sign) != std::string_view::npos)
                return line;
    return 0;
}

// Markdown takes `<` for markup, and a student's program may have written it.
std::string markdown(std::string_view text) {
    std::string result;
    for (const char c : support::one_line(text, 2000)) {
        if (c == '<' || c == '>' || c == '[') result += '\\';
        result += c;
    }
    return result;
}

std::string source_line_of(const judged_source& from, int line) {
    const auto lines = support::lines(from.text);
    const auto index = static_cast<std::size_t>(line) - 1;
    return index < lines.size() ? support::one_line(support::trimmed(lines[index]), 160) : "";
}

std::string block(std::size_t number, const std::string& question, const std::string& quoted,
                  const std::string& answer, const course::catalogue& words) {
    return "\n## " + std::to_string(number) + ". " + question + "\n\n" +
           (quoted.empty() ? "" : "    " + quoted + "\n\n") + "**" +
           words.text("questions.expected") + "** " + answer + "\n";
}

std::string about_call(std::size_t number, const asked_call& it, const course::catalogue& words) {
    const std::string id = std::string("questions.") + it.about->id;
    const auto question = words.text(id, {{"file", "`" + it.in->of->source(it.in->in) + "`"},
                                          {"line", std::to_string(it.at.line)},
                                          {"call", "`" + it.at.name + "`"}});
    auto answer = words.text(id + "-answer");
    if (!it.about->handled.empty()) {
        const int line = handling_line(it);
        answer +=
            " " + (line == 0 ? words.text("questions.not-handled")
                             : words.text("questions.handled", {{"line", std::to_string(line)}}));
    }
    return block(number, question, source_line_of(*it.in, it.at.line), answer, words);
}

std::string marked_lines(const wire::excerpt& from) {
    std::string result;
    for (const auto& it : from.lines)
        if (it.marked) result += (result.empty() ? "" : ", ") + std::to_string(it.number);
    return result.empty() ? "" : "`" + from.file + "`: " + result + ". ";
}

std::string about_failure(const wire::check& it, const course::catalogue& words) {
    const auto question = words.text(
        "questions.failed", {{"check", "`" + it.id + "`"}, {"did", markdown(it.evidence.did)}});
    auto answer = markdown(it.diagnosis.text) + " " + marked_lines(it.evidence.source);
    if (!it.evidence.guide.empty())
        answer +=
            words.text("questions.guide", {{"section", "`lab guide " + it.evidence.guide + "`"}});
    return block(1, question, "", std::string(support::trimmed(answer)), words);
}

std::string about_success(const wire::check& it, const course::exercise& of,
                          const course::catalogue& words) {
    const auto question = words.text("questions.passed",
                                     {{"check", "`" + it.id + "`"}, {"title", markdown(it.title)}});
    const auto todo = std::find_if(of.todos.begin(), of.todos.end(), [&](const course::todo& each) {
        return each.number == it.evidence.todo;
    });
    const auto answer =
        todo == of.todos.end()
            ? words.text("questions.own-words")
            : words.text("questions.todo", {{"todo", std::to_string(todo->number)},
                                            {"text", markdown(todo->text.in(words.speaks()))}});
    return block(1, question, "", answer, words);
}

// The first failure; without one, a check that passed.
std::string about_evidence(const wire::result& about, const std::vector<judged_source>& sources,
                           std::size_t from, const course::catalogue& words) {
    std::vector<std::pair<const wire::check*, const course::exercise*>> passed;
    for (const auto& program : about.programs) {
        const auto source =
            std::find_if(sources.begin(), sources.end(),
                         [&](const judged_source& it) { return it.of->program == program.name; });
        for (const auto& check : program.checks) {
            if (check.hidden || source == sources.end()) continue;
            const bool failed = check.verdict == wire::verdict::failed;
            if (failed && !check.diagnosis.text.empty()) return about_failure(check, words);
            if (check.good() && check.evidence.todo > 0) passed.emplace_back(&check, source->of);
        }
    }
    if (passed.empty()) return "";
    const auto& [check, exercise] = passed[from % passed.size()];
    return about_success(*check, *exercise, words);
}

std::size_t number_of_seed(const std::string& seed) {
    std::uint32_t value = 0;
    std::from_chars(seed.data(), seed.data() + seed.size(), value);
    return value;
}

}  // namespace

std::string questions(const wire::result& about, const std::vector<judged_source>& sources,
                      const course::catalogue& words) {
    const auto from = number_of_seed(about.seed);
    auto text = about_evidence(about, sources, from, words);
    std::size_t number = text.empty() ? 1 : 2;
    for (const auto& it : two_of(calls_to_ask(sources), from))
        text += about_call(number++, it, words);
    if (text.empty()) return "";
    return "# " + words.text("questions.title", {{"name", markdown(about.submission.name)}}) +
           "\n" + text;
}

}  // namespace grading
