#include "autograder/session.hpp"

#include "support/process.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <stdexcept>

#include <unistd.h>

namespace suite {
namespace {

using pointers = std::map<std::string, pointer, std::less<>>;

void read_pointers(const std::filesystem::path& folder, pointers& result) {
    for (const auto& [id, text] : course::read_texts(folder / "diagnoses.toml")) {
        const auto dot = id.rfind('.');
        auto& entry = result[id.substr(0, dot)];
        if (id.substr(dot + 1) == "guide") entry.guide = text;
        if (id.substr(dot + 1) == "by_hand") entry.by_hand = text;
    }
}

}  // namespace

session::session(request asked)
    : asked_(std::move(asked)), course_(course::load(asked_.course_folder)),
      words_(course::catalogue::load(asked_.words_folder, asked_.language)) {
    read_pointers(asked_.words_folder, pointers_);
    // What only one exercise has to say lies beside it.
    for (const auto& exercise : course_.exercises) {
        const auto own = std::filesystem::path(asked_.course_folder) / exercise.folder / "words";
        words_.add(own);
        if (std::filesystem::exists(own / "diagnoses.toml")) read_pointers(own, pointers_);
    }
}

const course::check& session::check(std::string_view id) const {
    for (const auto& exercise : course_.exercises) {
        for (const auto& item : exercise.checks) {
            if (item.id == id) return item;
        }
    }
    throw std::out_of_range("the course has no check " + std::string(id));
}

const course::exercise& session::exercise_of(const course::check& check) const {
    return *course_.find(check.id.substr(0, check.id.find('/')));
}

bool session::wanted(const course::check& check) const {
    const auto program = check.id.substr(0, check.id.find('/'));
    if (asked_.where.binaries.count(program) == 0) return false;
    return asked_.only.empty() ||
           std::find(asked_.only.begin(), asked_.only.end(), check.id) != asked_.only.end();
}

std::size_t session::place_of(const course::check& check) const {
    std::size_t place = 0;
    for (const auto& exercise : course_.exercises) {
        for (const auto& item : exercise.checks) {
            if (item.id == check.id) return place;
            ++place;
        }
    }
    return place;
}

pointer session::points_to(const std::string& diagnosis, const course::check& of) const {
    const auto found = pointers_.find(diagnosis);
    if (found == pointers_.end()) return {};
    const auto& exercise = exercise_of(of);
    auto result = found->second;
    result.by_hand = course::fill(result.by_hand, {{"program", exercise.program},
                                                   {"port", exercise.other_terminal.default_port},
                                                   {"check", of.id}});
    return result;
}

bool session::explains(std::string_view id) const {
    const auto found = explains_.find(id);
    return found != explains_.end() && found->second;
}

std::string session::explained_by(const course::check& check) const {
    for (const auto& earlier : check.after) {
        if (explains(earlier)) return earlier;
        if (auto cause = explained_by(this->check(earlier)); !cause.empty()) return cause;
    }
    return {};
}

bool session::out_of_reach(const course::check& check) const {
    return std::any_of(check.after.begin(), check.after.end(), [&](const std::string& id) {
        const auto& earlier = this->check(id);
        return earlier.after.empty() ? explains(id) : out_of_reach(earlier);
    });
}

const given& session::given_for(const course::check& check) const {
    static const given nothing;
    const auto found = given_.find(exercise_of(check).program);
    return found == given_.end() ? nothing : found->second;
}

void session::start() const {
    std::size_t checks = 0;
    for (const auto& exercise : course_.exercises) {
        checks += static_cast<std::size_t>(
            std::count_if(exercise.checks.begin(), exercise.checks.end(),
                          [&](const course::check& item) { return wanted(item); }));
    }
    const auto seed = std::to_string(asked_.seed);
    const nlohmann::json line{{"event", "started"}, {"checks", checks}, {"seed", seed}};
    say(line.dump() + '\n');
    std::printf("%s\n", words_.text("label.seed", {{"seed", seed}}).c_str());
    std::fflush(stdout);
}

void session::decide(const outcome& what) {
    const auto& it = what.check;
    explains_[it.id] = !it.good() && !it.not_tried() && !what.found && !what.unobservable;
    if (what.found) given_[exercise_of(check(it.id)).program].accept(*what.found);
    if (!it.good() && !it.not_tried()) all_passed_ = false;
}

void session::record(const outcome& what) {
    say(to_json_line(what.check));
    say(to_transcript_line(what));
    std::fputs(to_text(what.check, words_).c_str(), stdout);
    std::fflush(stdout);
}

void session::finish() const {
    const nlohmann::json line{{"event", "finished"},
                              {"cpu_ms", cpu_ms_ + support::own_cpu().count()},
                              {"waited_ms", waited_ms_}};
    say(line.dump() + '\n');
}

void session::say(const std::string& line) const {
    std::size_t done = 0;
    while (asked_.channel >= 0 && done < line.size()) {
        const auto n = ::write(asked_.channel, line.data() + done, line.size() - done);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) throw std::runtime_error("nobody reads the results any more");
        done += static_cast<std::size_t>(n);
    }
}

}  // namespace suite
