#include "lab/experiment/process_pair.hpp"

#include <sock.hpp>

#include "lab/workspace/files.hpp"
#include "support/idle.hpp"
#include "support/preload_path.hpp"
#include "support/process_table.hpp"

#include <algorithm>
#include <csignal>

#include <unistd.h>

extern char** environ;

namespace experiment {
namespace {

using support::milliseconds;
namespace fs = std::filesystem;

constexpr milliseconds time_limit{3000};
constexpr milliseconds moment{500};  // for a program that is never at rest

// Other preloaded libraries (a sanitizer, a test's own) keep their place before the recorder.
std::vector<std::string> environment_with(const fs::path& recorder, const fs::path& recording,
                                          std::int64_t start) {
    std::vector<std::string> result;
    std::string preload = support::preload_path(recorder.string());
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string_view variable(*entry);
        if (variable.rfind("SOCK_EVENTS_FILE=", 0) == 0) continue;
        if (variable.rfind("LD_PRELOAD=", 0) == 0 && !recorder.empty()) {
            preload.append(":").append(variable.substr(variable.find('=') + 1));
            continue;
        }
        result.emplace_back(variable);
    }
    if (!recorder.empty()) result.push_back("LD_PRELOAD=" + preload);
    result.push_back("SOCK_EVENTS_FILE=" + recording.string());
    result.push_back("SOCK_EVENTS_START=" + std::to_string(start));  // one clock for both
    return result;
}

std::string last_line(std::string text) {
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r'))
        text.pop_back();
    const auto start = text.rfind('\n');
    return start == std::string::npos ? text : text.substr(start + 1);
}

std::multiset<std::uint64_t> sockets_of(pid_t root) {
    std::multiset<std::uint64_t> result;
    for (const auto& member : support::family(root))
        result.merge(support::socket_inodes(member.pid));
    return result;
}

}  // namespace

process_pair::process_pair(const processes& who, fs::path folder)
    : who_(who), folder_(std::move(folder)) {
    record_.programs = who.names;
    const auto now = support::clock::now().time_since_epoch();
    began_ = std::chrono::duration_cast<std::chrono::microseconds>(now).count();
}

void process_pair::start(side who, const std::vector<std::string>& arguments) {
    const auto i = index(who);
    support::command what;
    what.argv = {who_.binaries[i].string()};
    what.argv.insert(what.argv.end(), arguments.begin(), arguments.end());
    what.environment = environment_with(who_.recorder, folder_ / who_.names[i], began_);
    if (who == side::client) what.input = support::standard_input::pipe;
    auto text = who_.names[i];
    for (const auto& argument : arguments)
        text += " " + argument;
    note(act_kind::started, who, text);
    children_[i] = std::make_unique<support::child>(what);
}

bool process_pair::await_listening(support::transport kind, std::uint16_t port) {
    support::deadline until(time_limit);
    const auto there = [&] {
        const auto own = sockets_of(child(side::server).pid());
        const auto all = support::sockets(kind);
        return std::any_of(all.begin(), all.end(), [&](const support::socket_entry& it) {
            const bool listens =
                kind == support::transport::udp || it.state == support::tcp_state::listen;
            return listens && it.port == port && own.count(it.inode) != 0;
        });
    };
    while (!there()) {
        // Wakes at once if the program ends.
        if (until.expired() || child(side::server).wait(milliseconds{5})) return false;
    }
    await_rest();
    return true;
}

void process_pair::type(std::string_view text) {
    note(act_kind::typed, side::client, std::string(text));
    support::deadline until(time_limit);
    child(side::client).write(text, until);
}

void process_pair::type_last(std::string_view text) {
    type(text);
    child(side::client).close_input();
}

void process_pair::end_input() {
    note(act_kind::end_of_input, side::client);
    child(side::client).close_input();
}

void process_pair::interrupt_server() {
    note(act_kind::interrupted, side::server);
    auto& server = child(side::server);
    ::kill(-server.pid(), SIGINT);
    if (!server.wait(time_limit)) note(act_kind::killed, side::server);
    server.end();
    const auto before = record_.acts.back().seen;
    note_end(side::server);
    // The client's reaction is ordered after the server's end, however fast it was.
    record_.acts.back().seen[index(side::client)] = before[index(side::client)];
}

void process_pair::await_fin(std::uint16_t port) {
    support::deadline until(time_limit);
    const auto own = sockets_of(child(side::client).pid());
    // A connection that no process has accepted, or that no process holds any more, has no inode in
    // the table.
    const auto still_connected = [&] {
        const auto all = support::sockets(support::transport::tcp);
        return std::any_of(all.begin(), all.end(), [&](const support::socket_entry& it) {
            return it.remote_port == port && own.count(it.inode) != 0 &&
                   it.state != support::tcp_state::close_wait;
        });
    };
    while (still_connected() && !until.expired() && !child(side::client).wait(milliseconds{2})) {
    }
    await_rest();
    if (client_runs()) note(act_kind::fin_arrived, side::client);
}

void process_pair::await_rest() {
    std::vector<pid_t> programs;
    for (auto& one : children_) {
        if (one && !one->status()) programs.push_back(one->pid());
    }
    support::await_rest(programs, support::deadline(moment));
}

void process_pair::await_client_end() {
    if (child(side::client).wait(time_limit)) {
        await_rest();  // its last bytes reach the server
        note_end(side::client);
    } else {
        note(act_kind::still_runs, side::client);
    }
}

bool process_pair::client_runs() {
    return !child(side::client).status();
}

void process_pair::close() {
    for (const auto who : {side::client, side::server}) {
        record_.lines[index(who)] = lines_of(who);
        if (children_[index(who)]) children_[index(who)]->end();
    }
}

std::string process_pair::output() const {
    return children_[0]->output().text();
}

std::string process_pair::errors() const {
    return children_[0]->errors().text();
}

bool process_pair::recorded(side who) const {
    return !record_.lines[index(who)].empty();
}

void process_pair::note(act_kind kind, side who, std::string text) {
    act it;
    it.kind = kind;
    it.who = who;
    it.text = std::move(text);
    it.seen = {whole_lines(lines_of(side::client)), whole_lines(lines_of(side::server))};
    record_.acts.push_back(std::move(it));
}

void process_pair::note_end(side who) {
    auto& one = child(who);
    note(act_kind::ended, who, last_line(one.errors().text()));
    const auto status = one.status().value_or(support::exit_status{});
    record_.acts.back().status = status.code;
    record_.acts.back().signal = status.signal;
}

std::string process_pair::lines_of(side who) const {
    const auto file = folder_ / who_.names[index(who)];
    return fs::is_regular_file(file) ? lab::read_file(file) : std::string();
}

support::child& process_pair::child(side who) {
    return *children_[index(who)];
}

std::uint16_t free_port(support::transport kind) {
    const sock::endpoint any("127.0.0.1", 0);
    const auto found = kind == support::transport::tcp
                           ? sock::tcp_listener::bind(any).local_endpoint()
                           : sock::udp_socket::bind(any).local_endpoint();
    return found.port();
}

}  // namespace experiment
