// users_server [port [address [store]]]
//
// A service that keeps a list of users: clients add, look up, rename and remove them, and can watch
// what the others do. Everything that happens to a user is an event (events.hpp). The store is the
// file of all events; the list is what remains after all of them. An event is in the file before
// its request is answered: however this program ends, no change that was acknowledged is lost.
// Without arguments: port 5002, 0.0.0.0, users.events.

#include <sock.hpp>

#include "events.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <iostream>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

using namespace std::chrono_literals;

struct arguments {
    sock::endpoint address{};
    std::string store = "users.events";
};

// ------------------------------------------------------------------------------------- the store

/// The file of events, to which only this process writes.
class event_store {
  public:
    explicit event_store(const std::string& path);
    event_store(const event_store&) = delete;
    event_store& operator=(const event_store&) = delete;
    ~event_store() { ::close(file_); }

    /// All events so far. Removes an unfinished last line.
    [[nodiscard]] std::vector<events::event> load();

    /// Writes one event. After a failure the file is as it was.
    void append(const events::event& added);

  private:
    [[nodiscard]] std::string read_all() const;
    void write_all(std::string_view bytes) const;
    void truncate() const;

    [[noreturn]] void fail(const char* operation) const {
        throw std::system_error(errno, std::generic_category(), operation + (" " + path_));
    }

    std::string path_;
    int file_;
    std::size_t size_ = 0;  ///< up to the end of the last whole line
};

event_store::event_store(const std::string& path)
    : path_(path), file_(::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0644)) {
    if (file_ < 0) fail("open");
    // Two servers would both give the next id to a user. The lock ends with the process.
    if (::flock(file_, LOCK_EX | LOCK_NB) == 0) return;
    const int reason = errno;
    ::close(file_);
    if (reason == EWOULDBLOCK) throw std::runtime_error(path_ + " is in use by another server");
    errno = reason;
    fail("flock");
}

std::vector<events::event> event_store::load() {
    const std::string text = read_all();
    std::vector<events::event> loaded;

    // TODO 1: `text` is the whole store. Parse each line that ends with a newline
    //         (events::parse) into `loaded`, and count its bytes in `size_`. A last line
    //         without a newline is unfinished: skip it, tell so on std::cerr, and call
    //         truncate(). Guide: store.
    // Man pages: ftruncate(2)
    (void)text;
    return loaded;
}

void event_store::append(const events::event& added) {
    const std::string line = events::to_line(added) + '\n';
    try {
        write_all(line);
    } catch (const std::system_error&) {
        truncate();  // a full disk may have taken half of the line
        throw;
    }
    size_ += line.size();
}

std::string event_store::read_all() const {
    std::string text;
    std::vector<char> buffer(65536);
    for (;;) {
        const auto count = ::read(file_, buffer.data(), buffer.size());
        if (count < 0) fail("read");
        if (count == 0) return text;
        text.append(buffer.data(), static_cast<std::size_t>(count));
    }
}

/// After write(2) the bytes are the system's: they survive the end of this process. (To survive a
/// power failure they would need fsync(2), which takes milliseconds.)
void event_store::write_all(std::string_view bytes) const {
    while (!bytes.empty()) {
        const auto count = ::write(file_, bytes.data(), bytes.size());
        if (count < 0) fail("write");
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
}

void event_store::truncate() const {
    if (::ftruncate(file_, static_cast<off_t>(size_)) != 0) fail("ftruncate");
}

// ------------------------------------------------------------------------------------- the users

struct user {
    std::string name{};
    std::string email{};
};

/// The users after all events so far.
class user_list {
  public:
    void apply(const events::event& happened) {
        switch (happened.what) {
        case events::kind::user_added:
            users_[happened.number] = {happened.name, happened.email};
            last_id_ = std::max(last_id_, happened.number);
            break;
        case events::kind::user_renamed:
            if (has(happened.number)) users_[happened.number].name = happened.name;
            break;
        case events::kind::user_removed:
            users_.erase(happened.number);
            break;
        default:
            break;
        }
    }

    /// One more than the largest id that was ever given: the id of a removed user stays unused.
    [[nodiscard]] std::uint64_t next_id() const { return last_id_ + 1; }

    [[nodiscard]] bool has(std::uint64_t id) const { return users_.count(id) > 0; }

    [[nodiscard]] bool has_email(std::string_view email) const {
        return std::any_of(users_.begin(), users_.end(),
                           [&](const auto& each) { return each.second.email == email; });
    }

    /// "id name email"
    [[nodiscard]] std::string line(std::uint64_t id) const {
        const user& found = users_.at(id);
        return std::to_string(id) + ' ' + found.name + ' ' + found.email;
    }

    /// By id.
    [[nodiscard]] const std::map<std::uint64_t, user>& all() const { return users_; }

  private:
    std::map<std::uint64_t, user> users_{};
    std::uint64_t last_id_ = 0;
};

// ----------------------------------------------------------------------------------- the service

struct client {
    sock::tcp_stream stream{};
    std::uint64_t number = 0;
    std::string input{};             ///< received, and not a whole line yet
    std::string output{};            ///< to be sent
    std::size_t events_waiting = 0;  ///< how many bytes of `output` are events, at most
    bool watching = false;
    bool skipping = false;  ///< what comes belongs to a line that is too long
    bool leaving = false;   ///< after its output is sent, it is closed
    bool gone = false;
};

constexpr std::size_t longest_line = 512;    // bytes, with its newline
constexpr std::size_t output_limit = 65536;  // bytes
constexpr auto at_once = 0ms;

class service {
  public:
    explicit service(const arguments& given);
    void run();

  private:
    std::vector<sock::watch> wait();
    void accept_next();
    void serve(client& one);
    void talk(client& one);
    bool answer_line(client& one);
    void answer(client& one, std::string_view line);
    void add(client& one, std::string_view name, std::string_view email);
    void get(client& one, std::uint64_t id);
    void list(client& one);
    void rename(client& one, std::uint64_t id, std::string_view name);
    void remove(client& one, std::uint64_t id);
    void watch(client& one);
    void quit(client& one);
    void record(client& one, const events::event& happened, std::string_view ok);
    void tell(const events::event& happened);
    void forget_gone();

    sock::tcp_listener listener_;
    event_store store_;
    user_list users_{};
    std::vector<client> clients_{};
    std::uint64_t last_client_ = 0;
    bool full_ = false;  ///< no descriptor is free for one more client
};

void reply(client& to, std::string_view line) {
    to.output += line;
    to.output += '\n';
}

service::service(const arguments& given)
    : listener_(sock::tcp_listener::bind(given.address)), store_(given.store) {
    for (const auto& each : store_.load())
        users_.apply(each);
    listener_.listen();
}

/// Waits for all clients at once and serves those that are ready, for ever.
void service::run() {
    for (;;) {
        const std::vector<sock::watch> ready = wait();
        for (std::size_t i = 0; i + 1 < ready.size(); ++i) {
            if (ready[i].can_receive() || ready[i].can_send()) serve(clients_[i]);
        }
        forget_gone();
        if (full_ || ready.back().can_receive()) accept_next();
    }
}

/// In the answer the clients come in their order; the listener is the last.
std::vector<sock::watch> service::wait() {
    std::vector<sock::watch> watches;
    watches.reserve(clients_.size() + 1);
    for (client& each : clients_) {
        const bool all_sent = each.output.empty();
        watches.emplace_back(each.stream,
                             all_sent ? sock::direction::receive : sock::direction::send);
    }
    // A listener is never ready to send: this direction means not now, but in a while.
    watches.emplace_back(listener_, full_ ? sock::direction::send : sock::direction::receive);
    (void)sock::poll(watches, full_ ? sock::deadline(1s) : sock::deadline());
    return watches;
}

void service::accept_next() {
    try {
        client joined{listener_.accept(at_once), ++last_client_};
        full_ = false;
        tell({events::kind::client_joined, joined.number});
        clients_.push_back(std::move(joined));
    } catch (const sock::error& failure) {
        const bool none = failure.code() == std::errc::timed_out;
        if (!none && !full_) std::cerr << "users_server: " << failure.what() << "; they wait\n";
        full_ = !none;
    }
}

/// One step with a client that may break its connection off, which ends nothing but that client.
void service::serve(client& one) {
    try {
        talk(one);
    } catch (const sock::error& failure) {
        if (failure.code() == std::errc::timed_out) return;  // no room: poll tells when there is
        std::cerr << "users_server: " << failure.what() << "; it is closed\n";
        one.gone = true;
    }
}

/// Receives if all replies are sent, answers the lines that are whole, sends as much as possible.
/// A client that does not read its replies has to wait with its requests.
void service::talk(client& one) {
    if (one.output.empty()) {
        std::array<char, 4096> buffer;
        const std::size_t received = one.stream.recv(buffer, at_once);
        one.leaving = received == 0;
        one.input.append(buffer.data(), received);
    }
    for (;;) {
        while (one.output.size() < output_limit && answer_line(one))
            continue;
        if (one.output.empty()) break;
        one.output.erase(0, one.stream.send(one.output, at_once));
        one.events_waiting = std::min(one.events_waiting, one.output.size());
        if (!one.output.empty()) return;
    }
    one.gone = one.leaving;
}

/// Takes the next line from the input and answers it. False if there is none yet.
bool service::answer_line([[maybe_unused]] client& one) {
    // TODO 2: Take the first line out of `one.input` and answer it, without its newline and
    //         without a CR before that. Return false if no whole line has come. A line of more
    //         than 512 bytes is answered once with `ERR too-long`, and the rest of it is
    //         skipped. Guide: lines.
    // Man pages: recv(2)
    return false;
}

/// Each request of the protocol, and what is no request at all.
void service::answer(client& one, std::string_view line) {
    if (!events::is_text(line)) return reply(one, "ERR invalid");
    const auto words = events::split(line);
    const auto is = [&](std::string_view request) { return words[0] == request; };
    const auto arguments = words.size() - 1;
    const auto id = events::parse_number(arguments > 0 ? words[1] : "");

    if (is("ADD") && arguments == 2) return add(one, words[1], words[2]);
    if (is("GET") && arguments == 1 && id) return get(one, *id);
    if (is("LIST") && arguments == 0) return list(one);
    if (is("RENAME") && arguments == 2 && id) return rename(one, *id, words[2]);
    if (is("REMOVE") && arguments == 1 && id) return remove(one, *id);
    if (is("WATCH") && arguments == 0) return watch(one);
    if (is("QUIT") && arguments == 0) return quit(one);

    const bool known = is("ADD") || is("GET") || is("LIST") || is("RENAME") || is("REMOVE") ||
                       is("WATCH") || is("QUIT");
    reply(one, known ? "ERR invalid" : "ERR what");
}

void service::add(client& one, std::string_view name, std::string_view email) {
    if (!events::is_name(name) || !events::is_email(email)) return reply(one, "ERR invalid");
    // TODO 3: Reply `ERR exists` if a user has that email. Else make the event `user-added`
    //         with the next id, and let `record` store it and reply `OK` with the id. Guide:
    //         store.
    reply(one, "ERR what");
}

void service::get(client& one, std::uint64_t id) {
    reply(one, users_.has(id) ? "OK " + users_.line(id) : "ERR unknown");
}

void service::list(client& one) {
    reply(one, "OK " + std::to_string(users_.all().size()));
    for (const auto& [id, ignored] : users_.all())
        reply(one, users_.line(id));
}

void service::rename(client& one, std::uint64_t id, std::string_view name) {
    if (!events::is_name(name)) return reply(one, "ERR invalid");
    if (!users_.has(id)) return reply(one, "ERR unknown");
    record(one, {events::kind::user_renamed, id, std::string(name)}, "OK");
}

void service::remove(client& one, std::uint64_t id) {
    if (!users_.has(id)) return reply(one, "ERR unknown");
    record(one, {events::kind::user_removed, id}, "OK");
}

void service::watch(client& one) {
    one.watching = true;
    reply(one, "OK");
}

void service::quit(client& one) {
    one.leaving = true;
    one.input.clear();
    reply(one, "OK");
}

/// A change: first it is stored, then it is true, then it is acknowledged and told.
void service::record(client& one, const events::event& happened, std::string_view ok) {
    // TODO 4: Append the event to the store before it is applied and acknowledged. If that
    //         fails (std::system_error: a full disk), report it on std::cerr, reply `ERR`, and
    //         change nothing. Guide: store.
    // Man pages: write(2)
    // Nothing is stored yet.
    users_.apply(happened);
    reply(one, ok);
    tell(happened);
}

/// To all watchers. One that does not read its events is dropped: it would take up more and more
/// memory, and waiting for it would hold up everybody else.
void service::tell(const events::event& happened) {
    const std::string line = "EVENT " + events::to_line(happened);
    // TODO 5: Append `line` to the output of each client that watches, and count its bytes in
    //         `events_waiting`. A client for which more than `output_limit` bytes of events
    //         wait is gone. Guide: watchers.
    // Man pages: send(2)
    (void)line;
}

/// Removes the clients that are gone, one by one: as the others are told of it, more may go.
void service::forget_gone() {
    for (;;) {
        const auto found = std::find_if(clients_.begin(), clients_.end(),
                                        [](const client& each) { return each.gone; });
        if (found == clients_.end()) return;
        const auto number = found->number;
        clients_.erase(found);
        tell({events::kind::client_left, number});
    }
}

// ------------------------------------------------------------------------------------------ main

/// Nothing if an argument makes no sense.
std::optional<arguments> read_arguments(int argc, char* argv[]) {
    const auto port = sock::parse_port(argc > 1 ? argv[1] : "5002");
    if (argc > 4 || !port) return std::nullopt;
    try {
        const sock::endpoint address(argc > 2 ? argv[2] : "0.0.0.0", *port);
        return arguments{address, argc > 3 ? argv[3] : "users.events"};
    } catch (const sock::error&) {
        return std::nullopt;
    }
}

int main(int argc, char* argv[]) {
    const auto given = read_arguments(argc, argv);
    if (!given) {
        std::cerr << "usage: users_server [port [address [store]]]\n";
        return 2;
    }
    try {
        service users(*given);
        std::cerr << "users_server at " << given->address.to_string() << '\n';
        users.run();
        return 0;
    } catch (const std::exception& failure) {
        std::cerr << "users_server: " << failure.what() << '\n';
        return 1;
    }
}
