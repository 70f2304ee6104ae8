#include "autograder/runner.hpp"

#include "autograder/schedule.hpp"
#include "autograder/timeouts.hpp"
#include "autograder/worker.hpp"
#include "support/guardian.hpp"

#include <algorithm>
#include <csignal>
#include <map>
#include <memory>
#include <optional>
#include <string_view>

#include <poll.h>
#include <unistd.h>

namespace suite {
namespace {

// From this many tasks for a core on, a wait that came to its end may say more about the machine
// than about the program.
constexpr double crowd = 1.25;

using milliseconds = std::chrono::duration<double, std::milli>;

/// A check on its way.
struct entry {
    const check_definition* it = nullptr;
    const course::check* check = nullptr;
    std::unique_ptr<worker> at_work;
    std::string explained_by;  ///< the check whose failure explains a failure of this one, if any
    std::optional<outcome> first_try;  ///< set: this is the second, in a quiet slot
    std::optional<outcome> done;
};

std::vector<entry> wanted_in_course_order(const session& run) {
    std::vector<entry> result;
    for (const auto& it : check_definitions()) {
        const auto& check = run.check(it.id);
        if (run.wanted(check)) result.push_back({&it, &check, {}, {}, {}, {}});
    }
    std::stable_sort(result.begin(), result.end(), [&](const entry& a, const entry& b) {
        return run.place_of(*a.check) < run.place_of(*b.check);
    });
    return result;
}

std::vector<place_in_plan> plan_for(const std::vector<entry>& entries) {
    std::map<std::string, std::size_t, std::less<>> places;
    for (std::size_t i = 0; i < entries.size(); ++i)
        places[entries[i].check->id] = i;
    std::vector<place_in_plan> result;
    for (const auto& each : entries) {
        place_in_plan place{{}, each.it->what.quiet, each.it->what.port};
        for (const auto& earlier : each.check->after) {
            const auto found = places.find(earlier);
            if (found != places.end()) place.after.push_back(found->second);
        }
        result.push_back(std::move(place));
    }
    return result;
}

std::string program_of(const entry& it) {
    return it.check->id.substr(0, it.check->id.find('/'));
}

class runner {
  public:
    runner(session& run, int lifeline)
        : run_(run), lifeline_(lifeline), entries_(wanted_in_course_order(run)),
          schedule_(plan_for(entries_), run.asked().at_once) {}

    void run() {
        while (!schedule_.finished()) {
            while (const auto which = schedule_.next())
                start(*which);
            await_news();
            for (std::size_t which = 0; which < entries_.size(); ++which)
                on_readable(which);
            hand_on();
        }
    }

  private:
    void start(std::size_t which) {
        auto& it = entries_[which];
        if (it.first_try && wasted_ > most_retry_time) return resolve(which, *it.first_try);
        it.explained_by = run_.explained_by(*it.check);
        if (!it.explained_by.empty() && shows_nothing_more(it)) return skip(which);
        if (it.explained_by.empty() && run_.out_of_time())
            return resolve(which, it.first_try ? *it.first_try : without_time(*it.check, run_));
        it.at_work = free_worker();
        it.at_work->start(*it.it, run_.given_for(*it.check),
                          it.explained_by.empty() ? run_.asked().check_time : time_for_consequence);
    }

    // A check after a failure that explains it is tried all the same: what the program can do in
    // spite of its mistake counts.
    bool shows_nothing_more(const entry& it) {
        return run_.out_of_reach(*it.check) || run_.out_of_time() ||
               in_vain_[program_of(it)] > most_time_in_vain;
    }

    void skip(std::size_t which) {
        const auto& it = entries_[which];
        outcome result{wire::blank(*it.check, run_.asked().language), {}};
        result.check.evidence.because = it.explained_by;
        result.check.verdict = verdict::skipped;
        resolve(which, std::move(result));
    }

    std::unique_ptr<worker> free_worker() {
        if (idle_.empty()) return std::make_unique<worker>(run_);
        auto result = std::move(idle_.back());
        idle_.pop_back();
        return result;
    }

    void await_news() const {
        std::vector<pollfd> watched{{lifeline_, POLLIN, 0}};
        for (const auto& each : entries_) {
            if (each.at_work) watched.push_back({each.at_work->handle(), POLLIN, 0});
        }
        if (watched.size() == 1) return;
        // Not for ever: a worker that says nothing has a deadline.
        const auto longest = static_cast<int>(worker_watch.count());
        if (::poll(watched.data(), static_cast<nfds_t>(watched.size()), longest) <= 0) return;
        if (lifeline_ < 0 || watched[0].revents == 0) return;
        // The guardian has ended: the results have no reader.
        support::end_all_descendants();
        ::_exit(128 + SIGTERM);
    }

    void on_readable(std::size_t which) {
        auto& it = entries_[which];
        if (!it.at_work || it.at_work->listen()) return;
        auto worker_result = it.at_work->finish();
        if (it.at_work->fit()) idle_.push_back(std::move(it.at_work));
        it.at_work.reset();
        run_.spend(worker_result.cpu_ms);
        const auto came = worker_result.what.check.verdict;
        if (!it.explained_by.empty() && came == verdict::failed) {
            in_vain_[program_of(it)] += milliseconds(worker_result.waited_ms);
            return skip(which);
        }
        run_.wait(worker_result.waited_ms);
        if (!it.first_try && rests_on_time(*it.it, worker_result)) {
            it.first_try = std::move(worker_result.what);
            schedule_.again(which);
            return;
        }
        if (it.first_try && came == verdict::failed)
            wasted_ +=
                milliseconds(worker_result.what.check.duration_ms) / support::load_per_core();
        if (it.first_try)
            worker_result.what = second_try(*it.first_try, std::move(worker_result.what));
        resolve(which, std::move(worker_result.what));
    }

    static bool rests_on_time(const check_definition& it, const worker_result& its) {
        const bool by_time = its.waits.spent || it.what.timing;
        return its.what.check.verdict == verdict::failed && by_time && its.waits.crowd > crowd;
    }

    void resolve(std::size_t which, outcome result) {
        schedule_.over(which);
        run_.decide(result);
        if (result.found && has_one_port(*result.found)) serialize(which);
        entries_[which].done = std::move(result);
    }

    // From now on the checks of this program run one after another.
    void serialize(std::size_t which) {
        for (std::size_t other = 0; other < entries_.size(); ++other)
            if (program_of(entries_[other]) == program_of(entries_[which])) schedule_.alone(other);
    }

    // In the course's order, as soon as all that come before are there.
    void hand_on() {
        while (handed_on_ < entries_.size() && entries_[handed_on_].done)
            run_.record(*entries_[handed_on_++].done);
    }

    session& run_;
    int lifeline_;
    std::vector<entry> entries_;
    schedule schedule_;
    std::vector<std::unique_ptr<worker>> idle_;
    std::size_t handed_on_ = 0;
    milliseconds wasted_{};                                     // by retries
    std::map<std::string, milliseconds, std::less<>> in_vain_;  // by checks that were explained
};

}  // namespace

void run_checks(session& run, int lifeline) {
    runner(run, lifeline).run();
}

}  // namespace suite
