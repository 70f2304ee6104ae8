// One thread over epoll, edge-triggered; nothing of events.hpp: lines and words are its own affair.
#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

using text = std::string;

struct client {
    int fd;
    unsigned number;
    text in, out;
    bool watches = false, too_long = false, leaves = false, gone = false;
};

struct user {
    text name, email;
};

std::map<unsigned long, user> users;
unsigned long next_id = 1;
int store = -1;
int poller = -1;
std::map<int, std::unique_ptr<client>> clients;

bool valid_utf8(const text& s) {
    for (std::size_t i = 0; i < s.size();) {
        const auto c = static_cast<unsigned char>(s[i]);
        const int more = c < 0x80 ? 0 : c >> 5 == 6 ? 1 : c >> 4 == 14 ? 2 : c >> 3 == 30 ? 3 : -1;
        if (more < 0 || i + static_cast<std::size_t>(more) >= s.size()) return false;
        std::uint32_t code = more == 0 ? c : c & (0x3FU >> more);
        for (int k = 1; k <= more; ++k) {
            const auto d = static_cast<unsigned char>(s[i + static_cast<std::size_t>(k)]);
            if (d >> 6 != 2) return false;
            code = code << 6 | (d & 0x3FU);
        }
        const std::uint32_t smallest[] = {0, 0x80, 0x800, 0x10000};
        if (code < smallest[more] || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000))
            return false;
        i += static_cast<std::size_t>(more) + 1;
    }
    return true;
}

bool is_word(const text& s, std::size_t longest) {
    const auto bad = [](unsigned char c) { return c <= ' ' || c == 127; };
    return !s.empty() && s.size() <= longest && std::none_of(s.begin(), s.end(), bad) &&
           valid_utf8(s);
}

bool is_email(const text& s) {
    const auto at = s.find('@');
    return is_word(s, 512) && at != text::npos && at > 0 && at + 1 < s.size() &&
           s.find('@', at + 1) == text::npos;
}

std::vector<text> words_of(const text& line) {
    std::vector<text> result(1);
    for (const char c : line) {
        if (c == ' ')
            result.emplace_back();
        else
            result.back() += c;
    }
    return result;
}

unsigned long id_of(const text& word) {
    const bool digits =
        !word.empty() && word.size() < 19 && word.find_first_not_of("0123456789") == text::npos;
    return digits ? std::stoul(word) : 0;
}

void apply(const std::vector<text>& event) {
    const auto id = id_of(event[1]);
    if (event[0] == "user-added") {
        users[id] = {event[2], event[3]};
        next_id = std::max(next_id, id + 1);
    } else if (event[0] == "user-renamed") {
        users[id].name = event[2];
    } else {
        users.erase(id);
    }
}

void flush(client& c) {
    while (!c.out.empty()) {
        const auto n = send(c.fd, c.out.data(), c.out.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n < 0 && errno == EAGAIN) return;
        if (n < 0) {
            c.gone = true;
            return;
        }
        c.out.erase(0, static_cast<std::size_t>(n));
    }
    if (c.leaves) c.gone = true;
}

void tell(const text& event) {
    for (auto& [fd, c] : clients) {
        if (!c->watches || c->gone) continue;
        c->out += "EVENT " + event + "\n";
        flush(*c);
        if (c->out.size() > 65536) c->gone = true;
    }
}

void change(client& c, const text& event, const text& reply) {
    const auto before = lseek(store, 0, SEEK_END);
    const auto line = event + "\n";
    if (write(store, line.data(), line.size()) != static_cast<ssize_t>(line.size())) {
        std::perror("write");
        if (ftruncate(store, before) != 0) std::abort();
        c.out += "ERR disk full\n";
        return;
    }
    fdatasync(store);
    apply(words_of(event));
    tell(event);
    c.out += reply + "\n";
}

void add(client& c, const text& name, const text& email) {
    if (!is_word(name, 64) || !is_email(email)) {
        c.out += "ERR invalid\n";
        return;
    }
    for (const auto& each : users) {
        if (each.second.email != email) continue;
        c.out += "ERR exists\n";
        return;
    }
    const auto id = std::to_string(next_id);
    change(c, "user-added " + id + " " + name + " " + email, "OK " + id);
}

text line_of(unsigned long id) {
    return std::to_string(id) + " " + users[id].name + " " + users[id].email + "\n";
}

void answer(client& c, const text& line) {
    const auto w = words_of(line);
    const auto& what = w[0];
    if (what == "ADD" && w.size() == 3) return add(c, w[1], w[2]);
    if (what == "LIST" && w.size() == 1) {
        c.out += "OK " + std::to_string(users.size()) + "\n";
        for (const auto& each : users)
            c.out += line_of(each.first);
        return;
    }
    if (what == "WATCH" && w.size() == 1) {
        c.watches = true;
        c.out += "OK\n";
        return;
    }
    if (what == "QUIT" && w.size() == 1) {
        c.leaves = true;
        c.out += "OK\n";
        return;
    }
    const bool one_word = what == "GET" || what == "REMOVE";
    if (what == "RENAME" && w.size() == 3 && !is_word(w[2], 64)) {
        c.out += "ERR invalid\n";
        return;
    }
    if ((one_word && w.size() == 2) || (what == "RENAME" && w.size() == 3)) {
        const auto id = id_of(w[1]);  // "x1" is unknown, too
        if (users.count(id) == 0) {
            c.out += "ERR unknown\n";
            return;
        }
        if (what == "GET") c.out += "OK " + line_of(id);
        if (what == "REMOVE") change(c, "user-removed " + std::to_string(id), "OK");
        if (what == "RENAME") change(c, "user-renamed " + std::to_string(id) + " " + w[2], "OK");
        return;
    }
    const bool known = one_word || what == "RENAME" || what == "ADD" || what == "LIST" ||
                       what == "WATCH" || what == "QUIT";
    c.out += known ? "ERR invalid\n" : "ERR what\n";
}

void take_lines(client& c) {
    std::size_t end = 0;
    while (!c.leaves && (end = c.in.find('\n')) != text::npos) {
        auto line = c.in.substr(0, end);
        c.in.erase(0, end + 1);
        const bool too_long = c.too_long || line.size() > 511;
        c.too_long = false;
        if (!line.empty() && line.back() == '\r') line.pop_back();
        if (too_long)
            c.out += "ERR too-long\n";
        else
            answer(c, line);
    }
    if (c.in.size() > 511) {
        c.too_long = true;
        c.in.clear();
    }
}

void receive(client& c) {
    char buffer[16384];
    // A client that leaves its replies unread is left alone until it has read them.
    while (!c.gone && c.out.size() < 65536) {
        const auto n = recv(c.fd, buffer, sizeof buffer, MSG_DONTWAIT);
        if (n < 0 && errno == EAGAIN) return;
        if (n <= 0) {
            c.gone = true;
            return;
        }
        c.in.append(buffer, static_cast<std::size_t>(n));
        take_lines(c);
        flush(c);
    }
}

void bury() {
    for (bool again = true; again;) {
        again = false;
        for (auto it = clients.begin(); it != clients.end(); ++it) {
            if (!it->second->gone) continue;
            const auto number = it->second->number;
            close(it->first);
            clients.erase(it);
            tell("client-left " + std::to_string(number));
            again = true;
            break;
        }
    }
}

void load(const char* path) {
    store = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (store < 0) {
        std::perror(path);
        std::exit(1);
    }
    text all;
    char block[4096];
    ssize_t n = 0;
    while ((n = read(store, block, sizeof block)) > 0)
        all.append(block, static_cast<std::size_t>(n));
    if (n < 0) {
        std::perror(path);
        std::exit(1);
    }
    std::size_t at = 0;
    for (std::size_t end = 0; (end = all.find('\n', at)) != text::npos; at = end + 1)
        apply(words_of(all.substr(at, end - at)));
    if (at == all.size()) return;
    std::fprintf(stderr, "%s: half a line dropped: %s\n", path, all.substr(at).c_str());
    if (ftruncate(store, static_cast<off_t>(at)) != 0) std::exit(1);
}

void watch(int fd, std::uint32_t what) {
    epoll_event event{};
    event.events = what;
    event.data.fd = fd;
    epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event);
}

int listen_at(unsigned long port, const char* address) {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    const int on = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_port = htons(static_cast<in_port_t>(port));
    if (inet_pton(AF_INET, address, &where.sin_addr) != 1) errno = EINVAL;
    else if (bind(fd, reinterpret_cast<sockaddr*>(&where), sizeof where) == 0 && listen(fd, 128) == 0)
        return fd;
    std::perror("users_server");
    std::exit(1);
}

}  // namespace

int main(int argc, char** argv) {
    const auto port = id_of(argc > 1 ? argv[1] : "5002");
    if (argc > 4 || port == 0 || port > 65535) {
        std::fputs("usage: users_server [port [address [store]]]\n", stderr);
        return 2;
    }
    const int listener = listen_at(port, argc > 2 ? argv[2] : "0.0.0.0");
    load(argc > 3 ? argv[3] : "users.events");
    poller = epoll_create1(EPOLL_CLOEXEC);
    watch(listener, EPOLLIN);
    unsigned number = 0;
    for (;;) {
        epoll_event ready[64];
        const int count = epoll_wait(poller, ready, 64, -1);
        for (int i = 0; i < count; ++i) {
            const int fd = ready[i].data.fd;
            if (fd == listener) {
                const int next = accept4(listener, nullptr, nullptr, SOCK_NONBLOCK);
                if (next < 0) continue;
                tell("client-joined " + std::to_string(++number));
                clients[next] = std::make_unique<client>(client{next, number, {}, {}});
                watch(next, EPOLLIN | EPOLLOUT | EPOLLET);
                continue;
            }
            if (clients.count(fd) == 0) continue;
            flush(*clients[fd]);
            receive(*clients[fd]);
        }
        bury();
    }
}
