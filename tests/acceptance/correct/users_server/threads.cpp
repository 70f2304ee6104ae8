// A thread for each client and a second one that sends to it; raw sockets, the store as a stream.
#include "events.hpp"

#include <condition_variable>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <sstream>
#include <thread>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

struct session {
    int socket = -1;
    long number = 0;
    bool watching = false;
    bool ended = false;
    std::string waiting;
    std::condition_variable more;
};

std::mutex everything;
std::map<std::uint64_t, std::pair<std::string, std::string>> users;
std::uint64_t last_id = 0;
std::ofstream store;
std::list<std::shared_ptr<session>> sessions;

// Everything below runs with the mutex held, except for recv and send.

void say(session& to, const std::string& line) {
    to.waiting += line + "\n";
    to.more.notify_one();
}

void end(session& one) {
    one.ended = true;
    one.more.notify_one();
    shutdown(one.socket, SHUT_RD);
}

void tell(const events::event& what) {
    for (const auto& each : sessions) {
        if (!each->watching || each->ended) continue;
        say(*each, "EVENT " + events::to_line(what));
        if (each->waiting.size() <= 65536) continue;
        each->waiting.clear();
        end(*each);
        shutdown(each->socket, SHUT_RDWR);
    }
}

void apply(const events::event& what) {
    if (what.what == events::kind::user_added) {
        users[what.number] = {what.name, what.email};
        last_id = std::max(last_id, what.number);
    }
    if (what.what == events::kind::user_renamed) users.at(what.number).first = what.name;
    if (what.what == events::kind::user_removed) users.erase(what.number);
}

std::string change(const events::event& what, const std::string& reply) {
    store << events::to_line(what) << '\n' << std::flush;
    if (!store) {
        std::cerr << "cannot write the store\n";
        std::_Exit(1);
    }
    apply(what);
    tell(what);
    return reply;
}

std::string listed(std::uint64_t id) {
    return std::to_string(id) + " " + users.at(id).first + " " + users.at(id).second;
}

std::string answer(session& one, const std::string& line) {
    if (!events::is_text(line)) return "ERR invalid that is no text";
    std::vector<std::string> words;
    for (const auto part : events::split(line))
        words.emplace_back(part);
    const auto id = words.size() > 1 ? events::parse_number(words[1]) : std::nullopt;
    const bool there = id && users.count(*id) != 0;
    if (words[0] == "ADD") {
        if (words.size() != 3 || !events::is_name(words[1]) || !events::is_email(words[2]))
            return "ERR invalid it is ADD name email";
        for (const auto& [number, each] : users)
            if (each.second == words[2]) return "ERR exists as user " + std::to_string(number);
        const auto next = last_id + 1;
        return change({events::kind::user_added, next, words[1], words[2]},
                      "OK " + std::to_string(next));
    }
    if (words[0] == "LIST" && words.size() == 1) {
        std::string text = "OK " + std::to_string(users.size());
        for (const auto& each : users)
            text += "\n" + listed(each.first);
        return text;
    }
    if (words[0] == "WATCH") {
        one.watching = true;
        return "OK";
    }
    if (words[0] == "QUIT") {
        end(one);
        return "OK";
    }
    if (words[0] != "GET" && words[0] != "RENAME" && words[0] != "REMOVE")
        return "ERR what is that";
    if (!id || words.size() != (words[0] == "RENAME" ? 3U : 2U)) return "ERR invalid";
    if (words[0] == "RENAME" && !events::is_name(words[2])) return "ERR invalid name";
    if (!there) return "ERR unknown";
    if (words[0] == "GET") return "OK " + listed(*id);
    if (words[0] == "REMOVE") return change({events::kind::user_removed, *id}, "OK");
    return change({events::kind::user_renamed, *id, words[2]}, "OK");
}

void send_all_of(const std::shared_ptr<session>& one) {
    for (;;) {
        std::string part;
        {
            std::unique_lock lock(everything);
            one->more.wait(lock, [&] { return !one->waiting.empty() || one->ended; });
            if (one->waiting.empty()) break;
            part = one->waiting.substr(0, 1024);
        }
        const auto sent = send(one->socket, part.data(), part.size(), MSG_NOSIGNAL);
        if (sent < 0) break;
        const std::lock_guard lock(everything);
        one->waiting.erase(0, static_cast<std::size_t>(sent));
    }
    shutdown(one->socket, SHUT_RDWR);
}

void receive_all_of(const std::shared_ptr<session>& one) {
    std::string line;
    bool too_long = false;
    char buffer[2048];
    ssize_t count = 0;
    while ((count = recv(one->socket, buffer, sizeof buffer, 0)) > 0) {
        const std::lock_guard lock(everything);
        for (ssize_t i = 0; i < count && !one->ended; ++i) {
            if (buffer[i] != '\n') {
                line += buffer[i];
                if (line.size() < 512) continue;
                too_long = true;
                line.clear();
                continue;
            }
            if (!line.empty() && line.back() == '\r') line.pop_back();
            say(*one, too_long ? "ERR too-long" : answer(*one, line));
            line.clear();
            too_long = false;
        }
    }
}

void serve(const std::shared_ptr<session>& one) {
    std::thread sender(send_all_of, one);
    receive_all_of(one);
    {
        const std::lock_guard lock(everything);
        end(*one);
    }
    sender.join();
    const std::lock_guard lock(everything);
    sessions.remove(one);
    close(one->socket);
    tell({events::kind::client_left, static_cast<std::uint64_t>(one->number)});
}

// Keeps the whole lines only.
void load(const std::string& path) {
    std::stringstream all;
    all << std::ifstream(path).rdbuf();
    const auto text = all.str();
    const auto whole = text.rfind('\n') == std::string::npos ? 0 : text.rfind('\n') + 1;
    std::istringstream lines(text.substr(0, whole));
    for (std::string line; std::getline(lines, line);)
        if (const auto what = events::parse(line)) apply(*what);
    store.open(path, std::ios::app);
    if (!store) {
        std::cerr << path << ": " << std::strerror(errno) << '\n';
        std::exit(1);
    }
    if (whole == text.size()) return;
    std::cerr << path << ": the last line is not complete\n";
    if (truncate(path.c_str(), static_cast<off_t>(whole)) != 0) std::exit(1);
}

}  // namespace

int main(int argc, char** argv) {
    const auto port = events::parse_number(argc > 1 ? argv[1] : "5002");
    if (argc > 4 || !port || *port == 0 || *port > 65535) {
        std::cerr << "usage: users_server [port [address [store]]]\n";
        return 2;
    }
    load(argc > 3 ? argv[3] : "users.events");
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<in_port_t>(*port));
    if (inet_pton(AF_INET, argc > 2 ? argv[2] : "0.0.0.0", &address.sin_addr) != 1) {
        std::fputs("users_server: no IPv4 address\n", stderr);
        return 1;
    }
    const int listener = socket(AF_INET, SOCK_STREAM, 0);
    const int on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
        listen(listener, 64) != 0) {
        std::perror("users_server");
        return 1;
    }
    long number = 0;
    for (;;) {
        const int client = accept(listener, nullptr, nullptr);
        if (client < 0) continue;
        auto one = std::make_shared<session>();
        one->socket = client;
        one->number = ++number;
        const std::lock_guard lock(everything);
        tell({events::kind::client_joined, static_cast<std::uint64_t>(number)});
        sessions.push_back(one);
        std::thread(serve, one).detach();
    }
}
