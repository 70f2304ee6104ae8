// What the user service must do for clients that watch: one function for each check.
#include "autograder/bytes.hpp"
#include "autograder/timeouts.hpp"
#include "autograder/user_client.hpp"

#include <set>

#include <sock_catch.hpp>

namespace users_server_checks {

TEST_CASE("users_server/watch") {
    define_check("users_server/watch", [](context& ctx) {
        service it(ctx);
        auto watcher = it.join();
        require(watcher, "ADD ada ada@example.org", "OK 1", {"users.add", {}});
        require(watcher, "WATCH", "OK", {"users.watch", {}});

        // Which number a client has is the server's choice; the same when it leaves.
        std::set<std::string> joined;
        const auto require_event = [&](const std::string& wanted, const char* cause) {
            for (;;) {
                const auto got = watcher.event();
                if (got && (*got == wanted ||
                            (wanted == "client-left n" && got->starts_with("client-left ") &&
                             joined.count("client-joined " + got->substr(12)) != 0)))
                    return;
                const bool one_joined =
                    got && got->starts_with("client-joined ") && got->size() > 14 &&
                    got->find_first_not_of("0123456789", 14) == std::string::npos;
                const bool past = got && got->starts_with("user-added 1 ");
                if (!one_joined)
                    throw wrong(watcher, "WATCH", "EVENT " + wanted,
                                got ? std::optional("EVENT " + *got) : std::nullopt,
                                {past ? "users.event-unasked" : cause, {{"event", wanted}}});
                joined.insert(*got);
                if (wanted == "client-joined n") return;
            }
        };
        auto other = it.join();
        require(other, "GET 1", "OK 1 ada ada@example.org", {"users.get", {}});
        require_event("client-joined n", "users.no-event");
        require(other, "ADD grace", "ERR", {"users.few-words", {}});
        require(other, "ADD alan alan@example.org", "OK 2", {"users.id-counts", {}});
        require_event("user-added 2 alan alan@example.org", "users.no-event");
        require(watcher, "RENAME 1 countess", "OK", {"users.watch-requests", {}},
                {"users.watch-requests", {}});
        require_event("user-renamed 1 countess", "users.own-event");
        require(other, "REMOVE 2", "OK", {"users.remove", {}});
        require_event("user-removed 2", "users.no-event");
        let_it_read(it.server);
        (void)other.early_reply();
        if (other.has_event())
            throw wrong(other, "REMOVE 2", "OK", std::optional("EVENT " + *other.event()),
                        {"users.event-unasked", {}});
        other.peer.close();
        require_event("client-left n", "users.no-event");

        // Two watchers are told the same.
        auto second = it.join();
        require(second, "WATCH", "OK", {"users.watch", {}});
        require_event("client-joined n", "users.no-event");
        require(watcher, "RENAME 1 lovelace", "OK", {"users.rename", {}});
        require_event("user-renamed 1 lovelace", "users.own-event");
        const auto got = second.event();
        if (got != "user-renamed 1 lovelace")
            throw wrong(second, "WATCH", "EVENT user-renamed 1 lovelace",
                        got ? std::optional("EVENT " + *got) : std::nullopt,
                        {"users.no-event", {{"event", "user-renamed 1 lovelace"}}});
    });
}

TEST_CASE("users_server/slow-watcher") {
    define_check("users_server/slow-watcher", [](context& ctx) {
        constexpr std::size_t event_size = 500;
        constexpr std::size_t allowed = 56 * 1024;
        constexpr std::size_t far_too_much = 2 * 1024 * 1024;
        service it(ctx);
        auto writer = it.join();
        std::size_t users = 0;
        const auto add = [&](std::size_t how_many) {
            for (std::size_t i = 0; i < how_many; ++i) {
                writer.send(long_add("n" + std::to_string(users), event_size - 18));
                require_reply(writer, "ADD …", "OK " + std::to_string(++users),
                              {"users.id-counts", {}}, {"users.watcher-holds-up", {}});
            }
        };

        auto slow = it.join(true);
        require(slow, "WATCH", "OK", {"users.watch", {}});
        add(allowed / event_size);
        for (std::size_t i = 1; i <= users; ++i) {
            const auto got = slow.event();
            if (got && got->starts_with("user-added " + std::to_string(i) + ' ')) continue;
            throw wrong(slow, "WATCH", "EVENT user-added " + std::to_string(i) + " …", got,
                        {"users.watcher-dropped-early", {}});
        }

        slow.peer.close();

        auto deaf = it.join(true);
        require(deaf, "WATCH", "OK", {"users.watch", {}});
        while (users * event_size < far_too_much)
            add(100);
        require(writer, "GET 777777", "ERR unknown", {"users.unknown", {}},
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

}  // namespace users_server_checks
