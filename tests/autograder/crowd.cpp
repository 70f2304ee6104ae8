#include "autograder/crowd.hpp"

#include "autograder/bytes.hpp"

#include <utility>

namespace many_server_checks {

bool crowd::connect(const running_server& server, std::size_t count) {
    while (clients.size() < count) {
        auto next = connect_to(server.where, unseen, name);
        if (!next) return false;
        clients.push_back(std::move(*next));
    }
    return true;
}

bool answers(tcp_peer& client, const std::string& text) {
    const auto before = client.inbox().size();
    client.send(text);
    client.await(before + text.size());
    return std::string_view(client.inbox()).substr(before) == text;
}

finding unanswered(running_server& server, const tcp_peer& client, const std::string& text,
                   sentence if_ended, sentence if_stuck) {
    const auto status = end_of(server, client);
    finding result{status ? std::move(if_ended) : std::move(if_stuck),
                   {"expected.bytes", {{"count", count(text.size())}, {"bytes", show(text)}}},
                   {"got.nothing", {}},
                   {},
                   {}};
    if (client.end() == ending::reset) result.got = {"got.reset", {}};
    if (client.end() == ending::end_of_stream) result.got = {"got.end-of-stream", {}};
    if (status) result.seen.push_back(server.process.how_it_ended());
    server.process.add_last_stderr_line(result.seen);
    return result;
}

void require_answer(running_server& server, tcp_peer& client, sentence if_ended,
                    sentence if_stuck) {
    if (answers(client, line)) return;
    throw unanswered(server, client, line, std::move(if_ended), std::move(if_stuck));
}

}  // namespace many_server_checks
