// What the user service must do: one function for each check.
#include "autograder/bytes.hpp"
#include "autograder/refusal.hpp"
#include "autograder/server.hpp"
#include "autograder/shared_folder.hpp"
#include "autograder/timeouts.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <random>
#include <set>
#include <sstream>

#include <sock_catch.hpp>

namespace users_server_checks {

using namespace suite;

namespace {

using lines = std::vector<std::string>;

const std::string name = "users_server";
const std::string store = "users.events";

bool begins(std::string_view text, std::string_view with) {
    return text.substr(0, with.size()) == with;
}

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

/// A client. What comes to it is sorted into replies and events.
class user {
  public:
    explicit user(tcp_peer with) : peer(std::move(with)) {}

    /// The next one, without its newline; nothing if it does not come.
    std::optional<std::string> reply() { return next(replies_); }
    std::optional<std::string> event() { return next(events_); }

    /// A reply that has come already, and was not asked for yet.
    std::optional<std::string> early_reply() {
        peer.take_what_came();
        sort();
        return replies_.empty() ? std::nullopt : std::optional(replies_.front());
    }
    [[nodiscard]] bool has_event() const { return !events_.empty(); }

    void send(const std::string& text) { peer.send(text); }

    tcp_peer peer;

  private:
    std::optional<std::string> next(std::deque<std::string>& from) {
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

    void sort() {
        const auto& all = peer.inbox();
        for (std::size_t end; (end = all.find('\n', used_)) != std::string::npos; used_ = end + 1) {
            auto line = all.substr(used_, end - used_);
            const bool event = begins(line, "EVENT ");
            (event ? events_ : replies_).push_back(event ? line.substr(6) : std::move(line));
        }
    }

    std::deque<std::string> replies_;
    std::deque<std::string> events_;
    std::size_t used_ = 0;
};

running_server start(context& ctx, const shared_folder& folder, std::size_t file_kib = 0) {
    return start_server(ctx, name, {"0.0.0.0", store},
                        {.file_kib = file_kib, .folder = folder.path()});
}

user join(context& ctx, running_server& server, bool small_buffers = false) {
    return user(connect(ctx, server, small_buffers));
}

/// Some clients that do not appear in the timeline one by one.
struct crowd {
    timeline unseen{};
    std::vector<user> clients{};

    void connect(running_server& server, std::size_t count) {
        while (clients.size() < count) {
            auto next = connect_to("127.0.0.1", server.port, unseen, name);
            if (!next) {
                require_service(server);
                throw finding{{"next-client.refused", {}},
                              {"expected.connection", {}},
                              {"got.refused", {}},
                              {},
                              {}};
            }
            clients.emplace_back(std::move(*next));
        }
    }
};

// "ERR exists" also with words after the code.
bool matches(const std::string& reply, const std::string& wanted) {
    return reply == wanted || (begins(wanted, "ERR") && begins(reply, wanted + ' '));
}

/// Why there was no reply, or the cause of a wrong one.
finding wrong(running_server& server, const user& client, const std::string& request,
              const std::string& wanted, const std::optional<std::string>& got, sentence cause) {
    finding result{std::move(cause), quoted("expected.bytes", wanted + '\n'), {}, {}, {}};
    if (got) {
        result.got = quoted("got.bytes", *got + '\n');
        return result;
    }
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

/// The next reply has to be `wanted`. If there is none, the cause is that, unless `silence` says a
/// better one.
void require_reply(running_server& server, user& client, const std::string& request,
                   const std::string& wanted, const sentence& cause, const sentence& silence = {}) {
    const auto got = client.reply();
    if (got && matches(*got, wanted)) return;
    const auto quiet = silence.id.empty() ? no_answer(request) : silence;
    throw wrong(server, client, request, wanted, got, got ? cause : quiet);
}

void require(running_server& server, user& client, const std::string& request,
             const std::string& wanted, const sentence& cause, const sentence& silence = {}) {
    client.send(request + '\n');
    require_reply(server, client, request, wanted, cause, silence);
}

/// The number after "OK"; 0 if the reply is another one.
std::uint64_t id_in(const std::string& reply) {
    const bool digits = reply.size() > 3 && reply.size() < 20 && begins(reply, "OK ") &&
                        reply.find_first_not_of("0123456789", 3) == std::string::npos;
    return digits ? std::stoull(reply.substr(3)) : 0;
}

/// Adds a user and returns the id, which has to be larger than `used`: ids are never used again.
std::uint64_t require_new_id(running_server& server, user& client, const std::string& who,
                             std::uint64_t used, const sentence& if_used,
                             const sentence& if_refused = {"users.add", {}}) {
    const auto request = "ADD " + who;
    client.send(request + '\n');
    const auto got = client.reply();
    const auto id = got ? id_in(*got) : 0;
    if (id > used) return id;
    const auto wanted = "OK " + std::to_string(used + 1);
    throw wrong(server, client, request, wanted, got,
                !got      ? no_answer(request)
                : id == 0 ? if_refused
                          : if_used);
}

/// The lines of a LIST.
lines list(running_server& server, user& client) {
    client.send("LIST\n");
    const auto head = client.reply();
    const bool number = head && (*head == "OK 0" || id_in(*head) != 0);
    if (!number)
        throw wrong(server, client, "LIST", "OK n", head,
                    head ? sentence{"users.list-count", {}} : no_answer("LIST"));
    lines result;
    for (auto left = std::stoull(head->substr(3)); left > 0; --left) {
        const auto line = client.reply();
        if (!line)
            throw wrong(server, client, "LIST", *head + " and as many lines", line,
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

/// In any order: only one check asks for that.
void require_list(running_server& server, user& client, const lines& wanted,
                  const sentence& cause) {
    auto got = list(server, client);
    if (!std::is_permutation(got.begin(), got.end(), wanted.begin(), wanted.end()))
        throw differs(wanted, got, cause);
}

/// What waits to be read was read, and the program waits again.
void let_it_read(const running_server& server) {
    (void)server.process.await_rest();
}

lines stored(const shared_folder& folder) {
    return lines_of(folder.read(store).value_or(""));
}

std::string email(std::size_t number) {
    return "u" + std::to_string(number) + "@example.org";
}

/// An ADD whose line has `size` bytes, with its newline.
std::string long_add(const std::string& who, std::size_t size) {
    const std::string end = "@example.org\n";
    std::string line = "ADD " + who + " " + who;
    line.append(size - line.size() - end.size(), 'x');
    return line + end;
}

}  // namespace

// ------------------------------------------------------------------------------- the requests

TEST_CASE("users_server/listens") {
    define_check("users_server/listens", [](context& ctx) {
        const shared_folder folder;
        auto server = start(ctx, folder);
        require_staying(ctx, server);
    });
}

TEST_CASE("users_server/add") {
    define_check("users_server/add", [](context& ctx) {
        const shared_folder folder;
        auto server = start(ctx, folder);
        auto client = join(ctx, server);
        require(server, client, "ADD ada ada@example.org", "OK 1", {"users.add", {}});
        require(server, client, "GET 1", "OK 1 ada ada@example.org", {"users.get", {}});
        require(server, client, "ADD ada alan@example.org", "OK 2", {"users.id-counts", {}});
    });
}

TEST_CASE("users_server/exists") {
    define_check("users_server/exists", [](context& ctx) {
        const shared_folder folder;
        auto server = start(ctx, folder);
        auto client = join(ctx, server);
        require(server, client, "ADD ada ada@example.org", "OK 1", {"users.add", {}});
        require(server, client, "ADD ada alan@example.org", "OK 2", {"users.id-counts", {}});
        require(server, client, "ADD grace ada@example.org", "ERR exists", {"users.exists", {}});
        const auto third =
            require_new_id(server, client, "ñandú n@example.org", 2, {"users.id-counts", {}});
        require(server, client, "GET " + std::to_string(third),
                "OK " + std::to_string(third) + " ñandú n@example.org", {"users.get", {}});
        require(server, client, "GET 77", "ERR unknown", {"users.unknown", {}});
    });
}

TEST_CASE("users_server/list") {
    define_check("users_server/list", [](context& ctx) {
        const shared_folder folder;
        auto server = start(ctx, folder);
        auto client = join(ctx, server);
        require(server, client, "LIST", "OK 0", {"users.list-count", {}});
        lines wanted;
        for (std::size_t id = 1; id <= 12; ++id) {
            const auto number = std::to_string(id);
            // Neither by name nor by email are they in this order.
            const auto who = "n" + std::to_string((id * 7) % 13) + " " + email((id * 5) % 13);
            require(server, client, "ADD " + who, "OK " + number, {"users.id-counts", {}});
            wanted.push_back(number + " " + who);
        }
        const auto got = list(server, client);
        if (got == wanted) return;
        const bool only_the_order =
            std::is_permutation(got.begin(), got.end(), wanted.begin(), wanted.end());
        throw differs(wanted, got, {only_the_order ? "users.list-order" : "users.list-lines", {}});
    });
}

TEST_CASE("users_server/change") {
    define_check("users_server/change", [](context& ctx) {
        const shared_folder folder;
        auto server = start(ctx, folder);
        auto client = join(ctx, server);
        require(server, client, "ADD ada ada@example.org", "OK 1", {"users.add", {}});
        require(server, client, "ADD alan alan@example.org", "OK 2", {"users.id-counts", {}});
        require(server, client, "RENAME 1 countess", "OK", {"users.rename", {}});
        require(server, client, "GET 1", "OK 1 countess ada@example.org", {"users.rename", {}});
        require(server, client, "RENAME 77 x", "ERR unknown", {"users.unknown", {}});
        require(server, client, "REMOVE 2", "OK", {"users.remove", {}});
        require(server, client, "GET 2", "ERR unknown", {"users.remove", {}});
        require(server, client, "REMOVE 2", "ERR unknown", {"users.unknown", {}});
        require(server, client, "RENAME 2 x", "ERR unknown", {"users.unknown", {}});
        const auto id = require_new_id(server, client, "turing alan@example.org", 2,
                                       {"users.id-reused", {}}, {"users.email-kept", {}});
        require_list(
            server, client,
            {"1 countess ada@example.org", std::to_string(id) + " turing alan@example.org"},
            {"users.list-lines", {}});
    });
}

TEST_CASE("users_server/invalid") {
    define_check("users_server/invalid", [](context& ctx) {
        struct bad {
            std::string request;
            const char* reply;
            const char* cause;
        };
        const std::string at = " x@example.org";
        std::string wide;
        for (int i = 0; i < 33; ++i)
            wide += "ñ";
        const std::vector<bad> all = {
            {"ADD " + std::string(65, 'n') + at, "ERR invalid", "users.bad-name"},
            {"ADD " + wide + at, "ERR invalid", "users.name-in-characters"},
            {"ADD a\x01z" + at, "ERR invalid", "users.control"},
            {"ADD a\x7fz" + at, "ERR invalid", "users.control"},
            {"ADD a example.org", "ERR invalid", "users.bad-email"},
            {"ADD a @example.org", "ERR invalid", "users.bad-email"},
            {"ADD a x@", "ERR invalid", "users.bad-email"},
            {"ADD a x@y@example.org", "ERR invalid", "users.bad-email"},
            {"ADD a\xff" + at, "ERR invalid", "users.bad-utf8"},
            {"ADD a\x80" + at, "ERR invalid", "users.bad-utf8"},
            {"ADD a\xc3" + at, "ERR invalid", "users.bad-utf8"},
            {"ADD a\xc0\xaf" + at, "ERR invalid", "users.bad-utf8"},
            {"ADD a\xed\xa0\x80" + at, "ERR invalid", "users.bad-utf8"},
            {"RENAME 1 " + std::string(65, 'n'), "ERR invalid", "users.bad-name"},
            {"RENAME 1 a\xff", "ERR invalid", "users.bad-utf8"},
            {"HELLO", "ERR what", "users.what"},
            {"HELLO 1", "ERR what", "users.what"},
            // Which error this is, is left open.
            {"ADD ada", "ERR", "users.few-words"},
            {"RENAME 1", "ERR", "users.few-words"},
            {"GET", "ERR", "users.few-words"},
            {"GET x1", "ERR", "users.bad-id"},
            {"GET 99999999999999999999999", "ERR", "users.bad-id"},
        };
        const shared_folder folder;
        auto server = start(ctx, folder);
        auto client = join(ctx, server);
        require(server, client, "ADD ada ada@example.org", "OK 1", {"users.add", {}});
        for (const auto& each : all)
            require(server, client, each.request, each.reply, {each.cause, {}});
        require_list(server, client, {"1 ada ada@example.org"}, {"users.invalid-done", {}});
        const std::string longest = wide.substr(0, 64);
        require(server, client, "RENAME 1 " + longest, "OK", {"users.good-name", {}});
        require(server, client, "GET 1", "OK 1 " + longest + " ada@example.org",
                {"users.good-name", {}});
    });
}

// ---------------------------------------------------------------------------------- the lines

TEST_CASE("users_server/lines") {
    define_check("users_server/lines", [](context& ctx) {
        const shared_folder folder;
        auto server = start(ctx, folder);
        auto client = join(ctx, server);
        require(server, client, "ADD ada ada@example.org\r", "OK 1", {"users.cr", {}});
        require(server, client, "GET 1\r", "OK 1 ada ada@example.org", {"users.cr", {}});

        // Many in one segment.
        client.send("GET 1\nGET 77\nGET 1\n");
        const sentence first_only = {"users.many-in-one", {}};
        for (const auto* wanted :
             {"OK 1 ada ada@example.org", "ERR unknown", "OK 1 ada ada@example.org"})
            require_reply(server, client, "GET …", wanted, first_only, first_only);

        // Pieces of lines, each read before the next one comes.
        for (const auto* piece : {"AD", "D alan alan@exam", "ple.org"}) {
            client.send(piece);
            let_it_read(server);
            if (const auto early = client.early_reply())
                throw wrong(server, client, piece, "", early, {"users.half-line", {}});
        }
        client.send("\nGE");
        require_reply(server, client, "ADD …", "OK 2", {"users.half-line", {}},
                      {"users.half-line", {}});
        let_it_read(server);
        client.send("T 2\n");
        require_reply(server, client, "GET 2", "OK 2 alan alan@example.org",
                      {"users.half-line", {}}, {"users.half-line", {}});

        // More than one recv brings.
        std::string flood;
        for (std::size_t i = 0; i < 3000; ++i)
            flood += i % 2 == 0 ? "GET 1\n" : "GET 77\r\n";
        client.send(flood);
        for (std::size_t i = 0; i < 3000; ++i)
            require_reply(server, client, flood.substr(0, 14),
                          i % 2 == 0 ? "OK 1 ada ada@example.org" : "ERR unknown",
                          {"users.across-recv", {}}, {"users.across-recv", {}});
    });
}

TEST_CASE("users_server/too-long") {
    define_check("users_server/too-long", [](context& ctx) {
        constexpr std::size_t longest = 512;
        const shared_folder folder;
        auto server = start(ctx, folder);
        auto client = join(ctx, server);
        const auto fits = long_add("a", longest);
        client.send(fits);
        require_reply(server, client, fits, "OK 1", {"users.line-fits", {}});

        const auto get = [&] {
            const auto wanted = "OK 1 " + fits.substr(4, fits.size() - 5);
            require(server, client, "GET 1", wanted, {"users.rest-of-line", {}});
        };
        get();
        const auto refused = [&](const std::string& line) {
            require_reply(server, client, line, "ERR too-long", {"users.too-long", {}});
            get();
        };
        const auto longer = long_add("b", longest + 1);
        client.send(longer);
        refused(longer);

        const auto huge = long_add("c", 100'000);
        client.send(huge);
        refused(huge);

        // In pieces. The last one could pass for a request of its own.
        client.send(huge.substr(0, 700));
        let_it_read(server);
        client.send(huge.substr(700, 900));
        let_it_read(server);
        client.send("GET 1\n");
        refused(huge);
    });
}

TEST_CASE("users_server/quit") {
    define_check("users_server/quit", [](context& ctx) {
        const shared_folder folder;
        auto server = start(ctx, folder);
        auto other = join(ctx, server);
        require(server, other, "LIST", "OK 0", {"users.list-count", {}});
        auto client = join(ctx, server);
        require(server, client, "QUIT", "OK", {"users.quit", {}}, {"users.quit", {}});
        if (!client.peer.await_end())
            throw finding{{"users.quit-open", {}},
                          {"expected.end-of-stream", {}},
                          {"got.stays-open", {{"seconds", seconds(2.0)}}},
                          {},
                          {}};
        require(server, other, "LIST", "OK 0", {"users.list-count", {}});
    });
}

// ------------------------------------------------------------------------------- many clients

TEST_CASE("users_server/several") {
    define_check("users_server/several", [](context& ctx) {
        const shared_folder folder;
        auto server = start(ctx, folder);
        const auto silent = join(ctx, server);
        auto half = join(ctx, server);
        half.send("GET ");
        auto third = join(ctx, server);
        const sentence one = {"users.one-at-a-time", {}};
        for (std::size_t id = 1; id <= 20; ++id)
            require(server, third, "ADD x " + email(id), "OK " + std::to_string(id),
                    {"users.id-counts", {}}, one);
        half.peer.reset();
        require(server, third, "GET 77", "ERR unknown", {"users.unknown", {}},
                {"users.reset-spreads", {}});

        auto deaf = join(ctx, server, true);
        std::string much;
        while (much.size() < 60'000)
            much += "LIST\n";
        deaf.peer.push(much);
        // The replies are 10 MB. A server that takes a few requests at a time serves the other
        // client in between, until the kernel has no more room for them.
        for (int round = 0; round < 150; ++round)
            require(server, third, "GET 77", "ERR unknown", {"users.unknown", {}},
                    {"users.deaf-holds-up", {}});
    });
}

TEST_CASE("users_server/crowd") {
    define_check("users_server/crowd", [](context& ctx) {
        constexpr std::size_t clients = 50;
        constexpr std::size_t rounds = 4;
        const shared_folder folder;
        auto server = start(ctx, folder);
        ctx.trace.note("peer → " + name + "  " + count(clients) + " ×  connect, ADD …");
        crowd all;
        all.connect(server, clients);

        // All of them ask before the first one looks at a reply. One email is asked for by all.
        std::size_t winners = 0;
        std::map<std::uint64_t, std::string> given;
        for (std::size_t round = 0; round < rounds; ++round) {
            const auto shared = "same" + std::to_string(round) + "@example.org";
            const auto own = [&](std::size_t i) { return email(round * clients + i); };
            for (std::size_t i = 0; i < clients; ++i)
                all.clients[i].send("ADD x " + own(i) + "\nADD x " + shared + '\n');
            for (std::size_t i = 0; i < clients; ++i) {
                for (const auto& mail : {own(i), shared}) {
                    const auto request = "ADD x " + mail;
                    const auto got = all.clients[i].reply();
                    const auto id = got ? id_in(*got) : 0;
                    const bool lost = mail == shared && got && matches(*got, "ERR exists");
                    if (id == 0 && !lost)
                        throw wrong(
                            server, all.clients[i], request, "OK id", got,
                            got ? sentence{"users.add", {}}
                                : sentence{"users.crowd",
                                           {{"number", count(i + 1)}, {"count", count(clients)}}});
                    if (id != 0 && !given.emplace(id, mail).second)
                        throw wrong(server, all.clients[i], request, "an id of its own", got,
                                    {"users.id-twice", {}});
                    if (mail == shared && !lost) ++winners;
                }
            }
        }
        lines wanted;
        for (const auto& [id, mail] : given)
            wanted.push_back(std::to_string(id) + " x " + mail);
        if (winners != rounds)
            throw differs({count(rounds) + " × OK"}, {count(winners) + " × OK"},
                          {"users.email-twice", {}});
        require_list(server, all.clients.front(), wanted, {"users.crowd-list", {}});
        if (stored(folder).size() != wanted.size())
            throw differs({count(wanted.size()) + " events"},
                          {count(stored(folder).size()) + " events"}, {"users.crowd-store", {}});
    });
}

// ------------------------------------------------------------------------------- the watchers

TEST_CASE("users_server/watch") {
    define_check("users_server/watch", [](context& ctx) {
        const shared_folder folder;
        auto server = start(ctx, folder);
        auto watcher = join(ctx, server);
        require(server, watcher, "ADD ada ada@example.org", "OK 1", {"users.add", {}});
        require(server, watcher, "WATCH", "OK", {"users.watch", {}});

        // Which number a client has is the server's choice; the same when it leaves.
        std::set<std::string> joined;
        const auto require_event = [&](const std::string& wanted, const char* cause) {
            for (;;) {
                const auto got = watcher.event();
                if (got &&
                    (*got == wanted || (wanted == "client-left n" && begins(*got, "client-left ") &&
                                        joined.count("client-joined " + got->substr(12)) != 0)))
                    return;
                const bool one_joined =
                    got && begins(*got, "client-joined ") && got->size() > 14 &&
                    got->find_first_not_of("0123456789", 14) == std::string::npos;
                const bool past = got && begins(*got, "user-added 1 ");
                if (!one_joined)
                    throw wrong(server, watcher, "WATCH", "EVENT " + wanted,
                                got ? std::optional("EVENT " + *got) : std::nullopt,
                                {past ? "users.event-unasked" : cause, {{"event", wanted}}});
                joined.insert(*got);
                if (wanted == "client-joined n") return;
            }
        };
        auto other = join(ctx, server);
        require(server, other, "GET 1", "OK 1 ada ada@example.org", {"users.get", {}});
        require_event("client-joined n", "users.no-event");
        require(server, other, "ADD grace", "ERR", {"users.few-words", {}});
        require(server, other, "ADD alan alan@example.org", "OK 2", {"users.id-counts", {}});
        require_event("user-added 2 alan alan@example.org", "users.no-event");
        require(server, watcher, "RENAME 1 countess", "OK", {"users.watch-requests", {}},
                {"users.watch-requests", {}});
        require_event("user-renamed 1 countess", "users.own-event");
        require(server, other, "REMOVE 2", "OK", {"users.remove", {}});
        require_event("user-removed 2", "users.no-event");
        let_it_read(server);
        (void)other.early_reply();
        if (other.has_event())
            throw wrong(server, other, "REMOVE 2", "OK", std::optional("EVENT " + *other.event()),
                        {"users.event-unasked", {}});
        other.peer.close();
        require_event("client-left n", "users.no-event");
    });
}

TEST_CASE("users_server/slow-watcher") {
    define_check("users_server/slow-watcher", [](context& ctx) {
        constexpr std::size_t event_size = 500;
        constexpr std::size_t allowed = 56 * 1024;
        constexpr std::size_t far_too_much = 2 * 1024 * 1024;
        const shared_folder folder;
        auto server = start(ctx, folder);
        auto writer = join(ctx, server);
        std::size_t users = 0;
        const auto add = [&](std::size_t how_many) {
            for (std::size_t i = 0; i < how_many; ++i) {
                writer.send(long_add("n" + std::to_string(users), event_size - 18));
                require_reply(server, writer, "ADD …", "OK " + std::to_string(++users),
                              {"users.id-counts", {}}, {"users.watcher-holds-up", {}});
            }
        };

        auto slow = join(ctx, server, true);
        require(server, slow, "WATCH", "OK", {"users.watch", {}});
        add(allowed / event_size);
        for (std::size_t i = 1; i <= users; ++i) {
            const auto got = slow.event();
            if (got && begins(*got, "user-added " + std::to_string(i) + ' ')) continue;
            throw wrong(server, slow, "WATCH", "EVENT user-added " + std::to_string(i) + " …", got,
                        {"users.watcher-dropped-early", {}});
        }

        slow.peer.close();

        auto deaf = join(ctx, server, true);
        require(server, deaf, "WATCH", "OK", {"users.watch", {}});
        while (users * event_size < far_too_much)
            add(100);
        require(server, writer, "GET 777777", "ERR unknown", {"users.unknown", {}},
                {"users.watcher-holds-up", {}});
        deaf.peer.await(far_too_much, support::milliseconds(500));
        if (deaf.peer.end() != ending::open) return;
        throw finding{{"users.watcher-kept", {{"count", count(far_too_much)}}},
                      {"expected.end-of-stream", {}},
                      {"got.first", {{"count", count(deaf.peer.inbox().size())}}},
                      {},
                      {}};
    });
}

// ---------------------------------------------------------------------------------- the store

TEST_CASE("users_server/stored") {
    define_check("users_server/stored", [](context& ctx) {
        const shared_folder folder;
        auto server = start(ctx, folder);
        auto client = join(ctx, server);
        lines wanted;
        const auto require_stored = [&] {
            const auto got = stored(folder);
            if (got == wanted) return;
            const auto cause = got.size() < wanted.size()   ? "users.not-stored"
                               : got.size() > wanted.size() ? "users.stored-too-much"
                                                            : "users.stored-otherwise";
            throw differs(wanted, got, {cause, {}});
        };
        const auto change = [&](const std::string& request, const std::string& reply,
                                const std::string& event) {
            require(server, client, request, reply, {"users.add", {}});
            if (!event.empty()) wanted.push_back(event);
            require_stored();
        };
        change("WATCH", "OK", "");
        change("ADD ada ada@example.org", "OK 1", "user-added 1 ada ada@example.org");
        change("ADD x", "ERR", "");
        change("ADD alan alan@example.org", "OK 2", "user-added 2 alan alan@example.org");
        change("RENAME 1 countess", "OK", "user-renamed 1 countess");
        change("REMOVE 77", "ERR unknown", "");
        change("REMOVE 2", "OK", "user-removed 2");
        join(ctx, server).peer.close();
        require(server, client, "GET 1", "OK 1 countess ada@example.org", {"users.rename", {}});
        require_stored();
    });
}

TEST_CASE("users_server/loads") {
    define_check("users_server/loads", [](context& ctx) {
        const shared_folder folder;
        const lines before = {"user-added 1 ada ada@example.org",
                              "user-added 2 alan alan@example.org",
                              "user-renamed 1 countess",
                              "user-added 3 ñandú n@example.org",
                              "user-removed 2",
                              "user-added 4 eve eve@example.org",
                              "user-removed 4"};
        folder.write(store, joined(before));
        auto server = start(ctx, folder);
        auto client = join(ctx, server);
        require_list(server, client, {"1 countess ada@example.org", "3 ñandú n@example.org"},
                     {"users.not-loaded", {}});
        (void)require_new_id(server, client, "eve eve@example.org", 4,
                             {"users.id-reused-later", {}}, {"users.email-kept", {}});
        const auto after = stored(folder);
        const bool kept = after.size() >= before.size() &&
                          std::equal(before.begin(), before.end(), after.begin());
        if (!kept) throw differs(before, after, {"users.store-rewritten", {}});
    });
}

namespace {

/// One request that changes something, and what came of it.
struct change {
    enum class kind { add, rename, remove } what;
    std::uint64_t id = 0;  ///< of an ADD: once it is acknowledged
    std::string name;
    std::string email;
    bool acknowledged = false;

    [[nodiscard]] std::string request() const {
        if (what == kind::add) return "ADD " + name + ' ' + email;
        if (what == kind::rename) return "RENAME " + std::to_string(id) + ' ' + name;
        return "REMOVE " + std::to_string(id);
    }
};

struct known_user {
    std::string name;
    std::string email;
};
using known_users = std::map<std::uint64_t, known_user>;

known_users users_in(const lines& listed) {
    known_users result;
    for (const auto& line : listed) {
        std::istringstream in(line);
        std::uint64_t id = 0;
        known_user each;
        in >> id >> each.name >> each.email;
        result[id] = each;
    }
    return result;
}

/// Two clients change things at the same time until the program is killed.
class killing {
  public:
    killing(context& ctx, const shared_folder& folder)
        : at_hand_(ctx), folder_(folder), random_(ctx.seed) {}

    void round(std::size_t number) {
        auto server = start(at_hand_, folder_);
        auto looks = join(at_hand_, server);
        if (number == 0) require(server, looks, "LIST", "OK 0", {"users.list-count", {}});
        if (number > 0) require_kept(list(server, looks));
        crowd all;
        all.connect(server, 2);
        changes_.clear();
        for (std::size_t i = 0; i < 2; ++i) {
            changes_.push_back(some_changes(number, i));
            std::string requests;
            for (const auto& each : changes_.back())
                requests += each.request() + '\n';
            all.clients[i].send(requests);
        }
        // The moment is random: after so many replies of the first client.
        const auto moment = random_() % (changes_[0].size() + 1);
        for (std::size_t i = 0; i < moment; ++i)
            if (!take(all.clients[0], 0)) break;
        if (!server.process.running())
            throw wrong(server, all.clients[0], "ADD …", "OK id", std::nullopt, {});
        server.process.end();
        for (std::size_t i = 0; i < 2; ++i)
            while (take(all.clients[i], i))
                continue;
    }

    void require_kept_at_last() {
        auto server = start(at_hand_, folder_);
        auto looks = join(at_hand_, server);
        require_kept(list(server, looks));
    }

  private:
    /// The first client adds, the second one renames and removes users of earlier rounds.
    std::vector<change> some_changes(std::size_t number, std::size_t of) {
        std::vector<change> result;
        if (of == 0) {
            for (std::size_t i = 0; i < 40; ++i)
                result.push_back({change::kind::add, 0, "n", email(number * 100 + i)});
            return result;
        }
        for (const auto& [id, each] : users_) {
            const auto what = random_() % 3;
            if (what == 0)
                result.push_back({change::kind::rename, id, "r" + std::to_string(number), {}});
            if (what == 1) result.push_back({change::kind::remove, id, {}, {}});
        }
        return result;
    }

    bool take(user& client, std::size_t of) {
        const auto next = std::find_if(changes_[of].begin(), changes_[of].end(),
                                       [](const change& each) { return !each.acknowledged; });
        if (next == changes_[of].end()) return false;
        const auto got = client.reply();
        if (!got || !begins(*got, "OK")) return false;
        next->acknowledged = true;
        if (next->what == change::kind::add) next->id = id_in(*got);
        return true;
    }

    void require_kept(const lines& listed) {
        const auto now = users_in(listed);
        std::set<std::string> emails;
        for (const auto& [id, each] : now) {
            if (!emails.insert(each.email).second) throw twice("users.twice", each.email);
            const auto [first, fresh] = ever_.emplace(id, each.email);
            if (!fresh && first->second != each.email)
                throw twice("users.id-reused-later", each.email);
        }
        for (const auto& list : changes_)
            for (const auto& each : list)
                require_kept(each, now);
        for (const auto& [id, each] : users_)
            if (now.count(id) == 0 && !touched(id))
                throw lost("ADD " + each.name + ' ' + each.email);
        users_ = now;
    }

    void require_kept(const change& each, const known_users& now) {
        if (!each.acknowledged) return;
        const auto found = now.find(each.id);
        const bool there = found != now.end();
        bool kept = !there;
        if (each.what == change::kind::add) kept = there && found->second.email == each.email;
        if (each.what == change::kind::rename) kept = there && found->second.name == each.name;
        if (each.what == change::kind::add && each.id != 0) ever_.emplace(each.id, each.email);
        if (!kept) throw lost(each.request());
    }

    [[nodiscard]] bool touched(std::uint64_t id) const {
        for (const auto& each : changes_[1])
            if (each.id == id && each.what == change::kind::remove) return true;
        return false;
    }

    static finding lost(const std::string& request) {
        return {{"users.lost", {{"request", show(request)}}},
                quoted("expected.bytes", request),
                {"got.nothing", {}},
                {},
                {}};
    }

    static finding twice(const char* cause, const std::string& mail) {
        return {{cause, {}}, quoted("expected.bytes", mail), quoted("got.bytes", mail), {}, {}};
    }

    context& at_hand_;
    const shared_folder& folder_;
    std::mt19937_64 random_;
    std::vector<std::vector<change>> changes_ = {{}, {}};
    known_users users_;
    std::map<std::uint64_t, std::string> ever_;  ///< every id, and whose it is
};

}  // namespace

TEST_CASE("users_server/killed") {
    define_check("users_server/killed", [](context& ctx) {
        constexpr std::size_t rounds = 10;
        const shared_folder folder;
        killing game(ctx, folder);
        for (std::size_t number = 0; number < rounds; ++number)
            game.round(number);
        game.require_kept_at_last();
    });
}

TEST_CASE("users_server/acknowledged") {
    define_check("users_server/acknowledged", [](context& ctx) {
        const shared_folder folder;
        auto server = start(ctx, folder, 4);
        auto client = join(ctx, server);
        lines wanted;
        for (std::size_t id = 1; id <= 300; ++id) {
            client.send("ADD x " + email(id) + '\n');
            const auto got = client.reply();
            if (!got || id_in(*got) == 0) break;
            wanted.push_back("user-added " + got->substr(3) + " x " + email(id));
        }
        if (wanted.empty())
            throw wrong(server, client, "ADD x " + email(1), "OK 1", std::nullopt,
                        no_answer("ADD x " + email(1)));
        server.process.end();
        const auto kept = stored(folder);
        for (const auto& each : wanted) {
            if (std::find(kept.begin(), kept.end(), each) != kept.end()) continue;
            throw finding{{"users.acknowledged-unstored", {}},
                          quoted("expected.bytes", each + '\n'),
                          {"got.nothing", {}},
                          {},
                          {}};
        }
    });
}

namespace {

std::size_t lines_on_stderr(const running_server& server) {
    return lines_of(server.process.errors()).size();
}

/// Starts on a store whose last line is unfinished.
void require_torn_line(context& ctx, const std::string& torn, std::size_t usual_lines) {
    const lines whole = {"user-added 1 ada ada@example.org", "user-added 2 alan alan@example.org"};
    const lines listed = {"1 ada ada@example.org", "2 alan alan@example.org"};
    const shared_folder folder;
    folder.write(store, joined(whole) + torn);
    ctx.trace.note(store + "  " + show(torn));
    auto server = [&] {
        try {
            return start(ctx, folder);
        } catch (finding& found) {
            found.diagnosis = {"users.torn-ends", {}};
            throw;
        }
    }();
    auto client = join(ctx, server);
    const auto got = list(server, client);
    if (got != listed) throw differs(listed, got, {"users.torn-taken", {}});
    support::deadline until(time_to_answer);
    const auto told = [&](const std::string& text) { return lines_of(text).size() > usual_lines; };
    if (!server.process.process().wait_errors(told, until))
        throw finding{{"users.torn-silent", {}}, {}, {"got.nothing", {}}, {}, {}};
    require(server, client, "REMOVE 1", "OK", {"users.remove", {}});
    auto wanted = whole;
    wanted.push_back("user-removed 1");
    const auto text = folder.read(store).value_or("");
    if (text == joined(wanted)) return;
    throw differs(wanted, lines_of(text), {"users.torn-kept", {}});
}

}  // namespace

TEST_CASE("users_server/torn") {
    define_check("users_server/torn", [](context& ctx) {
        // What it says on stderr in any case.
        const auto usual_lines = [&] {
            const shared_folder folder;
            folder.write(store, "user-added 1 ada ada@example.org\n");
            auto server = start(ctx, folder);
            auto client = join(ctx, server);
            require_list(server, client, {"1 ada ada@example.org"}, {"users.not-loaded", {}});
            let_it_read(server);
            server.process.end();
            return lines_on_stderr(server);
        }();
        require_torn_line(ctx, "user-added 3 " + std::string(60, 'x'), usual_lines);
        // Of "user-removed 12": the piece would be an event, too.
        require_torn_line(ctx, "user-removed 1", usual_lines);
    });
}

// -------------------------------------------------------------------------------- the program

TEST_CASE("users_server/idle") {
    const auto observe = [](context& ctx) {
        const shared_folder folder;
        auto server = start(ctx, folder);
        auto silent = join(ctx, server);
        require(server, silent, "WATCH", "OK", {"users.watch", {}});
        const double before = server.process.cpu_seconds();
        const timeline wait;
        server.process.wait_exit(idle_watch);
        const double wall = wait.elapsed().count() / 1000;
        if (!spins(server.process, before, wall)) return;
        const double used = server.process.cpu_seconds() - before;
        throw finding{
            {"users.busy", {}},
            {"expected.idle", {}},
            {"got.busy", {{"percent", count(static_cast<std::size_t>(100 * used / wall))}}},
            {},
            {}};
    };
    define_check("users_server/idle", observe, {.quiet = true, .timing = true});
}

TEST_CASE("users_server/port-in-use") {
    define_check("users_server/port-in-use", [](context& ctx) {
        const shared_folder folder;
        require_refusal_of_port(ctx, name, transport::tcp, {.folder = folder.path()});
    });
}

TEST_CASE("users_server/arguments") {
    const auto observe = [](context& ctx) {
        const shared_folder folder;
        require_usage(ctx, name, {{"abc"}, {"70000"}, {"50x"}, {"5002", "0.0.0.0", store, "more"}},
                      {.folder = folder.path()});
        folder.make_folder("folder");
        const auto port = std::to_string(free_port(transport::tcp));
        program process(ctx.where, ctx.trace, name, {port, "0.0.0.0", "folder"},
                        support::standard_input::empty, {.folder = folder.path()});
        const auto status = process.wait_exit(time_to_end);
        if (status && status->code == 1 && !process.errors().empty()) return;
        finding result{{"users.bad-store", {}},
                       {"expected.status-and-message", {}},
                       process.how_it_ended(),
                       {},
                       {}};
        process.add_last_stderr_line(result.seen);
        throw result;
    };
    define_check("users_server/arguments", observe, {.port = "tcp 5002"});
}

}  // namespace users_server_checks
