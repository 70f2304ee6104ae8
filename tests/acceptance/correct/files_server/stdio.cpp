// Threads, and C streams over the connection and the files. It serves until the client closes.
#include <algorithm>
#include <cctype>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <regex>
#include <string>
#include <thread>
#include <vector>

#include <dirent.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static std::string folder = "remote";
// The folder changes under this lock, so that a list shows no half of a change.
static std::mutex changes;

static bool is_name(const std::string& name) {
    static const std::regex shape("[A-Za-z0-9_ -][A-Za-z0-9._ -]{0,99}");
    return std::regex_match(name, shape);
}

static bool read_line(FILE* from, std::string& line) {
    char* text = nullptr;
    size_t room = 0;
    const ssize_t length = getline(&text, &room, from);
    if (length > 0) line.assign(text, static_cast<size_t>(length));
    free(text);
    if (length <= 0 || line.back() != '\n') return false;
    line.pop_back();
    return true;
}

static void list(FILE* to) {
    std::vector<std::pair<std::string, long long>> files;
    const std::lock_guard lock(changes);
    DIR* open = opendir(folder.c_str());
    while (const dirent* entry = open ? readdir(open) : nullptr) {
        struct stat status;
        const std::string name = entry->d_name;
        if (is_name(name) && lstat((folder + "/" + name).c_str(), &status) == 0 &&
            S_ISREG(status.st_mode))
            files.emplace_back(name, status.st_size);
    }
    if (open) closedir(open);
    std::sort(files.begin(), files.end());
    fprintf(to, "OK %zu\n", files.size());
    for (const auto& [name, size] : files)
        fprintf(to, "%lld %s\n", size, name.c_str());
}

static bool copy(FILE* from, FILE* to, unsigned long long left) {
    char buffer[8192];
    while (left > 0) {
        const auto most = static_cast<size_t>(std::min<unsigned long long>(left, sizeof buffer));
        const size_t n = fread(buffer, 1, most, from);
        if (n == 0) return false;
        if (to && fwrite(buffer, 1, n, to) != n) return false;
        left -= n;
    }
    return true;
}

static bool get(FILE* to, const std::string& name) {
    const int fd = is_name(name)
                       ? open((folder + "/" + name).c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
                       : -1;
    struct stat status;
    if (fd < 0 || fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
        if (fd >= 0) close(fd);
        fputs("ERR unknown\n", to);
        return true;
    }
    FILE* file = fdopen(fd, "r");
    fprintf(to, "OK %lld\n", static_cast<long long>(status.st_size));
    const bool whole = copy(file, to, static_cast<unsigned long long>(status.st_size));
    fclose(file);
    return whole;
}

static bool put(FILE* from, FILE* to, const std::string& text) {
    const auto space = text.rfind(' ');
    const std::string digits = space == std::string::npos ? "" : text.substr(space + 1);
    if (digits.empty() || digits.size() > 18 ||
        digits.find_first_not_of("0123456789") != digits.npos) {
        fputs("ERR invalid\n", to);
        return false;
    }
    const unsigned long long size = std::stoull(digits);
    const std::string name = text.substr(0, space);
    if (!is_name(name)) {
        fputs("ERR invalid\n", to);
        return copy(from, nullptr, size);
    }
    std::string temporary = folder + "/.incoming-XXXXXX";
    const int fd = mkstemp(temporary.data());
    FILE* file = fdopen(fd, "w");
    bool good = file && copy(from, file, size);
    good = file && fclose(file) == 0 && good;
    if (!good) return unlink(temporary.c_str()), false;
    const std::lock_guard lock(changes);
    good = rename(temporary.c_str(), (folder + "/" + name).c_str()) == 0;
    if (!good) unlink(temporary.c_str());
    fputs(good ? "OK\n" : "ERR invalid\n", to);
    return true;
}

static void serve(int client) {
    FILE* from = fdopen(client, "r");
    FILE* to = fdopen(dup(client), "w");
    std::string line;
    bool going = true;
    while (going && read_line(from, line)) {
        if (line == "LIST") {
            list(to);
        } else if (line.rfind("GET ", 0) == 0) {
            going = get(to, line.substr(4));
        } else if (line.rfind("PUT ", 0) == 0) {
            going = put(from, to, line.substr(4));
        } else {
            fputs("ERR what\n", to);
        }
        going = fflush(to) == 0 && going;
    }
    fclose(to);
    fclose(from);
}

int main(int argc, char** argv) {
    signal(SIGPIPE, SIG_IGN);
    const std::string text = argc > 1 ? argv[1] : "5003";
    const bool digits = !text.empty() && text.find_first_not_of("0123456789") == text.npos;
    const long port = digits ? strtol(text.c_str(), nullptr, 10) : 0;
    if (argc > 3 || port < 1 || port > 65535) {
        fprintf(stderr, "usage: files_server [port [directory]]\n");
        return 2;
    }
    if (argc > 2) folder = argv[2];
    const int listener = socket(AF_INET6, SOCK_STREAM, 0);
    const int on = 1;
    const int off = 0;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    setsockopt(listener, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
    sockaddr_in6 local{};
    local.sin6_family = AF_INET6;
    local.sin6_port = htons(static_cast<in_port_t>(port));
    if (bind(listener, reinterpret_cast<sockaddr*>(&local), sizeof local) != 0 ||
        listen(listener, SOMAXCONN) != 0) {
        perror("files_server");
        return 1;
    }
    for (;;) {
        const int client = accept(listener, nullptr, nullptr);
        if (client >= 0) std::thread(serve, client).detach();
    }
}
