// What the user service must do with requests: one function for each check.
#include "autograder/bytes.hpp"
#include "autograder/refusal.hpp"
#include "autograder/timeouts.hpp"
#include "autograder/user_client.hpp"

#include <algorithm>
#include <map>

#include <sock_catch.hpp>

namespace users_server_checks {

namespace {

/// As `require`, with a cause of its own for the reply that one mistake gives.
void require_unless(user& client, const std::string& request, const std::string& wanted,
                    const sentence& cause, const std::string& mistaken, const sentence& mistake) {
    client.send(request + '\n');
    const auto got = client.reply();
    if (got == wanted) return;
    throw wrong(client, request, wanted, got,
                !got              ? no_answer(request)
                : got == mistaken ? mistake
                                  : cause);
}

}  // namespace

// ------------------------------------------------------------------------------- the requests

TEST_CASE("users_server/listens") {
    define_check("users_server/listens", [](context& ctx) {
        service it(ctx);
        require_staying(ctx, it.server);
    });
}

TEST_CASE("users_server/add") {
    define_check("users_server/add", [](context& ctx) {
        service it(ctx);
        auto client = it.join();
        require_unless(client, "ADD ada ada@example.org", "OK 1", {"users.add", {}}, "OK 0",
                       {"users.ids-from-zero", {}});
        require_unless(client, "GET 1", "OK 1 ada ada@example.org", {"users.get", {}}, "OK 1 ada",
                       {"users.get-without-email", {}});
        require(client, "ADD ada alan@example.org", "OK 2", {"users.id-counts", {}});
    });
}

TEST_CASE("users_server/exists") {
    define_check("users_server/exists", [](context& ctx) {
        service it(ctx);
        auto client = it.join();
        require(client, "ADD ada ada@example.org", "OK 1", {"users.add", {}});
        require(client, "ADD ada alan@example.org", "OK 2", {"users.id-counts", {}});
        require(client, "ADD grace ada@example.org", "ERR exists", {"users.exists", {}});
        const auto third =
            require_new_id(client, "ñandú n@example.org", 2, {"users.id-counts", {}});
        require(client, "GET " + std::to_string(third),
                "OK " + std::to_string(third) + " ñandú n@example.org", {"users.get", {}});
        require(client, "GET 77", "ERR unknown", {"users.unknown", {}});
    });
}

TEST_CASE("users_server/list") {
    define_check("users_server/list", [](context& ctx) {
        service it(ctx);
        auto client = it.join();
        require(client, "LIST", "OK 0", {"users.list-count", {}});
        lines wanted;
        constexpr std::size_t prime = 23;  // gives as many different names and emails
        const auto users = vary(ctx.seed, "users", 11, prime - 1);
        for (std::size_t id = 1; id <= users; ++id) {
            const auto number = std::to_string(id);
            // Neither by name nor by email are they in this order.
            const auto who = "n" + std::to_string((id * 7) % prime) + " " + email((id * 5) % prime);
            require(client, "ADD " + who, "OK " + number, {"users.id-counts", {}});
            wanted.push_back(number + " " + who);
        }
        const auto got = list(client);
        if (got == wanted) return;
        const bool only_the_order =
            std::is_permutation(got.begin(), got.end(), wanted.begin(), wanted.end());
        throw differs(wanted, got, {only_the_order ? "users.list-order" : "users.list-lines", {}});
    });
}

TEST_CASE("users_server/change") {
    define_check("users_server/change", [](context& ctx) {
        service it(ctx);
        auto client = it.join();
        require(client, "ADD ada ada@example.org", "OK 1", {"users.add", {}});
        require(client, "ADD alan alan@example.org", "OK 2", {"users.id-counts", {}});
        require(client, "RENAME 1 countess", "OK", {"users.rename", {}});
        require(client, "GET 1", "OK 1 countess ada@example.org", {"users.rename", {}});
        require(client, "RENAME 77 x", "ERR unknown", {"users.unknown", {}});
        require(client, "REMOVE 2", "OK", {"users.remove", {}});
        require(client, "GET 2", "ERR unknown", {"users.remove", {}});
        require(client, "REMOVE 2", "ERR unknown", {"users.unknown", {}});
        require(client, "RENAME 2 x", "ERR unknown", {"users.unknown", {}});
        const auto id = require_new_id(client, "turing alan@example.org", 2,
                                       {"users.id-reused", {}}, {"users.email-kept", {}});
        require_list(
            client, {"1 countess ada@example.org", std::to_string(id) + " turing alan@example.org"},
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
            {"GET 1x", "ERR", "users.bad-id"},
            {"GET 99999999999999999999999", "ERR", "users.bad-id"},
        };
        service it(ctx);
        auto client = it.join();
        require(client, "ADD ada ada@example.org", "OK 1", {"users.add", {}});
        for (const auto& each : all)
            require(client, each.request, each.reply, {each.cause, {}});
        require_list(client, {"1 ada ada@example.org"}, {"users.invalid-done", {}});
        const std::string longest = wide.substr(0, 64);
        require(client, "RENAME 1 " + longest, "OK", {"users.good-name", {}});
        require(client, "GET 1", "OK 1 " + longest + " ada@example.org", {"users.good-name", {}});
    });
}

// ---------------------------------------------------------------------------------- the lines

TEST_CASE("users_server/lines") {
    define_check("users_server/lines", [](context& ctx) {
        service it(ctx);
        auto client = it.join();
        require(client, "ADD ada ada@example.org\r", "OK 1", {"users.cr", {}});
        require(client, "GET 1\r", "OK 1 ada ada@example.org", {"users.cr", {}});

        // Many in one segment.
        client.send("GET 1\nGET 77\nGET 1\n");
        const sentence first_only = {"users.many-in-one", {}};
        for (const auto* wanted :
             {"OK 1 ada ada@example.org", "ERR unknown", "OK 1 ada ada@example.org"})
            require_reply(client, "GET …", wanted, first_only, first_only);

        // Pieces of lines, each read before the next one comes.
        for (const auto* piece : {"AD", "D alan alan@exam", "ple.org"}) {
            client.send(piece);
            let_it_read(it.server);
            if (const auto early = client.early_reply())
                throw wrong(client, piece, "", early, {"users.half-line", {}});
        }
        client.send("\nGE");
        require_reply(client, "ADD …", "OK 2", {"users.half-line", {}}, {"users.half-line", {}});
        let_it_read(it.server);
        client.send("T 2\n");
        require_reply(client, "GET 2", "OK 2 alan alan@example.org", {"users.half-line", {}},
                      {"users.half-line", {}});

        // More than one recv brings.
        std::string flood;
        const auto requests = vary(ctx.seed, "requests", 3000, 3200);
        const sentence across = {"users.across-recv", {{"count", count(requests)}}};
        for (std::size_t i = 0; i < requests; ++i)
            flood += i % 2 == 0 ? "GET 1\n" : "GET 77\r\n";
        client.send(flood);
        for (std::size_t i = 0; i < requests; ++i)
            require_reply(client, flood.substr(0, 14),
                          i % 2 == 0 ? "OK 1 ada ada@example.org" : "ERR unknown", across, across);
    });
}

TEST_CASE("users_server/too-long") {
    define_check("users_server/too-long", [](context& ctx) {
        constexpr std::size_t longest = 512;
        service it(ctx);
        auto client = it.join();
        const auto fits = long_add("a", longest);
        client.send(fits);
        require_reply(client, fits, "OK 1", {"users.line-fits", {}});

        const auto get = [&] {
            const auto wanted = "OK 1 " + fits.substr(4, fits.size() - 5);
            require(client, "GET 1", wanted, {"users.rest-of-line", {}});
        };
        get();
        const auto refused = [&](const std::string& line) {
            require_reply(client, line, "ERR too-long", {"users.too-long", {}});
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
        let_it_read(it.server);
        client.send(huge.substr(700, 900));
        let_it_read(it.server);
        client.send("GET 1\n");
        refused(huge);
    });
}

TEST_CASE("users_server/quit") {
    define_check("users_server/quit", [](context& ctx) {
        service it(ctx);
        auto other = it.join();
        require(other, "LIST", "OK 0", {"users.list-count", {}});
        auto client = it.join();
        require(client, "QUIT", "OK", {"users.quit", {}}, {"users.quit", {}});
        if (!client.peer.await_end())
            throw finding{{"users.quit-open", {}},
                          {"expected.end-of-stream", {}},
                          {"got.stays-open", {{"seconds", seconds(2.0)}}},
                          {},
                          {}};
        require(other, "LIST", "OK 0", {"users.list-count", {}});
    });
}

// ------------------------------------------------------------------------------- many clients

TEST_CASE("users_server/several") {
    define_check("users_server/several", [](context& ctx) {
        service it(ctx);
        const auto silent = it.join();
        auto half = it.join();
        half.send("GET ");
        auto third = it.join();
        const sentence one = {"users.one-at-a-time", {}};
        const auto users = vary(ctx.seed, "users", 18, 25);
        for (std::size_t id = 1; id <= users; ++id)
            require(third, "ADD x " + email(id), "OK " + std::to_string(id),
                    {"users.id-counts", {}}, one);
        half.peer.reset();
        require(third, "GET 77", "ERR unknown", {"users.unknown", {}}, {"users.reset-spreads", {}});

        auto deaf = it.join(true);
        std::string much;
        while (much.size() < 60'000)
            much += "LIST\n";
        deaf.peer.push(much);
        // The replies are 10 MB. A server that takes a few requests at a time serves the other
        // client in between, until the kernel has no more room for them.
        for (int round = 0; round < 150; ++round)
            require(third, "GET 77", "ERR unknown", {"users.unknown", {}},
                    {"users.deaf-holds-up", {}});
    });
}

TEST_CASE("users_server/crowd") {
    define_check("users_server/crowd", [](context& ctx) {
        const auto clients = vary(ctx.seed, "clients", 41, 60);
        constexpr std::size_t rounds = 4;
        service it(ctx);
        ctx.trace.passes("peer", name, count(clients) + " ×  connect, ADD …");
        crowd all;
        all.connect(it.server, clients);

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
                            all.clients[i], request, "OK id", got,
                            got ? sentence{"users.add", {}}
                                : sentence{"users.crowd",
                                           {{"number", count(i + 1)}, {"count", count(clients)}}});
                    if (id != 0 && !given.emplace(id, mail).second)
                        throw wrong(all.clients[i], request, "an id of its own", got,
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
        require_list(all.clients.front(), wanted, {"users.crowd-list", {}});
        if (stored(it.folder).size() != wanted.size())
            throw differs({count(wanted.size()) + " events"},
                          {count(stored(it.folder).size()) + " events"}, {"users.crowd-store", {}});
    });
}

// -------------------------------------------------------------------------------- the program

TEST_CASE("users_server/idle") {
    const auto observe = [](context& ctx) {
        service it(ctx);
        auto silent = it.join();
        require(silent, "WATCH", "OK", {"users.watch", {}});
        const double before = it.server.process.cpu_seconds();
        const timeline wait;
        it.server.process.wait_exit(idle_watch);
        const double wall = wait.elapsed().count() / 1000;
        if (!spins(it.server.process, before, wall))
            return require_silent_stdout(it.server.process);
        const double used = it.server.process.cpu_seconds() - before;
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
        auto server = start(ctx, folder);
        require_restart(ctx, server);
    });
}

TEST_CASE("users_server/arguments") {
    const auto observe = [](context& ctx) {
        const shared_folder folder;
        const run_options here{.folder = folder.path()};
        require_usage(ctx, name, bad_ports(), here);
        require_usage(ctx, name, {{"5002", "0.0.0.0", store, "more"}}, here);
        require_refusal_of_address(ctx, name, free_port(transport::tcp), here);
        require_place(ctx, name, 5002, here);
        folder.make_folder("folder");
        const auto port = std::to_string(free_port(transport::tcp));
        program process(ctx.where, ctx.trace, name, {port, "0.0.0.0", "folder"},
                        support::standard_input::empty, {.folder = folder.path()});
        const auto status = process.wait_exit(time_to_end);
        if (status && status->code == 1 && !process.errors().empty()) return;
        throw about(process, {"users.bad-store", {}}, {"expected.status-and-message", {}});
    };
    define_check("users_server/arguments", observe, {.port = "tcp 5002"});
}

}  // namespace users_server_checks
