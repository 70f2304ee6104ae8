#include "autograder/user_client.hpp"

#include "autograder/bytes.hpp"
#include "autograder/timeouts.hpp"

#include <algorithm>
#include <sstream>

namespace users_server_checks {

lines lines_of(const std::string& text) {
    lines result;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);)
        result.push_back(line);
    return result;
}

std::string joined(const lines& all) {
    std::string text;
    for (const auto& each : all)
        text += each + '\n';
    return text;
}

sentence quoted(const char* id, std::string_view bytes) {
    return {id, {{"count", count(bytes.size())}, {"bytes", show(bytes, 160)}}};
}

std::optional<std::string> user::early_reply() {
    peer.take_what_came();
    sort();
    return replies_.empty() ? std::nullopt : std::optional(replies_.front());
}

std::optional<std::string> user::next(std::deque<std::string>& from) {
    for (;;) {
        sort();
        if (!from.empty()) break;
        const auto before = peer.inbox().size();
        peer.await(before + 1);
        if (peer.inbox().size() == before) return std::nullopt;
    }
    auto line = std::move(from.front());
    from.pop_front();
    return line;
}

void user::sort() {
    const auto& all = peer.inbox();
    for (std::size_t end; (end = all.find('\n', used_)) != std::string::npos; used_ = end + 1) {
        auto line = all.substr(used_, end - used_);
        const bool event = line.starts_with("EVENT ");
        (event ? events_ : replies_).push_back(event ? line.substr(6) : std::move(line));
    }
}

running_server start(context& ctx, const shared_folder& folder, std::size_t file_kib) {
    return start_server(ctx, name, {"0.0.0.0", store},
                        {.file_kib = file_kib, .folder = folder.path()});
}

user join(context& ctx, running_server& server, bool small_buffers) {
    user result(connect(ctx, server, small_buffers), server);
    result.differences = &ctx.given;
    return result;
}

void service::use_up_id_zero() {
    auto first = join();
    for (const char* request : {"ADD nobody nobody@example.org\n", "REMOVE 0\n"}) {
        first.send(request);
        static_cast<void>(first.reply());
    }
    first.peer.close();
}

namespace {

// "OK 1 ada", where "OK 1 ada ada@example.org" is wanted.
bool lacks_email(const user& client, const std::string& reply, const std::string& wanted) {
    const bool has_email = wanted.starts_with("OK ") && wanted.find('@') != std::string::npos;
    return has_email && reply == wanted.substr(0, wanted.rfind(' ')) &&
           client.differences != nullptr && client.differences->accepts(way::no_email);
}

}  // namespace

void crowd::connect(running_server& server, std::size_t count) {
    while (clients.size() < count) {
        auto next = connect_to(server.where, unseen, name);
        if (next) {
            clients.emplace_back(std::move(*next), server);
            continue;
        }
        require_service(server);
        throw finding{
            {"next-client.refused", {}}, {"expected.connection", {}}, {"got.refused", {}}, {}, {}};
    }
}

bool matches(const std::string& reply, const std::string& wanted) {
    return reply == wanted || (wanted.starts_with("ERR") && reply.starts_with(wanted + ' '));
}

finding wrong(const user& client, const std::string& request, const std::string& wanted,
              const std::optional<std::string>& got, sentence cause) {
    finding result{std::move(cause), quoted("expected.bytes", wanted + '\n'), {}, {}, {}};
    if (got) {
        result.got = quoted("got.bytes", *got + '\n');
        return result;
    }
    auto& server = *client.server;
    const course::parameters asked = {{"request", show(request)}};
    const auto status = end_of(server, client.peer);
    if (status) result.diagnosis = {"users.exited", asked};
    const bool closed = client.peer.end() != ending::open;
    if (!status && closed && request != "QUIT") result.diagnosis = {"users.closes", asked};
    if (result.diagnosis.id == "users.no-answer") result.todo = "lines";
    if (client.peer.end() == ending::reset)
        result.got = {"got.reset", {}};
    else if (client.peer.end() == ending::end_of_stream)
        result.got = {"got.end-of-stream", {}};
    else
        result.got = {"got.nothing", {}};
    if (status) result.seen.push_back(server.process.how_it_ended());
    server.process.add_last_stderr_line(result.seen);
    return result;
}

sentence no_answer(const std::string& request) {
    return {"users.no-answer", {{"request", show(request)}}};
}

void require_reply(user& client, const std::string& request, const std::string& wanted,
                   const sentence& cause, const sentence& silence) {
    const auto got = client.reply();
    if (got && (matches(*got, wanted) || lacks_email(client, *got, wanted))) return;
    const auto quiet = silence.id.empty() ? no_answer(request) : silence;
    throw wrong(client, request, wanted, got, got ? cause : quiet);
}

void require(user& client, const std::string& request, const std::string& wanted,
             const sentence& cause, const sentence& silence) {
    client.send(request + '\n');
    require_reply(client, request, wanted, cause, silence);
}

std::uint64_t id_in(const std::string& reply) {
    const bool digits = reply.size() > 3 && reply.size() < 20 && reply.starts_with("OK ") &&
                        reply.find_first_not_of("0123456789", 3) == std::string::npos;
    return digits ? std::stoull(reply.substr(3)) : 0;
}

std::uint64_t require_new_id(user& client, const std::string& who, std::uint64_t used,
                             const sentence& if_used, const sentence& if_refused) {
    const auto request = "ADD " + who;
    client.send(request + '\n');
    const auto got = client.reply();
    const auto id = got ? id_in(*got) : 0;
    if (id > used) return id;
    const auto wanted = "OK " + std::to_string(used + 1);
    throw wrong(client, request, wanted, got,
                !got      ? no_answer(request)
                : id == 0 ? if_refused
                          : if_used);
}

lines list(user& client) {
    client.send("LIST\n");
    const auto head = client.reply();
    const bool number = head && (*head == "OK 0" || id_in(*head) != 0);
    if (!number)
        throw wrong(client, "LIST", "OK n", head,
                    head ? sentence{"users.list-count", {}} : no_answer("LIST"));
    lines result;
    for (auto left = std::stoull(head->substr(3)); left > 0; --left) {
        const auto line = client.reply();
        if (!line)
            throw wrong(client, "LIST", *head + " and as many lines", line,
                        {"users.list-count", {}});
        result.push_back(*line);
    }
    return result;
}

finding differs(const lines& wanted, const lines& got, sentence cause) {
    return {std::move(cause),
            quoted("expected.bytes", joined(wanted)),
            got.empty() ? sentence{"got.nothing", {}} : quoted("got.bytes", joined(got)),
            {},
            {}};
}

void require_list(user& client, const lines& wanted, const sentence& cause) {
    const auto got = list(client);
    const auto are = [&](const lines& all) {
        return std::is_permutation(got.begin(), got.end(), all.begin(), all.end());
    };
    if (are(wanted)) return;
    auto without_emails = wanted;
    for (auto& line : without_emails)
        line.erase(std::min(line.rfind(' '), line.size()));
    const bool accepted = client.differences != nullptr && are(without_emails) &&
                          client.differences->accepts(way::no_email);
    if (!accepted) throw differs(wanted, got, cause);
}

void let_it_read(const running_server& server) {
    (void)server.process.await_rest();
}

lines stored(const shared_folder& folder) {
    return lines_of(folder.read(store).value_or(""));
}

std::string email(std::size_t number) {
    return "u" + std::to_string(number) + "@example.org";
}

std::string long_add(const std::string& who, std::size_t size) {
    const std::string end = "@example.org\n";
    std::string line = "ADD " + who + " " + who;
    line.append(size - line.size() - end.size(), 'x');
    return line + end;
}

}  // namespace users_server_checks
