// files_server [port [directory]]
//
// Serves the files of one directory: LIST, GET and PUT. Each client has a thread of its own, which
// talks with it as if there were no other. Without arguments: port 5003, the directory "remote".

#include <sock.hpp>

#include "transfer.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <iostream>
#include <map>
#include <optional>
#include <semaphore>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include <sys/file.h>
#include <sys/resource.h>

struct arguments {
    std::uint16_t port = 5003;
    std::string directory = "remote";
};

/// Uploads have such names until they are complete. No client can name them: see is_name.
constexpr std::string_view temporary_prefix = ".put-";

std::ptrdiff_t most_clients();
transfer::descriptor lock_and_tidy(const std::string& directory);
void serve(sock::tcp_stream stream, const std::string& directory);
bool answer(transfer::connection& client, const std::string& directory, std::string_view line);
void list(transfer::connection& client, const std::string& directory);
void get(transfer::connection& client, const std::string& directory, std::string_view name);
bool put(transfer::connection& client, const std::string& directory, std::string_view arguments);

/// Accepts clients and starts a thread for each, for ever.
void run(const arguments& given) {
    sock::tcp_listener listener = sock::tcp_listener::bind({"0.0.0.0", given.port});
    const transfer::descriptor lock = lock_and_tidy(given.directory);
    listener.listen();
    std::cerr << "files_server at " << listener.local_endpoint().to_string() << '\n';

    // More clients than this wait in the listener's queue until another one leaves.
    //[todo 1]
    std::counting_semaphore<> places(most_clients());
    for (;;) {
        places.acquire();
        sock::tcp_stream stream = listener.accept();
        try {
            std::thread([&places, &given, client = std::move(stream)]() mutable {
                serve(std::move(client), given.directory);
                places.release();
            }).detach();
        } catch (const std::system_error& failure) {
            std::cerr << std::string("files_server: no thread: ") + failure.what() + '\n';
            places.release();
        }
    }
    //[/todo]
}

/// Each client needs two descriptors, its connection and a file: there are always enough of them.
std::ptrdiff_t most_clients() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 1;
    const auto descriptors = static_cast<std::ptrdiff_t>(std::min<rlim_t>(limit.rlim_cur, 2016));
    return std::max<std::ptrdiff_t>((descriptors - 16) / 2, 1);
}

/// Removes unfinished uploads of a server that was killed, unless a server is at work here: then
/// they may be its own. The lock lasts as long as this process.
transfer::descriptor lock_and_tidy(const std::string& directory) {
    transfer::descriptor lock(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (lock.get() < 0) transfer::fail("open", directory);
    if (::flock(lock.get(), LOCK_EX | LOCK_NB) == 0) {
        for (const auto& entry : std::filesystem::directory_iterator(directory)) {
            if (entry.path().filename().string().starts_with(temporary_prefix))
                std::filesystem::remove(entry.path());
        }
    }
    (void)::flock(lock.get(), LOCK_SH);
    return lock;
}

/// One client, from its first request to its last. A failure ends only this client.
void serve(sock::tcp_stream stream, const std::string& directory) {
    try {
        transfer::connection client(std::move(stream));
        while (const auto line = client.line()) {
            if (!answer(client, directory, *line)) return client.finish();
        }
    } catch (const std::exception& failure) {
        std::cerr << std::string("files_server: ") + failure.what() + '\n';
    }
}

/// False if it is unknown where the next request begins.
bool answer(transfer::connection& client, const std::string& directory, std::string_view line) {
    if (line == "LIST") {
        list(client, directory);
    } else if (line.starts_with("GET ")) {
        get(client, directory, line.substr(4));
    } else if (line.starts_with("PUT ")) {
        return put(client, directory, line.substr(4));
    } else {
        client.send_all("ERR what\n");
    }
    return true;
}

/// The regular files that GET would give, by name.
void list(transfer::connection& client, const std::string& directory) {
    std::map<std::string, std::uintmax_t> files;
    for (const auto& entry : std::filesystem::directory_iterator(directory)) {
        std::error_code vanished;
        const std::string name = entry.path().filename().string();
        if (!transfer::is_name(name)) continue;
        if (!std::filesystem::is_regular_file(entry.symlink_status(vanished))) continue;
        const auto size = std::filesystem::file_size(entry.path(), vanished);
        if (!vanished) files[name] = size;
    }
    std::string reply = "OK " + std::to_string(files.size()) + '\n';
    for (const auto& [name, size] : files)
        reply += std::to_string(size) + ' ' + name + '\n';
    client.send_all(reply);
}

/// The file as it is now: an upload of the same name gives the name to another file and leaves this
/// one as it is.
void get(transfer::connection& client, const std::string& directory, std::string_view name) {
    std::optional<transfer::source_file> file;
    //[todo 2]
    try {
        const std::string path = directory + '/' + std::string(name);
        if (transfer::is_name(name)) file.emplace(path, O_NOFOLLOW);
    } catch (const std::exception& failure) {
        std::cerr << std::string("files_server: ") + failure.what() + '\n';
    }
    //[/todo]
    if (!file) return client.send_all("ERR unknown\n");

    client.send_all("OK " + std::to_string(file->size()) + '\n');
    //[todo 3]
    std::vector<char> buffer(65536);
    for (std::uint64_t left = file->size(); left > 0;) {
        const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(left, buffer.size()));
        const std::string_view piece = file->read(std::span(buffer).first(wanted));
        client.send_all(piece);
        left -= piece.size();
    }
    //[/todo]
}

/// The bytes follow their request. They are received also if the answer is an error. Only
/// if their number is unknown, the conversation ends.
bool put(transfer::connection& client, const std::string& directory, std::string_view arguments) {
    const auto space = std::min(arguments.rfind(' '), arguments.size());
    const auto name = arguments.substr(0, space);
    auto left = transfer::parse_size(arguments.substr(std::min(space + 1, arguments.size())));
    if (!left) {
        client.send_all("ERR invalid\n");
        return false;
    }
    std::string reply = "ERR invalid\n";
    try {
        const std::string path = directory + '/' + std::string(name);
        const auto there = transfer::is_name(name) ? std::filesystem::symlink_status(path).type()
                                                   : std::filesystem::file_type::none;
        if (there == std::filesystem::file_type::regular ||
            there == std::filesystem::file_type::not_found) {
            transfer::new_file file(path, directory + '/' + std::string(temporary_prefix));
            //[todo 4]
            while (*left > 0) {
                const std::string_view piece = client.bytes(*left);
                *left -= piece.size();
                file.write(piece);
            }
            //[/todo]
            file.commit();
            reply = "OK\n";
        }
    } catch (const sock::error&) {
        throw;
    } catch (const std::system_error& failure) {
        std::cerr << std::string("files_server: ") + failure.what() + '\n';
        reply = "ERR failed\n";
    }
    client.skip(*left);
    client.send_all(reply);
    return true;
}

/// Nothing if an argument makes no sense.
std::optional<arguments> read_arguments(int argc, char* argv[]) {
    const auto port = sock::parse_port(argc > 1 ? argv[1] : "5003");
    if (argc > 3 || !port) return std::nullopt;
    return arguments{*port, argc > 2 ? argv[2] : "remote"};
}

int main(int argc, char* argv[]) {
    const auto given = read_arguments(argc, argv);
    if (!given) {
        std::cerr << "usage: files_server [port [directory]]\n";
        return 2;
    }
    try {
        run(*given);
        return 0;
    } catch (const std::exception& failure) {
        std::cerr << "files_server: " << failure.what() << '\n';
        return 1;
    }
}
