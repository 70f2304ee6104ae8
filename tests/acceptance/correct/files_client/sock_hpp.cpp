// sock.hpp; a download is written beside its target and removed by a guard.
#include <sock.hpp>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>

namespace fs = std::filesystem;

class files {
  public:
    explicit files(sock::tcp_stream server) : server_(std::move(server)) {}

    void list() {
        for (auto lines = ask("LIST"); lines > 0; --lines)
            std::cout << line() << '\n';
    }

    void get(const std::string& name, const std::string& to) {
        auto left = ask("GET " + name);
        const guard part{to + ".new"};
        std::ofstream out(part.path, std::ios::binary);
        while (left > 0) {
            if (came_.empty()) more();
            const auto n = static_cast<std::size_t>(std::min<std::uint64_t>(left, came_.size()));
            out.write(came_.data(), static_cast<std::streamsize>(n));
            came_.erase(0, n);
            left -= n;
        }
        out.close();
        if (!out) throw std::runtime_error("cannot write " + part.path);
        fs::rename(part.path, to);
    }

    void put(const std::string& from, const std::string& name) {
        std::ifstream in(from, std::ios::binary);
        if (!in) throw std::runtime_error("cannot open " + from);
        auto left = fs::file_size(from);
        server_.send_all("PUT " + name + ' ' + std::to_string(left) + '\n');
        char piece[16000];
        while (left > 0) {
            in.read(piece,
                    static_cast<std::streamsize>(std::min<std::uintmax_t>(left, sizeof piece)));
            if (in.gcount() == 0) throw std::runtime_error(from + " has become shorter");
            server_.send_all({piece, static_cast<std::size_t>(in.gcount())});
            left -= static_cast<std::uintmax_t>(in.gcount());
        }
        const auto reply = line();
        if (reply != "OK") throw std::runtime_error(reply);
    }

  private:
    struct guard {
        ~guard() {
            std::error_code none;
            fs::remove(path, none);
        }
        std::string path;
    };

    std::uint64_t ask(const std::string& request) {
        server_.send_all(request + '\n');
        const auto reply = line();
        if (reply.rfind("OK ", 0) != 0) throw std::runtime_error(reply);
        return std::stoull(reply.substr(3));
    }

    std::string line() {
        while (came_.find('\n') == std::string::npos)
            more();
        const auto end = came_.find('\n');
        auto result = came_.substr(0, end);
        came_.erase(0, end + 1);
        return result;
    }

    void more() {
        char piece[30000];
        const auto n = server_.recv(piece);
        if (n == 0) throw std::runtime_error("the server closed the connection");
        came_.append(piece, n);
    }

    sock::tcp_stream server_;
    std::string came_;
};

static bool understood(const std::vector<std::string>& words) {
    const std::map<std::string, std::pair<std::size_t, std::size_t>> commands = {
        {"ls", {3, 3}}, {"get", {4, 5}}, {"put", {4, 5}}};
    if (words.size() < 3 || !sock::parse_port(words[1])) return false;
    const auto found = commands.find(words[2]);
    return found != commands.end() && words.size() >= found->second.first &&
           words.size() <= found->second.second;
}

int main(int argc, char* argv[]) {
    const std::vector<std::string> words(argv + 1, argv + argc);
    if (!understood(words)) {
        std::cerr << "uso: files_client host port ls | get NAME [TO] | put FILE [NAME]\n";
        return 2;
    }
    try {
        files server(sock::tcp_stream::connect(words[0], *sock::parse_port(words[1])));
        const auto& command = words[2];
        if (command == "ls") server.list();
        if (command == "get") server.get(words[3], words.back());
        if (command == "put") server.put(words[3], fs::path(words.back()).filename().string());
    } catch (const std::exception& failure) {
        std::cerr << "files_client: " << failure.what() << '\n';
        return 1;
    }
    return 0;
}
