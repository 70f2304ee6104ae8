/// @file
/// Lines and bytes that follow one another on a connection.
#pragma once

#include "autograder/bytes.hpp"
#include "autograder/tcp_peer.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace suite {

class conversation {
  public:
    explicit conversation(tcp_peer with) : peer(std::move(with)) {}

    /// The next line without its newline; nothing if it does not come.
    [[nodiscard]] std::optional<std::string> line() {
        while (unread().find('\n') == std::string_view::npos) {
            const auto before = peer.inbox().size();
            peer.await(before + 1);
            if (peer.inbox().size() == before) return std::nullopt;
        }
        auto result = std::string(unread().substr(0, unread().find('\n')));
        used_ += result.size() + 1;
        return result;
    }

    /// The next `count` bytes; fewer if no more come.
    [[nodiscard]] std::string bytes(std::size_t count) {
        peer.await(used_ + count);
        auto result = std::string(unread().substr(0, count));
        used_ += result.size();
        return result;
    }

    /// What came instead of the line that was awaited, as evidence.
    [[nodiscard]] sentence got(const std::optional<std::string>& line) const {
        if (line) return shown("got.bytes", *line + '\n');
        if (!unread().empty()) return shown("got.only", unread());
        if (peer.end() == ending::reset) return {"got.reset", {}};
        if (peer.end() == ending::end_of_stream) return {"got.end-of-stream", {}};
        return {"got.nothing", {}};
    }

    tcp_peer peer;

  private:
    [[nodiscard]] std::string_view unread() const {
        return std::string_view(peer.inbox()).substr(std::min(used_, peer.inbox().size()));
    }

    [[nodiscard]] static sentence shown(const char* id, std::string_view text) {
        return {id, {{"count", count(text.size())}, {"bytes", show(text)}}};
    }

    std::size_t used_ = 0;
};

}  // namespace suite
