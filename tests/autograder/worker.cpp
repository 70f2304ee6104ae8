#include "autograder/worker.hpp"

#include "autograder/session.hpp"
#include "autograder/timeouts.hpp"
#include "support/process.hpp"

#include <nlohmann/json.hpp>

#include <csignal>
#include <optional>
#include <utility>

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>
#endif

namespace suite {
namespace {

using nlohmann::ordered_json;

// As numbers: a program may add any bytes, and JSON has only UTF-8.
ordered_json bytes_to_json(const std::string& from) {
    ordered_json result = ordered_json::array();
    for (const char c : from)
        result.push_back(static_cast<int>(static_cast<unsigned char>(c)));
    return result;
}

std::string bytes_from_json(const ordered_json& from) {
    std::string result;
    for (const int byte : from)
        result += static_cast<char>(byte);
    return result;
}

ordered_json to_json(const deviation& from) {
    return {{"diagnosis", from.diagnosis},
            {"check", from.check},
            {"before", bytes_to_json(from.before)},
            {"after", bytes_to_json(from.after)},
            {"length", from.length},
            {"said", wire::to_json(from.said)}};
}

deviation deviation_from(const ordered_json& from) {
    return {from.at("diagnosis"),
            from.at("check"),
            bytes_from_json(from.at("before")),
            bytes_from_json(from.at("after")),
            from.at("length"),
            wire::sentence_from_json(from.at("said"))};
}

ordered_json to_json(const worker_result& from) {
    return {{"check", wire::to_json(from.what.check)},
            {"steps", wire::to_json(from.what.steps)},
            {"found", from.what.found ? to_json(*from.what.found) : ordered_json()},
            {"unobservable", from.what.unobservable},
            {"spent", from.waits.spent},
            {"crowd", from.waits.crowd},
            {"cpu_ms", from.cpu_ms},
            {"waited_ms", from.waited_ms}};
}

worker_result worker_result_from(const ordered_json& from) {
    worker_result result;
    result.what = {wire::check_from_json(from.at("check")),
                   wire::transcript_from_json(from.at("steps"))};
    result.what.unobservable = from.at("unobservable");
    if (!from.at("found").is_null()) result.what.found = deviation_from(from.at("found"));
    result.waits = {from.at("spent"), from.at("crowd")};
    result.cpu_ms = from.at("cpu_ms");
    result.waited_ms = from.at("waited_ms");
    return result;
}

void say(int to, const std::string& text) {
    for (std::size_t done = 0; done < text.size();) {
        const auto n = ::write(to, text.data() + done, text.size() - done);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return;  // the runner has ended
        done += static_cast<std::size_t>(n);
    }
}

/// What a worker is told to do.
struct order {
    std::size_t check = 0;
    support::milliseconds limit{};
    given accepted;
};

std::string to_line(std::size_t check, const given& accepted, support::milliseconds limit) {
    ordered_json differences = ordered_json::array();
    for (const auto& it : accepted.all())
        differences.push_back(to_json(it));
    return wire::dump({{"check", check}, {"limit_ms", limit.count()}, {"given", differences}}) +
           '\n';
}

// One order at a time is on its way, so what comes after its newline cannot be lost.
std::optional<order> next_order(int from) {
    std::string line;
    while (line.empty() || line.back() != '\n') {
        char block[4096];
        const auto n = ::read(from, block, sizeof block);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return std::nullopt;
        line.append(block, static_cast<std::size_t>(n));
    }
    const auto said = ordered_json::parse(line);
    order result{said.at("check"), support::milliseconds{said.at("limit_ms").get<int>()}, {}};
    for (const auto& it : said.at("given"))
        result.accepted.accept(deviation_from(it));
    return result;
}

// noexcept: what it throws must not get back to the runner, of which this process has a copy.
[[noreturn]] void run_orders(const session& run, int from, int to) noexcept {
#ifdef __linux__
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
    support::account_for(::getppid());
    support::adopt_orphans();
    std::chrono::duration<double, std::milli> cpu_before{};  // its own beginning counts as well
    support::take_waits();                                   // those of the process that forked
    while (const auto next = next_order(from)) {
        worker_result result;
        result.what = run_check(check_definitions()[next->check], run, next->accepted, next->limit);
        result.waits = support::take_waits();
        result.waited_ms = support::spent_of_bound().count();
        const auto cpu = support::own_cpu();
        result.cpu_ms = (cpu - std::exchange(cpu_before, cpu)).count();
        say(to, wire::dump(to_json(result)) + '\n');
    }
    ::_exit(0);
}

std::string how_it_died(int raw) {
    if (WIFSIGNALED(raw)) return "its process was ended by " + signal_name(WTERMSIG(raw));
    return "its process exited with status " + std::to_string(WEXITSTATUS(raw));
}

}  // namespace

worker::worker(const session& run) : run_(&run), until_(longest_check) {
    auto orders = support::make_pipe();
    auto answers = support::make_pipe();
    pid_ = ::fork();
    if (pid_ < 0) support::fail("fork");
    if (pid_ == 0) {
        orders.write.close();
        answers.read.close();
        run_orders(run, orders.read.get(), answers.write.get());
    }
    to_ = std::move(orders.write);
    from_ = std::move(answers.read);
}

worker::~worker() {
    if (pid_ > 0) end();
}

int worker::end() {
    ::kill(pid_, SIGKILL);
    return await_death();
}

int worker::await_death() {
    int raw = 0;
    while (::waitpid(pid_, &raw, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    return raw;
}

void worker::start(const check_definition& it, const given& accepted, support::milliseconds limit) {
    check_ = &it;
    said_.clear();
    until_.restart();
    // If the worker has died, the missing result is reported as its failure.
    const auto which = static_cast<std::size_t>(&it - check_definitions().data());
    say(to_.get(), to_line(which, accepted, limit));
}

bool worker::listen() {
    pollfd watched{from_.get(), POLLIN, 0};
    if (::poll(&watched, 1, 0) <= 0) return !until_.expired();
    char block[16 * 1024];
    const auto n = ::read(from_.get(), block, sizeof block);
    if (n < 0 && errno == EINTR) return true;
    if (n <= 0) return false;
    said_.append(block, static_cast<std::size_t>(n));
    return said_.back() != '\n';
}

worker_result worker::finish() {
    fit_ = false;
    const auto said = ordered_json::parse(said_, nullptr, false);
    if (!said.is_discarded()) {
        auto result = worker_result_from(said);
        fit_ = result.what.check.verdict == verdict::passed;
        return result;
    }
    const int raw = until_.expired() ? end() : await_death();
    worker_result result;
    auto& check = result.what.check;
    check = wire::blank(run_->check(check_->id), run_->asked().language);
    check.verdict = verdict::internal_error;
    check.diagnosis = wire::say(run_->words(), "suite.fault", {{"what", how_it_died(raw)}});
    return result;
}

}  // namespace suite
