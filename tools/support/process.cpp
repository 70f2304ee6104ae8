#include "support/process.hpp"

#include "support/launch.hpp"
#include "support/process_table.hpp"
#include "support/running_programs.hpp"
#include "support/unique_fd.hpp"

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <csignal>
#include <mutex>
#include <thread>

#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/syscall.h>
#endif

namespace support {
namespace {

exit_status decode(int raw) {
    if (WIFSIGNALED(raw)) return {0, WTERMSIG(raw)};
    return {WEXITSTATUS(raw), 0};
}

milliseconds cpu_of(const rusage& usage) {
    const auto ms = [](const timeval& t) {
        return milliseconds{t.tv_sec * 1000 + t.tv_usec / 1000};
    };
    return ms(usage.ru_utime) + ms(usage.ru_stime);
}

/// The beginning and the end of a stream.
void keep(captured& stream, std::string_view bytes, std::size_t head, std::size_t tail) {
    stream.bytes += bytes.size();
    const auto room = std::min(bytes.size(), head - std::min(head, stream.head.size()));
    stream.head.append(bytes.substr(0, room));
    stream.tail.append(bytes.substr(room));
    if (stream.tail.size() > tail) stream.tail.erase(0, stream.tail.size() - tail);
}

}  // namespace

std::string captured::text() const {
    if (complete()) return head + tail;
    const auto missing = bytes - head.size() - tail.size();
    return head + "\n[... " + std::to_string(missing) + " bytes ...]\n" + tail;
}

struct child::state {
    pid_t pid = -1;
    std::size_t keep_head = 0;
    std::size_t keep_tail = 0;
    std::optional<exit_status> ended;
    milliseconds cpu{};
    descriptor input;
    descriptor out;
    descriptor err;
    two_ends stop;  // closing `stop.write` ends the listener

    mutable std::mutex mutex;
    std::condition_variable news;
    captured captured_out;
    captured captured_err;
    bool silent = false;  // both streams have ended
    std::thread listener;

    ~state() { stop_listening(); }

    void listen();
    bool read_some(descriptor& from, captured& into);
    void drain();
    void stop_listening();
    bool reap(bool block);
    bool wait_stream(const captured& stream, const std::function<bool(const std::string&)>& enough,
                     deadline& until);
};

bool child::state::read_some(descriptor& from, captured& into) {
    char buffer[16 * 1024];
    const auto n = ::read(from.get(), buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) return true;
    const std::lock_guard held(mutex);
    if (n <= 0) return false;
    keep(into, {buffer, static_cast<std::size_t>(n)}, keep_head, keep_tail);
    news.notify_all();
    return true;
}

// A separate thread drains the pipes all the time: a program that writes a lot must never block on
// the suite, whatever a check is waiting for.
void child::state::listen() {
    while (out.get() >= 0 || err.get() >= 0) {
        pollfd watched[3] = {
            {out.get(), POLLIN, 0}, {err.get(), POLLIN, 0}, {stop.read.get(), POLLIN, 0}};
        if (::poll(watched, 3, -1) < 0) continue;
        const bool readable = watched[0].revents != 0 || watched[1].revents != 0;
        if (watched[0].revents != 0 && !read_some(out, captured_out)) out.close();
        if (watched[1].revents != 0 && !read_some(err, captured_err)) err.close();
        if (!readable && watched[2].revents != 0) break;  // stopped, and nothing left to read
    }
    const std::lock_guard held(mutex);
    silent = true;
    news.notify_all();
}

// The last output may still be in the pipe. Only a grandchild that holds the pipe open makes this
// take the full time.
void child::state::drain() {
    auto moment = deadline::for_cleanup(milliseconds{200});
    std::unique_lock held(mutex);
    while (!silent && !moment.expired()) {
        news.wait_for(held, milliseconds{moment.poll_timeout()});
    }
}

void child::state::stop_listening() {
    stop.write.close();
    if (listener.joinable()) listener.join();
}

bool child::state::reap(bool block) {
    if (ended) return true;
    int raw = 0;
    rusage usage{};
    pid_t got = 0;
    while ((got = ::wait4(pid, &raw, block ? 0 : WNOHANG, &usage)) < 0 && errno == EINTR) {
    }
    if (got != pid) return false;
    ended = decode(raw);
    cpu = cpu_of(usage);
    return true;
}

bool child::state::wait_stream(const captured& stream,
                               const std::function<bool(const std::string&)>& enough,
                               deadline& until) {
    std::unique_lock held(mutex);
    while (!enough(stream.head + stream.tail)) {
        if (silent || until.expired()) return false;
        news.wait_for(held, milliseconds{until.poll_timeout()});
    }
    return true;
}

child::child(const command& what) : state_(std::make_unique<state>()) {
    auto out = make_pipe();
    auto err = make_pipe();
    two_ends in;
    if (what.input == standard_input::pipe) in = make_pipe();
    if (what.input == standard_input::empty)
        in.read = descriptor{::open("/dev/null", O_RDONLY | O_CLOEXEC)};

    state_->pid = launch(what, {in.read.get(), out.write.get(), err.write.get()});
    state_->keep_head = what.keep_head;
    state_->keep_tail = what.keep_tail;
    state_->input = std::move(in.write);
    if (state_->input.get() >= 0) ::fcntl(state_->input.get(), F_SETFL, O_NONBLOCK);
    state_->out = std::move(out.read);
    state_->err = std::move(err.read);
    state_->stop = make_pipe();
    state_->listener = std::thread([it = state_.get()] { it->listen(); });
}

child::child(child&&) noexcept = default;

child& child::operator=(child&& other) noexcept {
    if (state_) end();
    state_ = std::move(other.state_);
    return *this;
}

child::~child() {
    if (state_) end();
}

pid_t child::pid() const {
    return state_->pid;
}

std::optional<exit_status> child::status() {
    state_->reap(false);
    return state_->ended;
}

std::optional<exit_status> child::wait(deadline& until) {
#ifdef SYS_pidfd_open
    descriptor end_of_it;
    if (!state_->ended) {
        end_of_it = descriptor{static_cast<int>(::syscall(SYS_pidfd_open, state_->pid, 0))};
    }
    const int watched_fd = end_of_it.get();
#else
    const int watched_fd = -1;
#endif
    while (!state_->reap(false) && !until.expired()) {
        pollfd watched{watched_fd, POLLIN, 0};
        // Without a pidfd (macOS) this polls every 10 ms.
        const auto longest = milliseconds{watched_fd >= 0 ? 50 : 10};
        ::poll(&watched, watched_fd >= 0 ? 1 : 0, until.poll_timeout(longest));
    }
    if (state_->ended) state_->drain();
    return state_->ended;
}

std::optional<exit_status> child::wait(milliseconds limit) {
    deadline until(limit);
    return wait(until);
}

captured child::output() const {
    const std::lock_guard held(state_->mutex);
    return state_->captured_out;
}

captured child::errors() const {
    const std::lock_guard held(state_->mutex);
    return state_->captured_err;
}

bool child::wait_output(const std::function<bool(const std::string&)>& enough, deadline& until) {
    return state_->wait_stream(state_->captured_out, enough, until);
}

bool child::wait_errors(const std::function<bool(const std::string&)>& enough, deadline& until) {
    return state_->wait_stream(state_->captured_err, enough, until);
}

bool child::write(std::string_view bytes, deadline& until) {
    while (!bytes.empty()) {
        // A pipe has no MSG_NOSIGNAL, so SIGPIPE is blocked for this call and consumed.
        sigset_t pipe_only;
        sigset_t before;
        sigemptyset(&pipe_only);
        sigaddset(&pipe_only, SIGPIPE);
        ::pthread_sigmask(SIG_BLOCK, &pipe_only, &before);
        const auto n = ::write(state_->input.get(), bytes.data(), bytes.size());
        const int reason = errno;
        if (n < 0 && reason == EPIPE) {
            const timespec now{0, 0};
            ::sigtimedwait(&pipe_only, nullptr, &now);
        }
        ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
        if (n >= 0) {
            bytes.remove_prefix(static_cast<std::size_t>(n));
            continue;
        }
        if (reason != EAGAIN && reason != EINTR) return false;
        if (until.expired()) return false;
        pollfd watched{state_->input.get(), POLLOUT, 0};
        ::poll(&watched, 1, until.poll_timeout());
    }
    return true;
}

void child::close_input() {
    state_->input.close();
}

void child::signal(int number) const {
    if (!state_->ended) ::kill(state_->pid, number);
}

exit_status child::end() {
    close_input();
    if (!state_->reap(false)) {
        const auto members = family(state_->pid);
        ::kill(-state_->pid, SIGKILL);
        for (const auto& member : members)
            ::kill(member.pid, SIGKILL);
        state_->reap(true);
    } else {
        ::kill(-state_->pid, SIGKILL);  // what it left in its group
    }
    running::instance().forget(state_->pid);
    // A killed process needs a moment to become one that can be waited for.
    await([] { return running::instance().end_orphans(); },
          deadline::for_cleanup(milliseconds{2000}));
    state_->stop_listening();
    return *state_->ended;
}

finished run(command what, milliseconds limit, std::string_view input) {
    what.input = input.empty() ? standard_input::empty : standard_input::pipe;
    const auto started = clock::now();
    deadline until(limit);
    child it(what);
    if (!input.empty()) {
        it.write(input, until);
        it.close_input();
    }
    finished result;
    result.timed_out = !it.wait(until);
    result.status = it.end();
    result.out = it.output();
    result.err = it.errors();
    result.took = std::chrono::duration_cast<milliseconds>(clock::now() - started);
    result.cpu = it.cpu();
    return result;
}

std::chrono::duration<double, std::milli> own_cpu() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto ms = [](const timeval& t) {
        return static_cast<double>(t.tv_sec) * 1000 + static_cast<double>(t.tv_usec) / 1000;
    };
    return std::chrono::duration<double, std::milli>(ms(usage.ru_utime) + ms(usage.ru_stime));
}

milliseconds child::cpu() const {
    return state_->cpu;
}

}  // namespace support
