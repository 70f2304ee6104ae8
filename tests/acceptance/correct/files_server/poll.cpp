// One thread for all clients: poll(2), and for each client what it is doing now.
#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <list>
#include <string>
#include <vector>

#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static std::string folder = "remote";

struct client {
    explicit client(int fd) : socket(fd) {}
    client(const client&) = delete;
    ~client() {
        close(socket);
        end_file();
        if (!temporary.empty()) unlink(temporary.c_str());
    }
    void end_file() {
        if (file >= 0) close(file);
        file = -1;
    }

    int socket;
    std::string in = {};     // received, not used
    std::string out = {};    // to be sent
    int file = -1;           // that is sent, or received
    bool receiving = false;  // an upload, of which `left` bytes are to come
    unsigned long long left = 0;
    std::string temporary = {};  // empty: the bytes are thrown away
    std::string target = {};
    bool gone = false;
};

static bool is_name(const std::string& name) {
    return !name.empty() && name.size() <= 100 && name[0] != '.' &&
           name.find_first_not_of(
               "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._- ") ==
               std::string::npos;
}

static std::string list() {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        const auto name = entry.path().filename().string();
        if (is_name(name) && !entry.is_symlink() && entry.is_regular_file()) names.push_back(name);
    }
    std::sort(names.begin(), names.end());
    std::string text = "OK " + std::to_string(names.size()) + "\n";
    for (const auto& name : names)
        text += std::to_string(std::filesystem::file_size(folder + "/" + name)) + " " + name + "\n";
    return text;
}

static void get(client& it, const std::string& name) {
    struct stat status;
    if (is_name(name))
        it.file = open((folder + "/" + name).c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    if (it.file < 0 || fstat(it.file, &status) != 0 || !S_ISREG(status.st_mode)) {
        it.end_file();
        it.out += "ERR unknown\n";
        return;
    }
    it.left = static_cast<unsigned long long>(status.st_size);
    it.out += "OK " + std::to_string(it.left) + "\n";
    if (it.left == 0) it.end_file();
}

static void finish_put(client& it) {
    it.receiving = false;
    it.end_file();
    const bool good = !it.gone && !it.temporary.empty() &&
                      rename(it.temporary.c_str(), it.target.c_str()) == 0;
    if (good) it.temporary.clear();
    it.out += good ? "OK\n" : "ERR invalid\n";
}

static void put(client& it, const std::string& text) {
    const auto space = text.rfind(' ');
    const auto digits = space == std::string::npos ? "" : text.substr(space + 1);
    if (digits.empty() || digits.size() > 18 ||
        digits.find_first_not_of("0123456789") != std::string::npos) {
        it.out += "ERR invalid\n";
        return;
    }
    it.left = std::stoull(digits);
    it.receiving = true;
    it.target = folder + "/" + text.substr(0, space);
    if (is_name(text.substr(0, space))) {
        it.temporary = folder + "/.part-XXXXXX";
        it.file = mkstemp(it.temporary.data());
    }
    if (it.left == 0) finish_put(it);
}

// Uses what has come as far as that goes. While an answer is unsent, nothing more is begun.
static void use_input(client& it) {
    while (it.out.empty() && !(it.file >= 0 && !it.receiving)) {
        if (it.receiving) {
            const auto n = static_cast<size_t>(std::min<unsigned long long>(it.left, it.in.size()));
            if (n == 0) return;
            if (it.file >= 0 && write(it.file, it.in.data(), n) != static_cast<ssize_t>(n))
                it.gone = true;
            it.in.erase(0, n);
            it.left -= n;
            if (it.left == 0) finish_put(it);
            continue;
        }
        const auto end = it.in.find('\n');
        if (end == std::string::npos) {
            if (it.in.size() > 100'000) it.gone = true;
            return;
        }
        const auto line = it.in.substr(0, end);
        it.in.erase(0, end + 1);
        if (line == "LIST")
            it.out += list();
        else if (line.rfind("GET ", 0) == 0)
            get(it, line.substr(4));
        else if (line.rfind("PUT ", 0) == 0)
            put(it, line.substr(4));
        else
            it.out += "ERR what\n";
    }
}

static void send_some(client& it) {
    if (it.out.empty() && it.file >= 0 && !it.receiving) {
        char piece[65536];
        const auto most = std::min<unsigned long long>(it.left, sizeof piece);
        const ssize_t n = read(it.file, piece, static_cast<size_t>(most));
        if (n <= 0) it.gone = true;
        if (n <= 0) return;
        it.out.assign(piece, static_cast<size_t>(n));
        it.left -= static_cast<unsigned long long>(n);
        if (it.left == 0) it.end_file();
    }
    const ssize_t n = send(it.socket, it.out.data(), it.out.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (n < 0 && errno != EAGAIN) it.gone = true;
    if (n > 0) it.out.erase(0, static_cast<size_t>(n));
}

static bool owes(const client& it) {
    return !it.out.empty() || (it.file >= 0 && !it.receiving);
}

static void step(client& it, short events) {
    if (events & POLLOUT) send_some(it);
    if (!(events & POLLOUT) && (events & (POLLIN | POLLHUP | POLLERR))) {
        char piece[65536];
        const ssize_t n = recv(it.socket, piece, sizeof piece, MSG_DONTWAIT);
        if (n == 0 || (n < 0 && errno != EAGAIN)) it.gone = true;
        if (n > 0) it.in.append(piece, static_cast<size_t>(n));
    }
    use_input(it);
}

int main(int argc, char** argv) {
    const std::string text = argc > 1 ? argv[1] : "5003";
    const bool digits = !text.empty() && text.find_first_not_of("0123456789") == text.npos;
    const long port = digits ? std::strtol(text.c_str(), nullptr, 10) : 0;
    if (argc > 3 || port < 1 || port > 65535) {
        std::fprintf(stderr, "usage: files_server [port [directory]]\n");
        return 2;
    }
    if (argc > 2) folder = argv[2];
    const int listener = socket(AF_INET, SOCK_STREAM, 0);
    const int on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in local{};
    local.sin_family = AF_INET;
    local.sin_port = htons(static_cast<in_port_t>(port));
    if (bind(listener, reinterpret_cast<sockaddr*>(&local), sizeof local) < 0 ||
        listen(listener, 100) < 0) {
        std::perror("files_server");
        return 1;
    }
    std::list<client> clients;
    for (;;) {
        std::vector<pollfd> watched{{listener, POLLIN, 0}};
        for (const auto& it : clients)
            watched.push_back({it.socket, static_cast<short>(owes(it) ? POLLOUT : POLLIN), 0});
        poll(watched.data(), watched.size(), -1);
        std::size_t i = 1;
        for (auto& it : clients) {
            const short events = watched[i++].revents;
            if (events != 0) step(it, events);
        }
        clients.remove_if([](const client& it) { return it.gone; });
        if (watched[0].revents != 0) {
            const int fd = accept(listener, nullptr, nullptr);
            if (fd >= 0) clients.emplace_back(fd);
        }
    }
}
