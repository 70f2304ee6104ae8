#include "worker.hpp"

#include "session.hpp"

#include <nlohmann/json.hpp>

#include <csignal>

#include <poll.h>
#include <process.hpp>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>
#endif

namespace suite {
namespace {

using json = nlohmann::json;

// Far more than the slowest check needs: only our own mistake comes to the end of it.
constexpr process::milliseconds longest_check{120'000};

json to_json(const account& from) {
    return {{"what", to_json(from.what)},
            {"spent", from.waits.spent},
            {"crowd", from.waits.crowd},
            {"cpu_ms", from.cpu_ms}};
}

account account_from_json(const json& from) {
    account result;
    result.what = outcome_from_json(from.at("what"));
    result.waits = {from.at("spent"), from.at("crowd")};
    result.cpu_ms = from.at("cpu_ms");
    return result;
}

void say(int to, const std::string& text) {
    for (std::size_t done = 0; done < text.size();) {
        const auto n = ::write(to, text.data() + done, text.size() - done);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return;  // nobody listens any more
        done += static_cast<std::size_t>(n);
    }
}

[[noreturn]] void tell_and_exit(const story& it, const session& run, int to) {
#ifdef __linux__
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
    process::account_for(::getppid());
    process::adopt_orphans();
    account result;
    result.what = told(it, run);
    result.waits = process::waits_so_far();
    result.cpu_ms = process::own_cpu().count();
    // A program may print what is no UTF-8; that must not cost it the verdict.
    say(to, to_json(result).dump(-1, ' ', false, json::error_handler_t::replace));
    ::_exit(0);
}

std::string how_it_died(int raw) {
    if (WIFSIGNALED(raw)) return "its process was ended by " + signal_name(WTERMSIG(raw));
    return "its process exited with status " + std::to_string(WEXITSTATUS(raw));
}

}  // namespace

worker::worker(const story& it, const session& run)
    : story_(&it), run_(&run), until_(longest_check) {
    auto pipe = process::make_pipe();
    pid_ = ::fork();
    if (pid_ < 0) process::fail("fork");
    if (pid_ == 0) {
        pipe.read.close();
        tell_and_exit(it, run, pipe.write.get());
    }
    from_ = std::move(pipe.read);
}

bool worker::listen() {
    pollfd watched{from_.get(), POLLIN, 0};
    if (::poll(&watched, 1, 0) <= 0) return !until_.expired();
    char block[16 * 1024];
    const auto n = ::read(from_.get(), block, sizeof block);
    if (n > 0) said_.append(block, static_cast<std::size_t>(n));
    return n > 0 || (n < 0 && errno == EINTR);
}

account worker::finish() {
    if (until_.expired()) ::kill(pid_, SIGKILL);
    int raw = 0;
    while (::waitpid(pid_, &raw, 0) < 0 && errno == EINTR) {
    }
    const auto said = json::parse(said_, nullptr, false);
    if (!said.is_discarded()) return account_from_json(said);
    account result;
    result.what = run_->begin(run_->check(story_->id));
    result.what.result = verdict::internal_error;
    result.what.diagnosis = {"suite.fault", {{"what", how_it_died(raw)}}};
    result.what.cause = run_->words().text("suite.fault", result.what.diagnosis.values);
    return result;
}

}  // namespace suite
