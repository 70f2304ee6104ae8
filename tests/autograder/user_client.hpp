/// @file
/// The user service and its clients, as its checks need them.
#pragma once

#include "autograder/server.hpp"
#include "autograder/shared_folder.hpp"

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace users_server_checks {

using namespace suite;

using lines = std::vector<std::string>;

inline const std::string name = "users_server";
inline const std::string store = "users.events";

[[nodiscard]] lines lines_of(const std::string& text);
[[nodiscard]] std::string joined(const lines& all);

/// A client. What comes to it is sorted into replies and events.
class user {
  public:
    user(tcp_peer with, running_server& of) : peer(std::move(with)), server(&of) {}

    /// The next one, without its newline; nothing if it does not come.
    std::optional<std::string> reply() { return next(replies_); }
    std::optional<std::string> event() { return next(events_); }

    /// A reply that has come already, and was not asked for yet.
    std::optional<std::string> early_reply();
    [[nodiscard]] bool has_event() const { return !events_.empty(); }

    void send(const std::string& text) { peer.send(text); }

    tcp_peer peer;
    running_server* server;
    const given* differences = nullptr;

  private:
    std::optional<std::string> next(std::deque<std::string>& from);
    void sort();

    std::deque<std::string> replies_;
    std::deque<std::string> events_;
    std::size_t used_ = 0;
};

/// The server, with its store in `folder`. `file_kib`: how large a file may become, 0 for any size.
[[nodiscard]] running_server start(context& ctx, const shared_folder& folder,
                                   std::size_t file_kib = 0);
[[nodiscard]] user join(context& ctx, running_server& server, bool small_buffers = false);

/// A server with a store of its own. Does not move: its clients point to it.
struct service {
    explicit service(context& with) : ctx(&with), server(start(with, folder)) {
        if (with.given.accepts(way::ids_from_zero)) use_up_id_zero();
    }
    service(const service&) = delete;
    service& operator=(const service&) = delete;

    [[nodiscard]] user join(bool small_buffers = false) {
        return users_server_checks::join(*ctx, server, small_buffers);
    }

    /// The next user has the id 1, as with a program whose ids count from there.
    void use_up_id_zero();

    context* ctx;
    shared_folder folder{};
    running_server server;
};

/// Some clients that do not appear in the timeline one by one.
struct crowd {
    timeline unseen{};
    std::vector<user> clients{};

    void connect(running_server& server, std::size_t count);
};

/// What was read, where a sentence shows it.
[[nodiscard]] sentence quoted(const char* id, std::string_view bytes);
[[nodiscard]] sentence no_answer(const std::string& request);
[[nodiscard]] finding differs(const lines& wanted, const lines& got, sentence cause);

/// "ERR exists" also with words after the code.
[[nodiscard]] bool matches(const std::string& reply, const std::string& wanted);

/// The number after "OK"; 0 if the reply is another one.
[[nodiscard]] std::uint64_t id_in(const std::string& reply);

/// Why there was no reply, or the cause of a wrong one.
[[nodiscard]] finding wrong(const user& client, const std::string& request,
                            const std::string& wanted, const std::optional<std::string>& got,
                            sentence cause);

/// The next reply has to be `wanted`. If there is none, the cause is that, unless `silence` says a
/// better one.
void require_reply(user& client, const std::string& request, const std::string& wanted,
                   const sentence& cause, const sentence& silence = {});
/// Sends the request first.
void require(user& client, const std::string& request, const std::string& wanted,
             const sentence& cause, const sentence& silence = {});

/// Adds a user and returns the id, which has to be larger than `used`: ids are never used again.
std::uint64_t require_new_id(user& client, const std::string& who, std::uint64_t used,
                             const sentence& if_used,
                             const sentence& if_refused = {"users.add", {}});

/// The lines of a LIST.
[[nodiscard]] lines list(user& client);
/// In any order: only one check asks for that.
void require_list(user& client, const lines& wanted, const sentence& cause);

/// What waits to be read was read, and the program waits again.
void let_it_read(const running_server& server);

[[nodiscard]] lines stored(const shared_folder& folder);

[[nodiscard]] std::string email(std::size_t number);

/// An ADD whose line has `size` bytes, with its newline.
[[nodiscard]] std::string long_add(const std::string& who, std::size_t size);

}  // namespace users_server_checks
