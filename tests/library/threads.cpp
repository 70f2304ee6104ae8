#include "loopback.hpp"

#include <string>
#include <thread>
#include <vector>

using namespace loopback;

namespace {

void echo(sock::tcp_stream client) {
    std::array<char, 1000> buffer;
    while (const auto count = client.recv(buffer, time_limit))
        client.send_all({buffer.data(), count}, time_limit);
}

/// Catch2's assertions are not thread-safe: the threads collect failures, and the test asserts.
std::string converse(const sock::endpoint& server, const std::string& text) {
    auto stream = sock::tcp_stream::connect(server, time_limit);
    std::thread writer([&stream, &text] {
        stream.send_all(text, time_limit);
        stream.shutdown(sock::direction::send);
    });
    auto answer = read_all(stream);
    writer.join();
    return answer;
}

}  // namespace

TEST_CASE("threads: an echo server with a thread per client") {
    constexpr int clients = 8;
    auto waiting = listener();
    const auto where = waiting.local_endpoint();

    std::thread server([&waiting] {
        std::vector<std::thread> workers;
        for (int i = 0; i < clients; ++i)
            workers.emplace_back(echo, waiting.accept(time_limit));
        for (auto& worker : workers)
            worker.join();
    });
    std::vector<std::string> answers(clients);
    std::vector<std::thread> talkers;
    for (std::size_t i = 0; i < clients; ++i)
        talkers.emplace_back([&answers, &where, i] {
            answers[i] = converse(where, std::string(200000 + i, static_cast<char>('a' + i)));
        });
    for (auto& talker : talkers)
        talker.join();
    server.join();

    for (std::size_t i = 0; i < clients; ++i)
        CHECK((answers[i] == std::string(200000 + i, static_cast<char>('a' + i))));
}

TEST_CASE("threads: one thread reads a stream while another writes it") {
    auto ends = connected();
    auto& client = ends.client;
    auto& server = ends.server;
    std::thread other([&server] { echo(std::move(server)); });
    const std::string text(4u << 20, 'x');
    std::thread writer([&client, &text] {
        client.send_all(text, time_limit);
        client.shutdown(sock::direction::send);
    });
    const auto answer = read_all(client);
    writer.join();
    other.join();
    CHECK((answer == text));
}

TEST_CASE("threads: shutdown wakes a blocked recv") {
    auto ends = connected();
    auto& client = ends.client;
    std::size_t count = 99;
    std::thread reader([&client, &count] {
        std::array<char, 8> buffer;
        count = client.recv(buffer);
    });
    client.shutdown(sock::direction::receive);
    reader.join();
    CHECK(count == 0);
}

TEST_CASE("threads: several threads accept from one listener") {
    constexpr int threads = 4;
    auto waiting = listener();
    std::vector<std::string> seen(threads);
    std::vector<std::thread> workers;
    for (std::size_t i = 0; i < threads; ++i)
        workers.emplace_back([&waiting, &seen, i] {
            auto client = waiting.accept(time_limit);
            seen[i] = read_all(client);
        });
    for (int i = 0; i < threads; ++i)
        sock::tcp_stream::connect(waiting.local_endpoint(), time_limit).send_all("hola");
    for (auto& worker : workers)
        worker.join();
    for (const auto& text : seen)
        CHECK(text == "hola");
}
