// files_client host port ls
// files_client host port get NAME [TO]
// files_client host port put FILE [NAME]
//
// A client of the file server: prints the list of its files, gets one, or puts one there. It ends
// with 0 only if every byte has arrived.

#include <sock.hpp>

#include "transfer.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <iostream>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

struct arguments {
    std::string host{};
    std::uint16_t port = 0;
    std::string command{};
    std::string from{};
    std::string to{};
};

std::uint64_t ask(transfer::connection& server, const std::string& request);
std::string next_line(transfer::connection& server);

/// Prints the server's list.
void list(transfer::connection& server) {
    [[maybe_unused]] std::uint64_t left = ask(server, "LIST\n");
    //[todo 1]
    for (; left > 0; --left) {
        std::cout << next_line(server) << '\n';
    }
    //[/todo]
    if (!std::cout.flush()) throw std::runtime_error("cannot write to standard output");
}

/// Receives a file. Under its name it appears only when it is complete.
void get(transfer::connection& server, const std::string& name, const std::string& to) {
    // A device or a directory must not be replaced by a file.
    if (std::filesystem::exists(to) && !std::filesystem::is_regular_file(to))
        throw std::runtime_error(to + " is not a regular file");

    [[maybe_unused]] std::uint64_t left = ask(server, "GET " + name + '\n');
    transfer::new_file file(to, to + ".part-");
    //[todo 2]
    while (left > 0) {
        const std::string_view piece = server.bytes(left);
        file.write(piece);
        left -= piece.size();
    }
    //[/todo]
    file.commit();
}

/// Sends a file, and waits until the server has all of it.
void put(transfer::connection& server, const std::string& from, const std::string& name) {
    transfer::source_file file(from);
    server.send_all("PUT " + name + ' ' + std::to_string(file.size()) + '\n');
    std::vector<char> buffer(65536);
    //[todo 3]
    for (std::uint64_t left = file.size(); left > 0;) {
        const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(left, buffer.size()));
        const std::string_view piece = file.read(std::span(buffer).first(wanted));
        server.send_all(piece);
        left -= piece.size();
    }
    const std::string reply = next_line(server);
    if (reply != "OK") throw std::runtime_error("the server answers: " + reply);
    //[/todo]
}

/// Sends a request whose answer is "OK number", and returns the number.
std::uint64_t ask(transfer::connection& server, const std::string& request) {
    server.send_all(request);
    const std::string reply = next_line(server);
    const auto number =
        reply.starts_with("OK ") ? transfer::parse_size(reply.substr(3)) : std::nullopt;
    if (!number) throw std::runtime_error("the server answers: " + reply);
    return *number;
}

std::string next_line(transfer::connection& server) {
    const auto line = server.line();
    if (!line) throw std::runtime_error("the server closed the connection before it answered");
    return *line;
}

void run(const arguments& given) {
    transfer::connection server(sock::tcp_stream::connect(given.host, given.port));
    if (given.command == "ls") list(server);
    if (given.command == "get") get(server, given.from, given.to);
    if (given.command == "put") put(server, given.from, given.to);
}

/// Nothing if an argument makes no sense.
std::optional<arguments> read_arguments(const std::vector<std::string>& words) {
    if (words.size() < 3) return std::nullopt;
    const auto port = sock::parse_port(words[1]);
    const std::string& command = words[2];
    if (!port) return std::nullopt;

    arguments given{words[0], *port, command};
    if (command == "ls" && words.size() == 3) return given;
    if ((command != "get" && command != "put") || words.size() < 4 || words.size() > 5)
        return std::nullopt;
    given.from = words[3];
    given.to = words.size() == 5  ? words[4]
               : command == "put" ? std::filesystem::path(given.from).filename().string()
                                  : given.from;
    // A newline in a name would end the request there, and begin another one.
    const std::string& name = command == "get" ? given.from : given.to;
    return name.find('\n') == std::string::npos ? std::optional(given) : std::nullopt;
}

int main(int argc, char* argv[]) {
    const auto given = read_arguments({argv + 1, argv + argc});
    if (!given) {
        std::cerr << "usage: files_client host port ls | get NAME [TO] | put FILE [NAME]\n";
        return 2;
    }
    try {
        run(*given);
        return 0;
    } catch (const std::exception& failure) {
        std::cerr << "files_client: " << failure.what() << '\n';
        return 1;
    }
}
