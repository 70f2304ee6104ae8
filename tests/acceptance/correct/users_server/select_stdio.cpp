// select, in the manner of C: the store is a FILE, replies are formatted with snprintf.
#include "events.hpp"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <netdb.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

constexpr int most_clients = 900;

struct client {
    bool used;
    int fd;
    char line[512];
    std::size_t length;  // of the line so far; the bytes beyond 512 are only counted
    bool watching, quitting;
    std::string out;
};

struct user {
    std::uint64_t id;
    std::string name, email;
};

client clients[most_clients];
std::vector<user> users;  // in the order of their ids
std::uint64_t ids_given = 0;
FILE* store;

user* find(std::uint64_t id) {
    for (user& each : users)
        if (each.id == id) return &each;
    return nullptr;
}

void drop(client& c);

void put(client& c, const std::string& line) {
    c.out += line;
    c.out += '\n';
}

void tell(const events::event& e) {
    for (client& each : clients) {
        if (!each.used || !each.watching) continue;
        put(each, "EVENT " + events::to_line(e));
        if (each.out.size() > 64 * 1024) drop(each);
    }
}

void drop(client& c) {
    close(c.fd);
    const auto number = static_cast<std::uint64_t>(c.fd);
    c = {};
    tell({events::kind::client_left, number});
}

void apply(const events::event& e) {
    if (e.what == events::kind::user_added) {
        users.push_back({e.number, e.name, e.email});
        ids_given = e.number;
    }
    for (std::size_t i = 0; i < users.size(); ++i) {
        if (users[i].id != e.number) continue;
        if (e.what == events::kind::user_renamed) users[i].name = e.name;
        if (e.what == events::kind::user_removed)
            users.erase(users.begin() + static_cast<std::ptrdiff_t>(i));
        return;
    }
}

bool happen(const events::event& e) {
    if (std::fprintf(store, "%s\n", events::to_line(e).c_str()) < 0 || std::fflush(store) != 0) {
        std::perror("store");
        std::exit(1);
    }
    apply(e);
    tell(e);
    return true;
}

std::string as_line(const user& u) {
    char line[1024];
    std::snprintf(line, sizeof line, "%llu %s %s", static_cast<unsigned long long>(u.id),
                  u.name.c_str(), u.email.c_str());
    return line;
}

void answer_add(client& c, const std::string& name, const std::string& email) {
    for (const user& each : users)
        if (each.email == email) return put(c, "ERR exists");
    const auto id = ids_given + 1;
    if (happen({events::kind::user_added, id, name, email})) put(c, "OK " + std::to_string(id));
}

void answer(client& c, const std::string& line) {
    const auto words = events::split(line);
    const std::string verb(words[0]);
    const std::string first(words.size() > 1 ? words[1] : "");
    const std::string second(words.size() > 2 ? words[2] : "");
    const std::size_t needed = verb == "ADD" || verb == "RENAME"                     ? 3
                               : verb == "GET" || verb == "REMOVE"                   ? 2
                               : verb == "LIST" || verb == "WATCH" || verb == "QUIT" ? 1
                                                                                     : 0;
    if (needed == 0) return put(c, "ERR what no such request");
    if (words.size() != needed || !events::is_text(line)) return put(c, "ERR invalid");
    if (verb == "ADD") {
        if (!events::is_name(first) || !events::is_email(second)) return put(c, "ERR invalid");
        return answer_add(c, first, second);
    }
    if (verb == "LIST") {
        put(c, "OK " + std::to_string(users.size()));
        for (const user& each : users)
            put(c, as_line(each));
        return;
    }
    if (verb == "WATCH") c.watching = true;
    if (verb == "QUIT") c.quitting = true;
    if (needed == 1) return put(c, "OK");

    const auto id = events::parse_number(first);
    if (!id || (verb == "RENAME" && !events::is_name(second))) return put(c, "ERR invalid");
    const user* const found = find(*id);
    if (found == nullptr) return put(c, "ERR unknown");
    if (verb == "GET") return put(c, "OK " + as_line(*found));
    if (verb == "RENAME") happen({events::kind::user_renamed, *id, second});
    if (verb == "REMOVE") happen({events::kind::user_removed, *id});
    put(c, "OK");
}

void take_byte(client& c, char byte) {
    if (byte != '\n') {
        if (c.length < sizeof c.line) c.line[c.length] = byte;
        ++c.length;
        return;
    }
    const bool fits = c.length + 1 <= sizeof c.line;
    std::string line(c.line, fits ? c.length : 0);
    c.length = 0;
    if (!fits) return put(c, "ERR too-long");
    if (!line.empty() && line.back() == '\r') line.pop_back();
    answer(c, line);
}

void receive(client& c) {
    char buffer[1000];
    const auto n = recv(c.fd, buffer, sizeof buffer, 0);
    if (n <= 0) return drop(c);
    for (ssize_t i = 0; i < n && c.used && !c.quitting; ++i)
        take_byte(c, buffer[i]);
}

void transmit(client& c) {
    const auto n = send(c.fd, c.out.data(), c.out.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (n < 0 && errno != EAGAIN) return drop(c);
    if (n > 0) c.out.erase(0, static_cast<std::size_t>(n));
    if (c.out.empty() && c.quitting) drop(c);
}

void welcome(int listener) {
    const int fd = accept(listener, nullptr, nullptr);
    if (fd < 0 || fd >= most_clients) {
        if (fd >= 0) close(fd);
        return;
    }
    // Not told to itself: it does not watch yet. Its number is that of its descriptor.
    tell({events::kind::client_joined, static_cast<std::uint64_t>(fd)});
    clients[fd] = {};
    clients[fd].used = true;
    clients[fd].fd = fd;
}

// fgets and not a stream: a line without its newline shows.
void load(const char* path) {
    store = std::fopen(path, "a+");
    if (store == nullptr) {
        std::perror(path);
        std::exit(1);
    }
    std::rewind(store);
    char line[1024];
    long whole = 0;
    while (std::fgets(line, sizeof line, store) != nullptr) {
        const auto length = std::strlen(line);
        if (line[length - 1] != '\n') {
            std::fprintf(stderr, "%s: unfinished line after byte %ld\n", path, whole);
            break;
        }
        if (const auto e = events::parse(std::string_view(line, length - 1))) apply(*e);
        whole += static_cast<long>(length);
    }
    if (std::ferror(store) != 0 || ftruncate(fileno(store), whole) != 0) {
        std::perror(path);
        std::exit(1);
    }
    std::fseek(store, 0, SEEK_END);
}

int listen_at(const char* address, const char* port) {
    addrinfo hints{};
    hints.ai_flags = AI_PASSIVE;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (const int problem = getaddrinfo(address, port, &hints, &found)) {
        std::fprintf(stderr, "%s: %s\n", address, gai_strerror(problem));
        std::exit(1);
    }
    const int fd = socket(found->ai_family, found->ai_socktype, 0);
    const int on = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd, found->ai_addr, found->ai_addrlen) < 0 || listen(fd, 100) < 0) {
        std::perror("users_server");
        std::exit(1);
    }
    freeaddrinfo(found);
    return fd;
}

}  // namespace

int main(int argc, char** argv) {
    const char* const port = argc > 1 ? argv[1] : "5002";
    const auto number = events::parse_number(port);
    if (argc > 4 || !number || *number < 1 || *number > 65535) {
        std::fprintf(stderr, "usage: %s [port [address [store]]]\n", argv[0]);
        return 2;
    }
    load(argc > 3 ? argv[3] : "users.events");
    const int listener = listen_at(argc > 2 ? argv[2] : "0.0.0.0", port);
    for (;;) {
        fd_set to_read;
        fd_set to_write;
        FD_ZERO(&to_read);
        FD_ZERO(&to_write);
        FD_SET(listener, &to_read);
        for (const client& c : clients) {
            if (!c.used) continue;
            if (c.out.empty()) FD_SET(c.fd, &to_read);
            if (!c.out.empty()) FD_SET(c.fd, &to_write);
        }
        if (select(most_clients, &to_read, &to_write, nullptr, nullptr) < 0) continue;
        for (client& c : clients) {
            if (c.used && FD_ISSET(c.fd, &to_write)) transmit(c);
            if (c.used && FD_ISSET(c.fd, &to_read)) receive(c);
        }
        if (FD_ISSET(listener, &to_read)) welcome(listener);
    }
}
