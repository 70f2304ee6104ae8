// The file is mapped; a download goes into a file without a name (O_TMPFILE) where that exists.
#include <sock.hpp>

#include <iostream>

#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static std::string line_of(sock::tcp_stream& server) {
    std::string result;
    char c = 0;
    while (server.recv(std::span<char>(&c, 1)) == 1) {
        if (c == '\n') return result;
        result += c;
    }
    throw std::runtime_error("no answer");
}

static std::uint64_t number_of(sock::tcp_stream& server) {
    const auto line = line_of(server);
    unsigned long long number = 0;
    if (sscanf(line.c_str(), "OK %llu", &number) != 1) throw std::runtime_error("answer: " + line);
    return number;
}

static void receive(sock::tcp_stream& server, int file, std::uint64_t left) {
    char piece[50000];
    while (left > 0) {
        const auto most = static_cast<std::size_t>(std::min<std::uint64_t>(left, sizeof piece));
        const auto n = server.recv(std::span<char>(piece, most));
        if (n == 0) throw std::runtime_error("the file broke off");
        if (write(file, piece, n) != static_cast<ssize_t>(n)) throw std::runtime_error("write");
        left -= n;
    }
}

static void get(sock::tcp_stream& server, const std::string& name, const std::string& to) {
    server.send_all("GET " + name + "\n");
    const auto size = number_of(server);
    const int nameless = open(".", O_TMPFILE | O_RDWR, 0644);
    if (nameless >= 0) {
        receive(server, nameless, size);
        const auto part = to + ".part";
        const auto link = "/proc/self/fd/" + std::to_string(nameless);
        if (linkat(AT_FDCWD, link.c_str(), AT_FDCWD, part.c_str(), AT_SYMLINK_FOLLOW) == 0) {
            if (rename(part.c_str(), to.c_str()) != 0) throw std::runtime_error("rename");
            return;
        }
        throw std::runtime_error("linkat");
    }
    const auto part = to + ".part";
    const int file = open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
    try {
        receive(server, file, size);
    } catch (...) {
        unlink(part.c_str());
        throw;
    }
    if (rename(part.c_str(), to.c_str()) != 0) throw std::runtime_error("rename");
}

static void put(sock::tcp_stream& server, const std::string& from, const std::string& name) {
    const int file = open(from.c_str(), O_RDONLY);
    struct stat status;
    if (file < 0 || fstat(file, &status) != 0) throw std::runtime_error("cannot open " + from);
    const auto size = static_cast<std::size_t>(status.st_size);
    server.send_all("PUT " + name + " " + std::to_string(size) + "\n");
    if (size > 0) {
        void* bytes = mmap(nullptr, size, PROT_READ, MAP_SHARED, file, 0);
        if (bytes == MAP_FAILED) throw std::runtime_error("mmap");
        server.send_all({static_cast<const char*>(bytes), size});
    }
    const auto line = line_of(server);
    if (line != "OK") throw std::runtime_error("answer: " + line);
}

int main(int argc, char** argv) {
    const auto is = [&](const char* word, int least, int most) {
        return std::string(argv[3]) == word && argc >= least && argc <= most;
    };
    const auto port = argc > 3 ? sock::parse_port(argv[2]) : std::nullopt;
    if (!port || !(is("ls", 4, 4) || is("get", 5, 6) || is("put", 5, 6))) {
        fprintf(stderr, "usage: files_client host port ls | get NAME [TO] | put FILE [NAME]\n");
        return 2;
    }
    try {
        auto server = sock::tcp_stream::connect(std::string(argv[1]), *port);
        if (argc == 4) {
            server.send_all("LIST\n");
            for (auto n = number_of(server); n > 0; --n)
                std::cout << line_of(server) << "\n";
        } else if (is("get", 5, 6)) {
            get(server, argv[4], argv[argc - 1]);
        } else {
            put(server, argv[4], argv[argc - 1]);
        }
    } catch (const std::exception& failure) {
        fprintf(stderr, "files_client: %s\n", failure.what());
        return 1;
    }
}
