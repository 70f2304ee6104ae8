// sock.hpp with threads: one for each client reads with recv and answers under one
// lock; its output waits in a list of its own, which a second thread sends with send_all.
#include <sock.hpp>

#include "events.hpp"

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <iterator>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

namespace {

using namespace std::chrono_literals;

struct person {
    std::string name;
    std::string email;
};

/// All output of one client: a thread sends it, so that the lock is never held while send waits.
class outbox {
  public:
    explicit outbox(sock::tcp_stream& to) : to_(&to) {}

    void put(const std::string& line) {
        lines_.push_back(line + '\n');
        bytes_ += line.size() + 1;
        more_.notify_all();
    }
    [[nodiscard]] bool overfull() const { return bytes_ > 65536; }
    void finish() {
        finished_ = true;
        more_.notify_all();
    }
    /// No more output, and the reader's recv returns.
    void cut() {
        lines_.clear();
        finish();
        try {
            to_->shutdown(sock::direction::both);
        } catch (const sock::error&) {
            return;  // it has gone already
        }
    }

    void run(std::mutex& everything) {
        std::unique_lock lock(everything);
        for (;;) {
            more_.wait(lock, [&] { return finished_ || !lines_.empty(); });
            if (lines_.empty()) return;
            const auto next = lines_.front();
            lines_.pop_front();
            lock.unlock();
            try {
                to_->send_all(next);
            } catch (const sock::error&) {
                lock.lock();
                return cut();
            }
            lock.lock();
            bytes_ -= next.size();
        }
    }

  private:
    sock::tcp_stream* to_;
    std::deque<std::string> lines_;
    std::size_t bytes_ = 0;
    bool finished_ = false;
    std::condition_variable more_;
};

class directory {
  public:
    explicit directory(std::string path) : path_(std::move(path)) {
        std::ifstream in(path_, std::ios::binary);
        const std::string text{std::istreambuf_iterator<char>(in), {}};
        const auto whole = text.rfind('\n') + 1;  // 0 without a newline: npos + 1
        for (std::size_t at = 0; at < whole; at = text.find('\n', at) + 1)
            if (const auto e = events::parse(text.substr(at, text.find('\n', at) - at))) apply(*e);
        if (whole != text.size()) {
            std::clog << "torn: " << text.substr(whole) << '\n';
            std::filesystem::resize_file(path_, whole);
        }
        out_.exceptions(std::ios::failbit | std::ios::badbit);
        out_.open(path_, std::ios::app | std::ios::binary);
    }

    void change(const events::event& e) {
        out_ << events::to_line(e) << std::endl;
        apply(e);
        tell(e);
    }

    void tell(const events::event& e) {
        for (auto* each : watchers) {
            each->put("EVENT " + events::to_line(e));
            if (each->overfull()) each->cut();
        }
    }

    std::map<std::uint64_t, person> people{};
    std::uint64_t largest = 0;
    std::vector<outbox*> watchers{};

  private:
    void apply(const events::event& e) {
        largest = std::max(largest, e.what == events::kind::user_added ? e.number : 0);
        if (e.what == events::kind::user_removed) people.erase(e.number);
        if (e.what == events::kind::user_renamed) people[e.number].name = e.name;
        if (e.what == events::kind::user_added) people[e.number] = {e.name, e.email};
    }

    std::string path_;
    std::ofstream out_{};
};

std::mutex everything;

std::string shown(std::uint64_t id, const person& who) {
    return std::to_string(id) + ' ' + who.name + ' ' + who.email;
}

std::string add(directory& all, const std::string& name, const std::string& email) {
    if (!events::is_name(name) || !events::is_email(email)) return "ERR invalid";
    for (const auto& each : all.people)
        if (each.second.email == email) return "ERR exists";
    const auto id = all.largest + 1;
    all.change({events::kind::user_added, id, name, email});
    return "OK " + std::to_string(id);
}

std::string with_id(directory& all, const std::vector<std::string_view>& words) {
    const auto id = events::parse_number(words[1]);
    const auto found = id ? all.people.find(*id) : all.people.end();
    const bool renames = words[0] == "RENAME";
    if (renames && !events::is_name(words[2])) return "ERR invalid";
    if (found == all.people.end()) return "ERR unknown";
    if (words[0] == "GET") return "OK " + shown(*id, found->second);
    if (renames) all.change({events::kind::user_renamed, *id, std::string(words[2])});
    if (!renames) all.change({events::kind::user_removed, *id});
    return "OK";
}

std::string answer(directory& all, outbox& own, const std::string& line) {
    const auto words = events::split(line);
    const auto is = [&](std::string_view word, std::size_t count) {
        return words[0] == word && words.size() == count;
    };
    if (!events::is_text(line)) return "ERR invalid";
    if (is("ADD", 3)) return add(all, std::string(words[1]), std::string(words[2]));
    if (is("GET", 2) || is("RENAME", 3) || is("REMOVE", 2)) return with_id(all, words);
    if (is("LIST", 1)) {
        std::string text = "OK " + std::to_string(all.people.size());
        for (const auto& [id, each] : all.people)
            text += '\n' + shown(id, each);
        return text;
    }
    if (is("WATCH", 1)) {
        all.watchers.push_back(&own);
        return "OK";
    }
    if (is("QUIT", 1)) return "OK";
    for (const auto* known : {"ADD", "GET", "RENAME", "REMOVE", "LIST", "WATCH", "QUIT"})
        if (words[0] == known) return "ERR invalid";
    return "ERR what";
}

/// The lines of one client, one after another.
void converse(directory& all, sock::tcp_stream& stream, outbox& own) {
    std::string waiting;
    bool skipping = false;
    for (;;) {
        char piece[1500];
        const auto count = stream.recv(piece);
        if (count == 0) return;
        waiting.append(piece, count);
        for (std::size_t end; (end = waiting.find('\n')) != std::string::npos;) {
            auto line = waiting.substr(0, end);
            waiting.erase(0, end + 1);
            const std::lock_guard lock(everything);
            if (std::exchange(skipping, false)) continue;
            if (end + 1 > 512) {
                own.put("ERR too-long");
                continue;
            }
            if (line.ends_with('\r')) line.pop_back();
            own.put(answer(all, own, line));
            if (line == "QUIT") return;
        }
        if (waiting.size() < 512) continue;
        const std::lock_guard lock(everything);
        if (!skipping) own.put("ERR too-long");
        skipping = true;
        waiting.clear();
    }
}

void serve(directory& all, sock::tcp_stream stream, std::uint64_t number) {
    outbox own(stream);
    std::thread sender([&] { own.run(everything); });
    try {
        converse(all, stream, own);
    } catch (const sock::error& failure) {
        std::clog << failure.what() << '\n';
    }
    {
        const std::lock_guard lock(everything);
        own.finish();
        std::erase(all.watchers, &own);
    }
    sender.join();
    stream.close();
    const std::lock_guard lock(everything);
    all.tell({events::kind::client_left, number});
}

}  // namespace

int main(int argc, char* argv[]) {
    const auto port = sock::parse_port(argc > 1 ? argv[1] : "5002");
    if (argc > 4 || !port) {
        std::clog << "users_server [port [address [store]]]\n";
        return 2;
    }
    try {
        auto listener = sock::tcp_listener::bind({argc > 2 ? argv[2] : "0.0.0.0", *port});
        listener.listen();
        directory all(argc > 3 ? argv[3] : "users.events");
        for (std::uint64_t number = 1;; ++number) {
            auto stream = listener.accept();
            const std::lock_guard lock(everything);
            all.tell({events::kind::client_joined, number});
            std::thread(serve, std::ref(all), std::move(stream), number).detach();
        }
    } catch (const std::exception& failure) {
        std::clog << failure.what() << '\n';
        return 1;
    }
}
