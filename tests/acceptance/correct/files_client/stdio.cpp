// C streams over the connection.
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

namespace fs = std::filesystem;

struct stream {
    explicit stream(FILE* file) : it(file) {
        if (it == nullptr) throw std::runtime_error("cannot open");
    }
    stream(const stream&) = delete;
    ~stream() {
        if (it) fclose(it);
    }
    void close() {
        if (fclose(std::exchange(it, nullptr)) != 0) throw std::runtime_error("cannot write");
    }
    FILE* it;
};

static int dial(const std::string& host, long port) {
    sockaddr_in server{};
    server.sin_family = AF_INET;
    server.sin_port = htons(static_cast<in_port_t>(port));
    if (inet_pton(AF_INET, host.c_str(), &server.sin_addr) != 1)
        throw std::runtime_error("no address");
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(fd, reinterpret_cast<sockaddr*>(&server), sizeof server) != 0)
        throw std::runtime_error("cannot connect");
    return fd;
}

static std::string next_line(FILE* from) {
    std::string line;
    for (int c = getc(from); c != '\n'; c = getc(from)) {
        if (c == EOF) throw std::runtime_error("the server has gone");
        line += static_cast<char>(c);
    }
    return line;
}

static unsigned long long next_number(FILE* from) {
    const auto line = next_line(from);
    if (line.rfind("OK ", 0) != 0) throw std::runtime_error("the server: " + line);
    return std::stoull(line.substr(3));
}

static void copy(FILE* from, FILE* to, unsigned long long left) {
    char buffer[4096];
    while (left > 0) {
        const size_t most = left < sizeof buffer ? static_cast<size_t>(left) : sizeof buffer;
        const size_t n = fread(buffer, 1, most, from);
        if (n == 0 || fwrite(buffer, 1, n, to) != n)
            throw std::runtime_error("the transfer broke off");
        left -= n;
    }
}

static void get(FILE* in, FILE* out, const std::string& name, const std::string& to) {
    fprintf(out, "GET %s\n", name.c_str());
    fflush(out);
    const auto size = next_number(in);
    const std::string part = to + ".part";
    try {
        stream file(fopen(part.c_str(), "wb"));
        copy(in, file.it, size);
        file.close();
        fs::rename(part, to);
    } catch (...) {
        fs::remove(part);
        throw;
    }
}

static void put(FILE* in, FILE* out, const std::string& from, const std::string& name) {
    stream file(fopen(from.c_str(), "rb"));
    const auto size = fs::file_size(from);
    fprintf(out, "PUT %s %llu\n", name.c_str(), static_cast<unsigned long long>(size));
    copy(file.it, out, size);
    if (fflush(out) != 0) throw std::runtime_error("the server has gone");
    const auto line = next_line(in);
    if (line != "OK") throw std::runtime_error("the server: " + line);
}

static void ls(FILE* in, FILE* out) {
    fputs("LIST\n", out);
    fflush(out);
    for (auto left = next_number(in); left > 0; --left)
        printf("%s\n", next_line(in).c_str());
}

int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN);
    const std::vector<std::string> words(argv + 1, argv + argc);
    const auto known = [&] {
        if (words.size() < 3 || words[1].empty() || words[1].size() > 5) return false;
        if (words[1].find_first_not_of("0123456789") != std::string::npos) return false;
        const int port = std::stoi(words[1]);
        if (port < 1 || port > 65535) return false;
        if (words[2] == "ls") return words.size() == 3;
        return (words[2] == "get" || words[2] == "put") && (words.size() == 4 || words.size() == 5);
    };
    if (!known()) {
        fprintf(stderr, "usage: files_client host port ls | get NAME [TO] | put FILE [NAME]\n");
        return 2;
    }
    try {
        const int fd = dial(words[0], std::stol(words[1]));
        const stream in(fdopen(fd, "r"));
        const stream out(fdopen(dup(fd), "w"));
        if (words[2] == "ls") ls(in.it, out.it);
        if (words[2] == "get") get(in.it, out.it, words[3], words.back());
        if (words[2] == "put")
            put(in.it, out.it, words[3],
                words.size() == 5 ? words[4] : fs::path(words[3]).filename().string());
        return 0;
    } catch (const std::exception& failure) {
        fprintf(stderr, "files_client: %s\n", failure.what());
        return 1;
    }
}
