// sock.hpp and the standard library only: streams for files, a thread for each client.
#include <sock.hpp>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <optional>
#include <thread>

namespace fs = std::filesystem;

static bool is_name(const std::string& name) {
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '.' || c == '_' || c == '-' || c == ' ';
    };
    return !name.empty() && name.size() <= 100 && name[0] != '.' &&
           std::all_of(name.begin(), name.end(), allowed);
}

class client {
  public:
    client(sock::tcp_stream stream, fs::path folder)
        : stream_(std::move(stream)), folder_(std::move(folder)) {}

    void serve() {
        while (const auto line = next_line()) {
            if (*line == "LIST")
                list();
            else if (line->rfind("GET ", 0) == 0)
                get(line->substr(4));
            else if (line->rfind("PUT ", 0) == 0)
                put(line->substr(4));
            else
                stream_.send_all("ERR what\n");
        }
    }

  private:
    std::optional<std::string> next_line() {
        for (;;) {
            const auto end = came_.find('\n');
            if (end != std::string::npos) {
                auto line = came_.substr(0, end);
                came_.erase(0, end + 1);
                return line;
            }
            if (came_.size() > 100'000 || !receive()) return std::nullopt;
        }
    }

    bool receive() {
        char piece[16384];
        const auto n = stream_.recv(piece);
        came_.append(piece, n);
        return n > 0;
    }

    void list() {
        std::map<std::string, std::uintmax_t> files;
        for (const auto& entry : fs::directory_iterator(folder_)) {
            const auto name = entry.path().filename().string();
            if (is_name(name) && !entry.is_symlink() && entry.is_regular_file())
                files[name] = entry.file_size();
        }
        std::string text = "OK " + std::to_string(files.size()) + "\n";
        for (const auto& [name, size] : files)
            text += std::to_string(size) + " " + name + "\n";
        stream_.send_all(text);
    }

    void get(const std::string& name) {
        const auto path = folder_ / name;
        std::error_code none;
        if (!is_name(name) || fs::symlink_status(path, none).type() != fs::file_type::regular)
            return stream_.send_all("ERR unknown\n");
        std::ifstream file(path, std::ios::binary | std::ios::ate);
        auto left = static_cast<std::uint64_t>(file.tellg());
        file.seekg(0);
        stream_.send_all("OK " + std::to_string(left) + "\n");
        std::vector<char> piece(100'000);
        while (left > 0) {
            const auto most = std::min<std::uint64_t>(left, piece.size());
            file.read(piece.data(), static_cast<std::streamsize>(most));
            const auto n = static_cast<std::size_t>(file.gcount());
            if (n == 0) throw std::runtime_error("the file has become shorter");
            stream_.send_all({piece.data(), n});
            left -= n;
        }
    }

    void put(const std::string& text) {
        static std::atomic<unsigned> counter{0};
        const auto space = std::min(text.rfind(' '), text.size());
        std::uint64_t left = 0;
        const char* first = text.data() + std::min(space + 1, text.size());
        const char* last = text.data() + text.size();
        const auto [end, error] = std::from_chars(first, last, left);
        if (first == last || error != std::errc() || end != last) {
            stream_.send_all("ERR invalid\n");
            throw std::runtime_error("no number of bytes");
        }
        const auto name = text.substr(0, space);
        const bool good = is_name(name);
        const auto temporary = folder_ / (".upload" + std::to_string(counter++));
        // After a rename there is nothing of that name to remove.
        const struct remover {
            ~remover() {
                std::error_code none;
                fs::remove(path, none);
            }
            fs::path path;
        } at_the_end{temporary};
        {
            std::ofstream file;
            if (good) file.open(temporary, std::ios::binary);
            while (left > 0) {
                if (came_.empty() && !receive()) throw std::runtime_error("the upload broke off");
                const auto most = std::min<std::uint64_t>(left, came_.size());
                file.write(came_.data(), static_cast<std::streamsize>(most));
                came_.erase(0, most);
                left -= most;
            }
            file.flush();
            if (good && !file) throw std::runtime_error("the file cannot be written");
        }
        std::error_code failed;
        if (good) fs::rename(temporary, folder_ / name, failed);
        stream_.send_all(good && !failed ? "OK\n" : "ERR invalid\n");
    }

    sock::tcp_stream stream_;
    fs::path folder_;
    std::string came_;
};

int main(int argc, char* argv[]) {
    const auto port = sock::parse_port(argc > 1 ? argv[1] : "5003");
    if (argc > 3 || !port) {
        std::cerr << "usage: files_server [port [directory]]\n";
        return 2;
    }
    const fs::path folder = argc > 2 ? argv[2] : "remote";
    try {
        auto listener = sock::tcp_listener::bind({"0.0.0.0", *port});
        listener.listen();
        for (;;) {
            std::thread([&folder, stream = listener.accept()]() mutable {
                try {
                    client(std::move(stream), folder).serve();
                } catch (const std::exception& failure) {
                    std::cerr << failure.what() << '\n';
                }
            }).detach();
        }
    } catch (const std::exception& failure) {
        std::cerr << "files_server: " << failure.what() << '\n';
        return 1;
    }
}
