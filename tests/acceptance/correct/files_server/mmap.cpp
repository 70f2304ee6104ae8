// A pool of threads that accept; files are mapped, the temporary name holds the thread's number.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

using std::string;
using std::string_view;

static string folder = "remote";

static bool is_name(string_view name) {
    if (name.empty() || name.size() > 100 || name.front() == '.') return false;
    for (const unsigned char c : name) {
        const bool good = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                          (c >= 'a' && c <= 'z') || c == '.' || c == '_' || c == '-' || c == ' ';
        if (!good) return false;
    }
    return true;
}

static bool send_all(int fd, string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t n = send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (n <= 0) return false;
        bytes.remove_prefix(static_cast<size_t>(n));
    }
    return true;
}

// Looks at what has come, and takes only the line out of the socket.
static bool read_line(int fd, string& line) {
    line.clear();
    for (;;) {
        char peeked[512];
        const ssize_t n = recv(fd, peeked, sizeof peeked, MSG_PEEK);
        if (n <= 0) return false;
        const auto* end = static_cast<const char*>(memchr(peeked, '\n', static_cast<size_t>(n)));
        const auto take = end ? static_cast<size_t>(end - peeked) + 1 : static_cast<size_t>(n);
        if (recv(fd, peeked, take, MSG_WAITALL) != static_cast<ssize_t>(take)) return false;
        line.append(peeked, end ? take - 1 : take);
        if (end) return true;
        if (line.size() > 1'000'000) return false;
    }
}

static bool list(int client) {
    std::map<string, off_t> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        struct stat status;
        const auto name = entry.path().filename().string();
        if (is_name(name) && lstat(entry.path().c_str(), &status) == 0 && S_ISREG(status.st_mode))
            files[name] = status.st_size;
    }
    string text = "OK " + std::to_string(files.size()) + "\n";
    for (const auto& [name, size] : files)
        text += std::to_string(size) + " " + name + "\n";
    return send_all(client, text);
}

static bool get(int client, const string& name) {
    struct stat status;
    const string path = folder + "/" + name;
    if (!is_name(name) || lstat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode))
        return send_all(client, "ERR unknown\n");
    const int file = open(path.c_str(), O_RDONLY | O_NOFOLLOW);
    if (file < 0 || fstat(file, &status) != 0) return send_all(client, "ERR unknown\n");
    const auto size = static_cast<size_t>(status.st_size);
    bool whole = send_all(client, "OK " + std::to_string(size) + "\n");
    if (size > 0) {
        void* bytes = mmap(nullptr, size, PROT_READ, MAP_SHARED, file, 0);
        whole = whole && bytes != MAP_FAILED &&
                send_all(client, string_view(static_cast<char*>(bytes), size));
        if (bytes != MAP_FAILED) munmap(bytes, size);
    }
    close(file);
    return whole;
}

static bool put(int client, const string& text, int number) {
    const auto space = text.rfind(' ');
    const string digits = space == string::npos ? "" : text.substr(space + 1);
    if (digits.empty() || digits.size() > 18 ||
        digits.find_first_not_of("0123456789") != string::npos) {
        send_all(client, "ERR invalid\n");
        return false;
    }
    auto left = std::stoull(digits);
    const string name = text.substr(0, space);
    const string temporary = folder + "/.thread" + std::to_string(number);
    const bool good = is_name(name);
    const int file = good ? open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600)
                          : open("/dev/null", O_WRONLY);
    std::vector<char> buffer(200'000);
    while (left > 0) {
        const auto most = left < buffer.size() ? static_cast<size_t>(left) : buffer.size();
        const ssize_t n = recv(client, buffer.data(), most, 0);
        if (n <= 0 || write(file, buffer.data(), static_cast<size_t>(n)) != n) break;
        left -= static_cast<unsigned long long>(n);
    }
    close(file);
    bool kept = good && left == 0;
    if (kept) kept = rename(temporary.c_str(), (folder + "/" + name).c_str()) == 0;
    if (good && !kept) unlink(temporary.c_str());
    return left == 0 && send_all(client, kept ? "OK\n" : "ERR invalid\n");
}

static void serve(int client, int number) {
    string line;
    bool going = true;
    while (going && read_line(client, line)) {
        if (line == "LIST")
            going = list(client);
        else if (line.rfind("GET ", 0) == 0)
            going = get(client, line.substr(4));
        else if (line.rfind("PUT ", 0) == 0)
            going = put(client, line.substr(4), number);
        else
            going = send_all(client, "ERR what\n");
    }
}

int main(int argc, char** argv) {
    char* end = nullptr;
    const long port = argc > 1 ? std::strtol(argv[1], &end, 10) : 5003;
    const bool number = argc < 2 || (argv[1][0] >= '0' && argv[1][0] <= '9' && *end == '\0');
    if (argc > 3 || !number || port < 1 || port > 65535) {
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
    if (bind(listener, reinterpret_cast<sockaddr*>(&local), sizeof local) != 0 ||
        listen(listener, 50) != 0) {
        std::perror("files_server");
        return 1;
    }
    const auto work = [&](int mine) {
        for (;;) {
            const int client = accept(listener, nullptr, nullptr);
            if (client < 0) continue;
            serve(client, mine);
            close(client);
        }
    };
    std::vector<std::thread> pool;
    for (int i = 0; i < 16; ++i)
        pool.emplace_back(work, i);
    for (auto& each : pool)
        each.join();
}
