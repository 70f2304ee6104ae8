#include "lab/watch/watcher.hpp"

#include "lab/render/hint.hpp"
#include "lab/render/status.hpp"
#include "lab/watch/page.hpp"
#include "lab/workspace/backups.hpp"
#include "lab/workspace/hints_shown.hpp"
#include "lab/workspace/problem.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <ctime>

namespace watch {
namespace {

using nlohmann::ordered_json;
using std::chrono::milliseconds;

// The interval between two polls of the files. A save is seen in one poll and confirmed in the
// next.
constexpr milliseconds tick{40};

volatile std::sig_atomic_t asked_to_end = 0;

void end_on_signals() {
    struct sigaction action {};
    action.sa_handler = [](int) { asked_to_end = 1; };
    for (const int number : {SIGINT, SIGTERM, SIGHUP})
        ::sigaction(number, &action, nullptr);
}

std::string time_of_day() {
    const auto now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    std::tm parts{};
    ::localtime_r(&now, &parts);
    std::array<char, 16> text{};
    return {text.data(), std::strftime(text.data(), text.size(), "%H:%M:%S", &parts)};
}

ordered_json event(const char* name) {
    return {{"schema", "sock-lab/watch/1"}, {"event", name}};
}

}  // namespace

watcher::watcher(const lab::session& now, const course::course& course, judge::tools tools,
                 std::size_t first, bool pinned)
    : now_(now), course_(course), tools_(std::move(tools)), words_(now.words_of("judge")),
      pinned_(pinned), view_(make_watch_view(now, keys_.present())),
      file_watcher_(now.where, course) {
    state_.current = first;
    look_again();
}

void watcher::run() {
    end_on_signals();
    const auto keys = keys_.present() ? now_.say.paragraph(0, "watch.keys") : std::string();
    view_->report(now_.say.paragraph(0, "watch.began") + keys, event("began"));
    check(state_.current);
    while (!over_ && asked_to_end == 0) {
        view_->show(state_);
        if (const auto key = keys_.read(tick)) obey(*key);
        const auto saved = file_watcher_.look();
        if (saved && (!pinned_ || *saved == state_.current)) check_saved(*saved);
        if (background_check_) state_.checked = background_check_->checked();
        if (background_check_ && background_check_->ended()) conclude();
    }
}

// Reads the sources and the stored checks again, because other processes (`lab check` in another
// terminal) write them, too.
void watcher::look_again() {
    state_.all = lab::read_progress(now_.where, course_);
}

// A notice that a key has just shown about the file stays.
void watcher::check_saved(std::size_t which) {
    if (!ours_) state_.notice.clear();
    ours_ = false;
    check(which);
}

void watcher::check(std::size_t which) {
    background_check_.reset();
    if (which != state_.current) {
        state_.last.reset();
        state_.compiled.reset();
        state_.since.clear();
    }
    state_.current = which;
    state_.checking = true;
    state_.checked = 0;
    state_.scroll = 0;
    state_.overlay.clear();
    began_ = support::clock::now();
    look_again();
    const auto& exercise = state_.exercise();
    auto it = event("checking");
    it["program"] = exercise.program;
    view_->report(now_.say.paragraph(0, "watch.check", {{"program", exercise.program}}), it);
    background_check_ = std::make_unique<background_check>(
        tools_, words_, lab::trial{&exercise, lab::source_of(now_.where, exercise), {}, {}});
}

void watcher::conclude() {
    state_.last = background_check_->result();
    background_check_.reset();
    state_.checking = false;
    state_.since = time_of_day();
    if (!lab::keep(now_.where, {*state_.last})) notice(now_.say.text("check.not-remembered"));
    look_again();
    const auto& outcome = state_.last->outcome;
    auto it = event("checked");
    it["program"] = wire::to_json(outcome.program);
    it["build_ms"] = outcome.build_took.count();
    it["checks_ms"] = outcome.checks_took.count();
    it["took_ms"] =
        std::chrono::duration_cast<milliseconds>(support::clock::now() - began_).count();
    it["complete"] = state_.progress().complete();
    const auto around = render::context_of(now_, *state_.last);
    view_->report(render::verdict(state_, around, now_.say) + "\n", it);
    if (outcome.program.status == wire::program_status::built) state_.compiled = outcome.program;
}

void watcher::notice(const std::string& text) {
    state_.notice = text;
    auto it = event("notice");
    it["text"] = text;
    view_->report(text + "\n", it);
}

void watcher::show_instead(const std::string& text, const char* name) {
    state_.overlay = text;
    state_.scroll = 0;
    auto it = event(name);
    it["text"] = text;
    view_->report(text + "\n", it);
}

void watcher::show_hint() {
    const int todo = lab::todo_to_hint_at(now_.where, state_.progress());
    const auto& program = state_.exercise().program;
    if (todo == 0) return notice(now_.say.text("hint.nothing-left", {{"program", program}}));
    const auto hint =
        lab::next_hint(now_.where, lab::topic_of_failure(now_.where, state_.progress(), todo));
    lab::trial about;
    about.exercise = hint.about.exercise;
    about.source = lab::source_of(now_.where, *hint.about.exercise);
    show_instead(render::hint(hint, render::context_of(now_, about), now_.say), "hint");
    if (hint.level < lab::hint_levels) state_.notice = now_.say.text("watch.more-hints");
}

void watcher::show_list() {
    look_again();
    show_instead(render::status(course_, state_.all, now_.say), "list");
    state_.notice = now_.say.text("watch.choose");
}

void watcher::put_stub_back() {
    const auto& exercise = state_.exercise();
    if (before_ != 'r')
        return notice(now_.say.text("watch.reset-sure", {{"program", exercise.program}}));
    const auto it = lab::put_stub_back(now_.where, exercise);
    ours_ = it.changed;
    if (!it.changed)
        return notice(now_.say.text("reset.stub-already", {{"file", exercise.source()}}));
    notice(it.kept.empty()
               ? now_.say.text("reset.done", {{"file", exercise.source()}})
               : now_.say.text("watch.reset-done", {{"file", now_.where.shown(it.kept)}}));
}

void watcher::bring_back() {
    const auto it = lab::undo(now_.where, state_.exercise());
    ours_ = it.changed;
    const auto id = it.changed ? "reset.undone" : "reset.same";
    notice(now_.say.text(id, {{"file", state_.exercise().source()}}));
}

void watcher::go_on() {
    const auto step = lab::next(state_.all);
    if (!step) return notice(now_.say.text("next.submit"));
    for (std::size_t i = 0; i < state_.all.size(); ++i) {
        if (state_.all[i].exercise == step->exercise) return check(i);
    }
}

void watcher::pause() {
    view_->leave();
    keys_.release();
    ::raise(SIGTSTP);
    keys_.seize();
    view_->come_back();
}

void watcher::scroll_by(int lines) {
    state_.scroll += lines;
}

void watcher::choose(char digit) {
    const auto which = static_cast<std::size_t>(digit - '1');
    if (which < state_.all.size()) check(which);
}

void watcher::obey(char pressed) {
    namespace key = console::key;
    struct action {
        char key;
        void (*act)(watcher&);
    };
    constexpr int page = 10;
    static constexpr std::array actions{
        action{'q', [](watcher& it) { it.over_ = true; }},
        action{key::interrupt, [](watcher& it) { it.over_ = true; }},
        action{key::end, [](watcher& it) { it.over_ = true; }},
        action{'h', [](watcher& it) { it.show_hint(); }},
        action{'l', [](watcher& it) { it.show_list(); }},
        action{'r', [](watcher& it) { it.put_stub_back(); }},
        action{'u', [](watcher& it) { it.bring_back(); }},
        action{'n', [](watcher& it) { it.go_on(); }},
        action{key::enter, [](watcher& it) { it.check(it.state_.current); }},
        action{key::suspend, [](watcher& it) { it.pause(); }},
        action{key::up, [](watcher& it) { it.scroll_by(-1); }},
        action{key::down, [](watcher& it) { it.scroll_by(1); }},
        action{key::page_up, [](watcher& it) { it.scroll_by(-page); }},
        action{key::page_down, [](watcher& it) { it.scroll_by(page); }}};

    const auto found = std::find_if(actions.begin(), actions.end(),
                                    [pressed](const action& it) { return it.key == pressed; });
    state_.notice.clear();
    try {
        if (found != actions.end()) {
            found->act(*this);
        } else if (pressed >= '1' && pressed <= '9') {
            choose(pressed);
        }
    } catch (const lab::problem& why) {
        notice(now_.say.text("problem." + why.id(), why.params()));
    }
    before_ = pressed;
}

}  // namespace watch
