#include "autograder/causes.hpp"

#include "autograder/bytes.hpp"
#include "autograder/source_line.hpp"
#include "support/text.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace suite {
namespace {

using calls = std::vector<recorded_call>;

/// What the calls prove.
struct cause {
    sentence diagnosis;  ///< empty id: only the evidence
    std::vector<recorded_call> evidence;
    std::string todo = {};
};

bool accepts(const recorded_call& it) {
    return it.name == "accept" || it.name == "accept4";
}

bool went_well(const recorded_call& it) {
    return it.error.empty();
}

// The last call before `end` on the socket of `of` that `such` is true of; null: none.
const recorded_call* before(const calls& all, const recorded_call& of,
                            bool (*such)(const recorded_call&)) {
    const recorded_call* result = nullptr;
    for (const auto& it : all) {
        if (&it == &of) break;
        if (it.socket == of.socket && such(it)) result = &it;
    }
    return result;
}

bool listens(const recorded_call& it) {
    return it.name == "listen" && went_well(it);
}

bool binds(const recorded_call& it) {
    return it.name == "bind";
}

bool closes(const recorded_call& it) {
    return it.name == "close";
}

bool brings(const recorded_call& it) {
    return receives(it) && it.result > 0;
}

bool any_call(const recorded_call&) {
    return true;
}

// accept(2), EINVAL.
std::optional<cause> never_listens(const calls& all) {
    for (const auto& it : all) {
        if (!accepts(it) || it.error != "EINVAL") continue;
        if (before(all, it, listens) == nullptr) return cause{{"listen.forgotten", {}}, {it}};
    }
    return std::nullopt;
}

// Without an address of its own a socket gets a port that the kernel chooses. The last bind counts:
// a program may try several addresses.
std::optional<cause> never_binds(const calls& all) {
    const auto bound = std::find_if(all.rbegin(), all.rend(), binds);
    if (bound == all.rend()) {
        if (all.empty()) return std::nullopt;
        return cause{{"listen.bind-missing", {}}, {all.back()}};
    }
    if (went_well(*bound)) return std::nullopt;
    return cause{{"listen.bind-unchecked", {{"error", bound->error}}}, {*bound}};
}

std::optional<cause> empty_buffer(const calls& all) {
    for (const auto& it : all)
        if (receives(it) && it.asked == 0U) return cause{{"recv.empty-buffer", {}}, {it}};
    return std::nullopt;
}

// Of a program that still runs. One that ends closes its listener, too.
std::optional<cause> closes_listener(const calls& all) {
    for (const auto& it : all)
        if (closes(it) && before(all, it, listens) != nullptr)
            return cause{{"next-client.listener-closed", {}}, {it}};
    return std::nullopt;
}

std::optional<cause> accepts_on_closed(const calls& all) {
    auto found = closes_listener(all);
    if (!found) return std::nullopt;
    for (const auto& it : all)
        if (accepts(it) && it.socket == found->evidence[0].socket && it.error == "EBADF") {
            found->evidence.push_back(it);
            return found;
        }
    return std::nullopt;
}

// A copy of the buffer is sent, not only what has come.
std::optional<cause> sends_more(const calls& all) {
    for (const auto& it : all) {
        const auto* came = sends(it) ? before(all, it, receives) : nullptr;
        if (came == nullptr || came->result <= 0 || !it.asked) continue;
        const auto brought = static_cast<std::size_t>(came->result);
        // What several receives have brought may go back in one send.
        const auto* earlier = before(all, *came, any_call);
        const bool collects = earlier != nullptr && brings(*earlier);
        if (*it.asked <= brought || collects) continue;
        return cause{{"echo.sends-more", {{"came", count(brought)}, {"given", count(*it.asked)}}},
                     {*came, it}};
    }
    return std::nullopt;
}

std::optional<cause> only_evidence(std::optional<cause> found) {
    if (found) found->diagnosis.id.clear();
    return found;
}

std::optional<cause> shows_more_sent(const calls& all) {
    return only_evidence(sends_more(all));
}

std::string port_of(const std::string& address) {
    return address.substr(address.rfind(':') + 1);  // npos + 1 is 0
}

// recvfrom(2): the length says how much room there is for the address.
std::optional<cause> no_room_for_address(const calls& all) {
    for (const auto& it : all)
        if (brings(it) && it.address == "?") return cause{{"datagram.no-room", {}}, {it}};
    return std::nullopt;
}

std::optional<cause> other_address(const calls& all) {
    for (const auto& it : all) {
        const auto* came = sends(it) ? before(all, it, receives) : nullptr;
        if (came == nullptr || came->address.empty() || it.address.empty()) continue;
        if (came->address == it.address) continue;
        const auto* own = before(all, it, binds);
        const bool itself = own != nullptr && port_of(own->address) == port_of(it.address);
        return cause{{itself ? "datagram.to-itself" : "datagram.other-address",
                      {{"from", came->address}, {"to", it.address}}},
                     {*came, it}};
    }
    return std::nullopt;
}

// udp(7): the ICMP message that nothing listens there.
std::optional<cause> refused(const calls& all) {
    for (const auto& it : all)
        if ((receives(it) || sends(it)) && it.error == "ECONNREFUSED")
            return cause{{"udp-client.refused", {{"call", it.name}}}, {it}};
    return std::nullopt;
}

/// The first rule that finds its cause counts.
struct rule {
    std::vector<std::string_view> about;  ///< diagnoses
    std::optional<cause> (*look)(const calls&);
};

const std::vector<rule>& rules() {
    static const std::vector<rule> all{
        {{"listen.exited", "listen.returned", "listen.serves-nobody", "listen.nothing",
          "accept.never", "next-client.refused"},
         never_listens},
        {{"listen.wrong-port", "listen.not-bound", "listen.not-listening", "restart.unchecked"},
         never_binds},
        {{"stream.closes-early", "stream.exited", "half-close.lost-tail", "echo.nothing",
          "client.prints-nothing", "client.fragment", "client.fails-at-end", "client.exit-status",
          "datagram.truncated", "datagram.nothing", "echo.truncated", "program.crashed"},
         empty_buffer},
        {{"next-client.refused"}, closes_listener},
        {{"next-client.exited", "next-client.stuck"}, accepts_on_closed},
        {{"echo.extra", "echo.differs"}, sends_more},
        {{"echo.padded", "echo.stale-tail", "echo.extra-nul"}, shows_more_sent},
        {{"datagram.nothing", "datagram.exited", "datagram.once"}, no_room_for_address},
        {{"datagram.nothing", "datagram.unread", "datagram.one-peer", "datagram.fixed-host",
          "datagram.many-peers", "datagram.mixed-up", "datagram.some-peer"},
         other_address},
        {{"udp-client.silent", "udp-client.gives-up", "udp-client.status"}, refused},
    };
    return all;
}

bool is_about(const rule& it, std::string_view diagnosis) {
    return std::find(it.about.begin(), it.about.end(), diagnosis) != it.about.end();
}

// What a program that waits expects to fail, now and then.
bool is_failure(const recorded_call& it) {
    constexpr std::array usual{"EAGAIN", "EINTR", "EINPROGRESS", "ENOTCONN", "ENOPROTOOPT"};
    const bool expected = std::find(usual.begin(), usual.end(), it.error) != usual.end();
    return !it.error.empty() && !expected;
}

}  // namespace

sentence made_call(const recorded_call& call, const std::string& binary, const std::string& id) {
    auto text = call.text();
    const auto line = source_line(call, binary);
    if (!line.empty()) text += " (" + line + ")";
    return {id, {{"call", text}}};
}

bool calls_may_explain(std::string_view diagnosis) {
    return std::any_of(rules().begin(), rules().end(),
                       [&](const rule& it) { return is_about(it, diagnosis); });
}

void explain_by_calls(finding& it, const std::vector<recorded_call>& calls,
                      const std::string& binary) {
    for (const auto& each : rules()) {
        const auto found = is_about(each, it.diagnosis.id) ? each.look(calls) : std::nullopt;
        if (!found) continue;
        if (!found->diagnosis.id.empty()) it.diagnosis = found->diagnosis;
        if (!found->todo.empty()) it.todo = found->todo;
        for (const auto& call : found->evidence)
            it.seen.push_back(made_call(call, binary));
        return;
    }
    const auto failed = std::find_if(calls.rbegin(), calls.rend(), is_failure);
    if (failed != calls.rend()) it.seen.push_back(made_call(*failed, binary));
}

}  // namespace suite
