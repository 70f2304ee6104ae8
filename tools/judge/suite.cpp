#include "judge/suite.hpp"

#include "judge/suite_channel.hpp"
#include "support/agreed_numbers.hpp"
#include "support/text.hpp"
#include "support/unique_fd.hpp"

#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

namespace judge {
namespace {

namespace fs = std::filesystem;

constexpr int channel_number = 3;

enum class stream_state { open, ended };

stream_state read_into(suite_channel& channel, int from) {
    char buffer[32 * 1024];
    while (true) {
        const auto n = ::read(from, buffer, sizeof buffer);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return stream_state::open;
        if (n == 0) return stream_state::ended;
        channel.feed({buffer, static_cast<std::size_t>(n)});
    }
}

void add(std::vector<std::string>& argv, const std::string& name, const std::string& value) {
    argv.push_back(name);
    argv.push_back(value);
}

void add_options(std::vector<std::string>& argv, const tools& with, const suite_options& options,
                 course::language language) {
    add(argv, "--lang", std::string(course::code(language)));
    add(argv, "--results", std::to_string(channel_number));
    // A user of this machine sees the command lines of all others.
    const bool in_sight = with.users != 0;
    if (!options.seed.empty()) add(argv, "--seed", in_sight ? "-" : options.seed);
    if (options.left != nullptr)
        add(argv, "--time", std::to_string(options.left->to_wait().count()));
    for (const auto& id : options.only)
        add(argv, "--only", id);
}

std::vector<std::string> plain_line(const tools& with, const std::string& program,
                                    const fs::path& binary) {
    std::vector<std::string> argv = {with.suite.string(),
                                     "--course",
                                     with.exercises.string(),
                                     "--words",
                                     with.suite_words.string(),
                                     "--program",
                                     program + "=" + fs::absolute(binary).string()};
    if (!with.preload.empty()) add(argv, "--preload", fs::absolute(with.preload).string());
    return argv;
}

std::string profile_for(const course::exercise& exercise, const suite_options& options) {
    if (options.built_in != instruments::none) return "run-sanitized";
    const std::string profile = exercise.many_clients ? "run-many" : "run";
    return options.script ? profile + "-script" : profile;
}

// Two boxes, one inside the other. The suite's box has its own network and everything that judging
// needs. Each process of the student gets a box inside it, which holds only its program and shares
// only that network.
std::vector<std::string> boxed_line(const tools& with, const course::exercise& exercise,
                                    const fs::path& binary, const suite_options& options) {
    auto argv = with.box_of(with.box.string(), "suite");
    const auto bind = [&](const fs::path& ours, const std::string& inside) {
        add(argv, "--ro", fs::absolute(ours).string() + "=" + with.seen_in_box(ours, inside));
        return with.seen_in_box(ours, inside);
    };
    const auto suite = bind(with.suite, "/box/sock-suite");
    const auto box = bind(with.box, "/box/sock-box");
    const auto exercises = bind(with.exercises, "/box/exercises");
    const auto suite_words = bind(with.suite_words, "/box/words");
    const auto preload = with.preload.empty() ? "" : bind(with.preload, "/box/sock-preload.so");
    const auto inside = bind(binary, "/box/programs/" + exercise.program);
    add(argv, "--fd", std::to_string(channel_number));
    argv.insert(argv.end(), {"--", suite, "--course", exercises, "--words", suite_words,
                             "--program", exercise.program + "=" + inside});
    auto launcher = with.box_of(box, profile_for(exercise, options));
    add(launcher, "--ro", inside + "=" + inside);
    if (!preload.empty()) {
        add(argv, "--preload", preload);
        add(launcher, "--ro", preload + "=" + preload);
        add(launcher, "--fd-if-open", std::to_string(support::recording_fd));
    }
    launcher.emplace_back("--");
    for (const auto& part : launcher)
        add(argv, "--launcher", part);
    auto reader = with.box_of(box, "build");
    add(reader, "--ro", inside + "=" + inside);
    reader.emplace_back("--");
    for (const auto& part : reader)
        add(argv, "--reader", part);
    return argv;
}

void give_line(support::child& suite, const std::string& text) {
    support::deadline until(support::milliseconds{1000});
    suite.write(text + "\n", until);
    suite.close_input();
}

std::string last_words(support::child& suite) {
    const auto text = suite.errors().text();
    const auto line =
        support::one_line(text.size() > 400 ? text.substr(text.size() - 400) : text, 300);
    return line;
}

enum class how_it_ended { by_itself, late, stopped };

struct watched {
    how_it_ended how = how_it_ended::by_itself;
    support::exit_status status;
    std::string last_words;
};

// Waits for the end of the suite, not of its channel: a child that another thread is starting holds
// a copy of the channel's writing end for an instant.
watched watch(support::child& suite, suite_channel& channel, int from,
              const suite_options& options) {
    support::deadline until(options.wall);
    watched result;
    bool open = true;
    while (!suite.status()) {
        if (options.stop && options.stop()) result.how = how_it_ended::stopped;
        if (until.expired()) result.how = how_it_ended::late;
        if (result.how != how_it_ended::by_itself || !channel.violation().empty()) break;
        pollfd channel_end{open ? from : -1, POLLIN, 0};
        if (::poll(&channel_end, 1, open ? 50 : 10) > 0)
            open = read_into(channel, from) == stream_state::open;
    }
    result.status = suite.end();
    read_into(channel, from);
    result.last_words = last_words(suite);
    return result;
}

wire::sentence why_missing(const watched& end, const suite_channel& channel, bool boxed,
                           const course::catalogue& words) {
    if (end.how == how_it_ended::stopped) return wire::say(words, "suite.stopped");
    if (!channel.violation().empty())
        return wire::say(words, "suite.lied", {{"why", channel.violation()}});
    if (end.how == how_it_ended::late) return wire::say(words, "suite.late");
    const std::string id =
        boxed && end.status.code == support::box_failed ? "suite.box" : "suite.died";
    if (end.last_words.empty()) return wire::say(words, id + "-quietly");
    return wire::say(words, id, {{"why", end.last_words}});
}

}  // namespace

suite_outcome run_suite(const tools& with, const course::exercise& exercise, const fs::path& binary,
                        const course::catalogue& words, const suite_options& options) {
    suite_channel channel(exercise, words.speaks(), options.only, options.on_check);
    wire::sentence reason;
    try {
        auto [reading, writing] = support::make_pipe();
        ::fcntl(reading.get(), F_SETFL, O_NONBLOCK);
        support::command what;
        what.argv = with.boxed() ? boxed_line(with, exercise, binary, options)
                                 : plain_line(with, exercise.program, binary);
        add_options(what.argv, with, options, words.speaks());
        what.descriptors = {{writing.get(), channel_number}};
        if (with.users != 0) what.input = support::standard_input::pipe;
        support::child suite(what);
        if (with.users != 0) give_line(suite, options.seed);
        writing.close();
        const auto end = watch(suite, channel, reading.get(), options);
        if (!channel.finished() || !channel.violation().empty())
            reason = why_missing(end, channel, with.boxed(), words);
    } catch (const std::exception& trouble) {
        reason = wire::say(words, "suite.died", {{"why", support::one_line(trouble.what())}});
    }
    if (options.left != nullptr) options.left->waited(channel.waited());
    return {channel.checks(reason), channel.seed(), channel.transcripts(), reason};
}

std::vector<wire::check> not_run(const course::exercise& exercise, const wire::sentence& reason,
                                 course::language language) {
    std::vector<wire::check> result;
    for (const auto& it : exercise.checks) {
        result.push_back(wire::blank(it, language));
        result.back().verdict = wire::verdict::not_run;
        result.back().diagnosis = reason;
    }
    return result;
}

}  // namespace judge
