// It ends its sending side after the request, reads until the server ends, too, and then counts.
#include <sock.hpp>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>

namespace fs = std::filesystem;

static const int bad_usage = 2;

static std::uint64_t number_of(const std::string& line) {
    if (line.rfind("OK ", 0) != 0) throw std::runtime_error("the server answers " + line);
    return std::stoull(line.substr(3));
}

struct answer {
    explicit answer(sock::tcp_stream& server) : from(server) {}

    std::optional<char> next() {
        if (at == size) {
            size = from.recv(buffer);
            at = 0;
        }
        if (size == 0) return std::nullopt;
        return buffer[at++];
    }

    std::string line() {
        std::string result;
        while (const auto c = next()) {
            if (*c == '\n') return result;
            result += *c;
        }
        throw std::runtime_error("the answer broke off");
    }

    sock::tcp_stream& from;
    char buffer[32768];
    std::size_t at = 0, size = 0;
};

static void get(sock::tcp_stream& server, const std::string& name, const fs::path& to) {
    server.send_all("GET " + name + "\n");
    server.shutdown(sock::direction::send);
    answer came(server);
    const auto announced = number_of(came.line());
    const fs::path part = to.parent_path() / ("." + to.filename().string() + "~");
    std::uint64_t count = 0;
    bool written = false;
    try {
        std::ofstream file(part, std::ios::binary);
        while (const auto c = came.next()) {
            file.put(*c);
            ++count;
        }
        file.close();
        written = !file.fail();
    } catch (...) {
        fs::remove(part);
        throw;
    }
    if (count == announced && written) return fs::rename(part, to);
    fs::remove(part);
    throw std::runtime_error("the file broke off");
}

static void put(sock::tcp_stream& server, const fs::path& from, const std::string& name) {
    std::ifstream file(from, std::ios::binary);
    if (!file) throw std::runtime_error("cannot read " + from.string());
    server.send_all("PUT " + name + " " + std::to_string(fs::file_size(from)) + "\n");
    std::vector<char> piece(1 << 20);
    while (file.read(piece.data(), std::streamsize(piece.size())) || file.gcount() > 0)
        server.send_all({piece.data(), std::size_t(file.gcount())});
    server.shutdown(sock::direction::send);
    const auto line = answer(server).line();
    if (line != "OK") throw std::runtime_error("the server answers " + line);
}

static void ls(sock::tcp_stream& server) {
    server.send_all("LIST\n");
    server.shutdown(sock::direction::send);
    answer came(server);
    for (auto left = number_of(came.line()); left > 0; --left)
        std::cout << came.line() << std::endl;
}

int main(int argc, char* argv[]) {
    const std::vector<std::string> words(argv, argv + argc);
    const auto port = argc > 2 ? sock::parse_port(words[2]) : std::nullopt;
    const std::string what = argc > 3 ? words[3] : "";
    const bool one = what == "ls" && argc == 4;
    const bool more = (what == "get" || what == "put") && (argc == 5 || argc == 6);
    if (!port || (!one && !more)) {
        std::cerr << "usage: files_client host port ls | get NAME [TO] | put FILE [NAME]\n";
        return bad_usage;
    }
    try {
        auto server = sock::tcp_stream::connect(words[1], *port);
        if (what == "ls") ls(server);
        if (what == "get") get(server, words[4], words.back());
        if (what == "put")
            put(server, words[4], argc == 6 ? words[5] : fs::path(words[4]).filename().string());
    } catch (const std::exception& failure) {
        std::cerr << failure.what() << std::endl;
        return 1;
    }
}
