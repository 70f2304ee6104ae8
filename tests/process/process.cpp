#include "process.hpp"

#include "table.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <csignal>
#include <mutex>
#include <set>
#include <system_error>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

extern char** environ;

namespace process {
namespace {

[[noreturn]] void fail(const std::string& what, int number = errno) {
    throw std::system_error(number, std::generic_category(), what);
}

/// A descriptor that closes itself.
class descriptor {
  public:
    descriptor() = default;
    explicit descriptor(int fd) : fd_(fd) {}
    descriptor(descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    descriptor& operator=(descriptor&& other) noexcept {
        std::swap(fd_, other.fd_);
        return *this;
    }
    ~descriptor() { close(); }

    [[nodiscard]] int get() const { return fd_; }
    void close() {
        if (fd_ >= 0) ::close(std::exchange(fd_, -1));
    }

  private:
    int fd_ = -1;
};

struct two_ends {
    descriptor read;
    descriptor write;
};

two_ends make_pipe() {
    int ends[2];
    if (::pipe(ends) != 0) fail("pipe");
    for (const int end : ends)
        ::fcntl(end, F_SETFD, FD_CLOEXEC);
    return {descriptor{ends[0]}, descriptor{ends[1]}};
}

std::vector<char*> pointers(std::vector<std::string>& strings) {
    std::vector<char*> result;
    result.reserve(strings.size() + 1);
    for (auto& text : strings)
        result.push_back(text.data());
    result.push_back(nullptr);
    return result;
}

/// The process groups that are running, where a signal handler can read them: no lock, no memory
/// from the heap.
std::array<std::atomic<pid_t>, 256> running_groups{};

void note_running(pid_t pid) {
    for (auto& slot : running_groups) {
        pid_t empty = 0;
        if (slot.compare_exchange_strong(empty, pid)) return;
    }
}

void note_ended(pid_t pid) {
    for (auto& slot : running_groups) {
        pid_t same = pid;
        if (slot.compare_exchange_strong(same, 0)) return;
    }
}

extern "C" void end_all_and_stop(int number) {
    for (auto& slot : running_groups) {
        const pid_t pid = slot.load();
        if (pid > 0) ::kill(-pid, SIGKILL);
    }
    ::signal(number, SIG_DFL);
    ::raise(number);
}

/// The children that we know. Whatever else has us as its parent is an orphan that a program left
/// behind (see adopt_orphans).
class registry {
  public:
    static registry& instance() {
        static registry only;
        return only;
    }

    std::mutex& lock() { return mutex_; }
    void add(pid_t pid) {
        known_.insert(pid);
        note_running(pid);
    }

    void forget(pid_t pid) {
        const std::lock_guard held(mutex_);
        known_.erase(pid);
        note_ended(pid);
    }

    /// Kills the orphans and what they started. True when there are none left.
    bool end_orphans() {
        const std::lock_guard held(mutex_);
        bool none = true;
        for (const auto& item : children(::getpid())) {
            if (known_.count(item.pid) != 0) continue;
            none = false;
            ::kill(item.pid, SIGKILL);
            ::waitpid(item.pid, nullptr, WNOHANG);
        }
        return none;
    }

  private:
    std::mutex mutex_;
    std::set<pid_t> known_;
};

/// Everything that the child needs between fork and exec, made beforehand: in a program with
/// threads only async-signal-safe calls are allowed there (signal-safety(7)).
struct launch {
    std::vector<char*> argv;
    std::vector<char*> environment;
    const char* directory = nullptr;
    std::vector<passed_descriptor> descriptors;
    int report = -1;
    pid_t parent = 0;
};

// Above every number that a caller may ask for, so that no dup2 overwrites one still to be passed.
constexpr int parking = 200;

[[noreturn]] void become(const launch& plan) {
    ::setsid();
#ifdef __linux__
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != plan.parent) ::_exit(127);  // it died before the line above
#endif
    const int report = ::fcntl(plan.report, F_DUPFD_CLOEXEC, parking);
    int parked[16];
    for (std::size_t i = 0; i < plan.descriptors.size(); ++i) {
        parked[i] = ::fcntl(plan.descriptors[i].ours, F_DUPFD_CLOEXEC, parking);
    }
    int highest = 2;
    for (std::size_t i = 0; i < plan.descriptors.size(); ++i) {
        ::dup2(parked[i], plan.descriptors[i].theirs);
        highest = std::max(highest, plan.descriptors[i].theirs);
    }
#ifdef __linux__
    for (int fd = 3; fd < highest; ++fd) {
        bool wanted = false;
        for (const auto& passed : plan.descriptors)
            wanted = wanted || passed.theirs == fd;
        if (!wanted) ::close(fd);
    }
    ::syscall(SYS_close_range, highest + 1, parking - 1, 0);
    ::syscall(SYS_close_range, parking, ~0U, 1U << 2);  // CLOSE_RANGE_CLOEXEC
#endif
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::signal(SIGPIPE, SIG_DFL);
    if (plan.directory == nullptr || ::chdir(plan.directory) == 0) {
        environ = const_cast<char**>(plan.environment.data());
        ::execvp(plan.argv[0], plan.argv.data());
    }
    const int reason = errno;
    [[maybe_unused]] const auto told = ::write(report, &reason, sizeof reason);
    ::_exit(127);
}

pid_t start(const command& what, int in, int out, int err) {
    auto argv = what.argv;
    std::vector<std::string> environment;
    if (what.environment) environment = *what.environment;
    if (!what.environment) {
        for (char** entry = environ; *entry != nullptr; ++entry)
            environment.emplace_back(*entry);
    }
    auto report = make_pipe();
    launch plan;
    plan.argv = pointers(argv);
    plan.environment = pointers(environment);
    plan.directory = what.directory.empty() ? nullptr : what.directory.c_str();
    plan.descriptors = {{in, 0}, {out, 1}, {err, 2}};
    plan.descriptors.insert(plan.descriptors.end(), what.descriptors.begin(),
                            what.descriptors.end());
    plan.report = report.write.get();
    plan.parent = ::getpid();
    if (plan.descriptors.size() > 16) fail(argv[0], EMFILE);

    pid_t pid = -1;
    {
        const std::lock_guard held(registry::instance().lock());
        pid = ::fork();
        if (pid == 0) become(plan);
        if (pid > 0) registry::instance().add(pid);
    }
    if (pid < 0) fail("fork for " + argv[0]);

    report.write.close();
    int reason = 0;
    ssize_t got = 0;
    while ((got = ::read(report.read.get(), &reason, sizeof reason)) < 0 && errno == EINTR) {
    }
    if (got <= 0) return pid;
    while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
    }
    registry::instance().forget(pid);
    fail(argv[0], reason);
}

exit_status decode(int raw) {
    if (WIFSIGNALED(raw)) return {0, WTERMSIG(raw)};
    const int code = WEXITSTATUS(raw);
    if (code > 128 && code < 128 + 32) return {0, code - 128};
    return {code, 0};
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
    void hear_the_rest();
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

// A thread of its own empties the pipes, always: a program that writes a lot must never block on
// us, whatever a check is waiting for at that moment.
void child::state::listen() {
    while (out.get() >= 0 || err.get() >= 0) {
        pollfd watched[3] = {
            {out.get(), POLLIN, 0}, {err.get(), POLLIN, 0}, {stop.read.get(), POLLIN, 0}};
        if (::poll(watched, 3, -1) < 0) continue;
        const bool heard = watched[0].revents != 0 || watched[1].revents != 0;
        if (watched[0].revents != 0 && !read_some(out, captured_out)) out.close();
        if (watched[1].revents != 0 && !read_some(err, captured_err)) err.close();
        if (!heard && watched[2].revents != 0) break;  // told to stop, and nothing left to read
    }
    const std::lock_guard held(mutex);
    silent = true;
    news.notify_all();
}

// What it wrote last may still be in the pipe. Only a grandchild that holds the pipe open can make
// this longer than a moment.
void child::state::hear_the_rest() {
    deadline moment(milliseconds{200});
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

    state_->pid = start(what, in.read.get(), out.write.get(), err.write.get());
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
        // Without a pidfd (macOS) this is a look every 10 ms.
        const auto longest = milliseconds{watched_fd >= 0 ? 50 : 10};
        ::poll(&watched, watched_fd >= 0 ? 1 : 0, until.poll_timeout(longest));
    }
    if (state_->ended) state_->hear_the_rest();
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
        // A pipe has no MSG_NOSIGNAL: the signal of a reader that is gone is caught for this call.
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
    registry::instance().forget(state_->pid);
    deadline patience(milliseconds{2000});
    while (!registry::instance().end_orphans() && !patience.expired()) {
        ::poll(nullptr, 0,
               1);  // a killed process needs a moment to become one that can be waited for
    }
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

milliseconds child::cpu() const {
    return state_->cpu;
}

void adopt_orphans() {
#ifdef __linux__
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
#endif
}

void end_children_on_signals() {
    struct sigaction action {};
    action.sa_handler = end_all_and_stop;
    for (const int number : {SIGINT, SIGTERM, SIGHUP})
        ::sigaction(number, &action, nullptr);
}

}  // namespace process
