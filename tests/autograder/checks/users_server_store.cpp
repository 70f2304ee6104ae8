// What the user service must do with what it stores: one function for each check.
#include "autograder/bytes.hpp"
#include "autograder/timeouts.hpp"
#include "autograder/user_client.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <sstream>

#include <sock_catch.hpp>

namespace users_server_checks {

TEST_CASE("users_server/stored") {
    define_check("users_server/stored", [](context& ctx) {
        service it(ctx);
        auto client = it.join();
        lines wanted;
        const auto require_stored = [&] {
            const auto got = stored(it.folder);
            if (got == wanted) return;
            const auto cause = got.size() < wanted.size()   ? "users.not-stored"
                               : got.size() > wanted.size() ? "users.stored-too-much"
                                                            : "users.stored-otherwise";
            throw differs(wanted, got, {cause, {}});
        };
        const auto change = [&](const std::string& request, const std::string& reply,
                                const std::string& event) {
            require(client, request, reply, {"users.add", {}});
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
        it.join().peer.close();
        require(client, "GET 1", "OK 1 countess ada@example.org", {"users.rename", {}});
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
        require_list(client, {"1 countess ada@example.org", "3 ñandú n@example.org"},
                     {"users.not-loaded", {}});
        (void)require_new_id(client, "eve eve@example.org", 4, {"users.id-reused-later", {}},
                             {"users.email-kept", {}});
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
        if (number == 0) require(looks, "LIST", "OK 0", {"users.list-count", {}});
        if (number > 0) require_kept(list(looks));
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
            throw wrong(all.clients[0], "ADD …", "OK id", std::nullopt, {});
        server.process.end();
        for (std::size_t i = 0; i < 2; ++i)
            while (take(all.clients[i], i))
                continue;
    }

    void require_kept_at_last() {
        auto server = start(at_hand_, folder_);
        auto looks = join(at_hand_, server);
        require_kept(list(looks));
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
        if (!got || !got->starts_with("OK")) return false;
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
            throw wrong(client, "ADD x " + email(1), "OK 1", std::nullopt,
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
    const auto got = list(client);
    if (got != listed) throw differs(listed, got, {"users.torn-taken", {}});
    support::deadline until(time_to_answer);
    const auto told = [&](const std::string& text) { return lines_of(text).size() > usual_lines; };
    if (!server.process.process().wait_errors(told, until))
        throw finding{{"users.torn-silent", {}}, {}, {"got.nothing", {}}, {}, {}};
    require(client, "REMOVE 1", "OK", {"users.remove", {}});
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
            require_list(client, {"1 ada ada@example.org"}, {"users.not-loaded", {}});
            let_it_read(server);
            server.process.end();
            return lines_on_stderr(server);
        }();
        require_torn_line(ctx, "user-added 3 " + std::string(60, 'x'), usual_lines);
        // Of "user-removed 12": the piece would be an event, too.
        require_torn_line(ctx, "user-removed 1", usual_lines);
    });
}

}  // namespace users_server_checks
