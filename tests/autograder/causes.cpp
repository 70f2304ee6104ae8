#include "autograder/causes.hpp"

#include "autograder/bytes.hpp"
#include "support/text.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace suite {
namespace {

using call_list = std::vector<recorded_call>;

/// What the calls prove.
struct proved_cause {
    sentence diagnosis;  ///< empty id: only the evidence
    std::vector<recorded_call> evidence;
};

bool is_accept(const recorded_call& it) {
    return it.name == "accept" || it.name == "accept4";
}

bool went_well(const recorded_call& it) {
    return it.error.empty();
}

// The last call on the socket of `of`, before it, that `such` is true of; null: none.
const recorded_call* last_before(const call_list& all, const recorded_call& of,
                                 bool (*such)(const recorded_call&)) {
    const recorded_call* result = nullptr;
    for (const auto& it : all) {
        if (&it == &of) break;
        if (it.socket == of.socket && such(it)) result = &it;
    }
    return result;
}

bool is_good_listen(const recorded_call& it) {
    return it.name == "listen" && went_well(it);
}

bool is_bind(const recorded_call& it) {
    return it.name == "bind";
}

bool is_close(const recorded_call& it) {
    return it.name == "close";
}

bool brings_bytes(const recorded_call& it) {
    return receives(it) && it.result > 0;
}

bool any_call(const recorded_call&) {
    return true;
}

// accept(2), EINVAL.
std::optional<proved_cause> never_listens(const call_list& all) {
    for (const auto& it : all) {
        if (!is_accept(it) || it.error != "EINVAL") continue;
        if (last_before(all, it, is_good_listen) == nullptr)
            return proved_cause{{"listen.forgotten", {}}, {it}};
    }
    return std::nullopt;
}

// Without an address of its own a socket gets a port that the kernel chooses. The last bind counts:
// a program may try several addresses.
std::optional<proved_cause> never_binds(const call_list& all) {
    const auto bound = std::find_if(all.rbegin(), all.rend(), is_bind);
    if (bound == all.rend()) {
        if (all.empty()) return std::nullopt;
        return proved_cause{{"listen.bind-missing", {}}, {all.back()}};
    }
    if (went_well(*bound)) return std::nullopt;
    return proved_cause{{"listen.bind-unchecked", {{"error", bound->error}}}, {*bound}};
}

// The call itself waited: a receive that does not wait for more brings the first line alone.
std::optional<proved_cause> waits_for_full_buffer(const call_list& all) {
    constexpr std::size_t longer_than_a_line = 1024;
    const auto first = std::find_if(all.begin(), all.end(), brings_bytes);
    if (first == all.end() || first->asked.value_or(0) < longer_than_a_line) return std::nullopt;
    if (static_cast<std::size_t>(first->result) < *first->asked) return std::nullopt;
    return proved_cause{{"echo.waits-for-more", {}}, {*first}};
}

std::optional<proved_cause> empty_buffer(const call_list& all) {
    for (const auto& it : all)
        if (receives(it) && it.asked == 0U) return proved_cause{{"recv.empty-buffer", {}}, {it}};
    return std::nullopt;
}

// Of a program that still runs. One that ends closes its listener, too.
std::optional<proved_cause> closes_listener(const call_list& all) {
    for (const auto& it : all)
        if (is_close(it) && last_before(all, it, is_good_listen) != nullptr)
            return proved_cause{{"next-client.listener-closed", {}}, {it}};
    return std::nullopt;
}

std::optional<proved_cause> accepts_on_closed(const call_list& all) {
    auto found = closes_listener(all);
    if (!found) return std::nullopt;
    for (const auto& it : all)
        if (is_accept(it) && it.socket == found->evidence[0].socket && it.error == "EBADF") {
            found->evidence.push_back(it);
            return found;
        }
    return std::nullopt;
}

// A copy of the buffer is sent, not only what has come.
std::optional<proved_cause> sends_more(const call_list& all) {
    for (const auto& it : all) {
        const auto* came = sends(it) ? last_before(all, it, receives) : nullptr;
        if (came == nullptr || came->result <= 0 || !it.asked) continue;
        const auto brought = static_cast<std::size_t>(came->result);
        // What several receives have brought may go back in one send.
        const auto* earlier = last_before(all, *came, any_call);
        const bool collects = earlier != nullptr && brings_bytes(*earlier);
        if (*it.asked <= brought || collects) continue;
        return proved_cause{
            {"echo.sends-more", {{"came", count(brought)}, {"given", count(*it.asked)}}},
            {*came, it}};
    }
    return std::nullopt;
}

std::optional<proved_cause> only_evidence(std::optional<proved_cause> found) {
    if (found) found->diagnosis.id.clear();
    return found;
}

std::optional<proved_cause> shows_more_sent(const call_list& all) {
    return only_evidence(sends_more(all));
}

std::string port_of(const std::string& address) {
    return address.substr(address.rfind(':') + 1);  // npos + 1 is 0
}

// recvfrom(2): the length says how much room there is for the address.
std::optional<proved_cause> no_room_for_address(const call_list& all) {
    for (const auto& it : all)
        if (brings_bytes(it) && it.address == "?")
            return proved_cause{{"datagram.no-room", {}}, {it}};
    return std::nullopt;
}

std::optional<proved_cause> other_address(const call_list& all) {
    for (const auto& it : all) {
        const auto* came = sends(it) ? last_before(all, it, receives) : nullptr;
        if (came == nullptr || came->address.empty() || it.address.empty()) continue;
        if (came->address == it.address) continue;
        const auto* own = last_before(all, it, is_bind);
        const bool itself = own != nullptr && port_of(own->address) == port_of(it.address);
        return proved_cause{{itself ? "datagram.to-itself" : "datagram.other-address",
                             {{"from", came->address}, {"to", it.address}}},
                            {*came, it}};
    }
    return std::nullopt;
}

std::optional<proved_cause> shows_other_address(const call_list& all) {
    return only_evidence(other_address(all));
}

// udp(7): the ICMP message that nothing listens there.
std::optional<proved_cause> is_refused(const call_list& all) {
    for (const auto& it : all)
        if ((receives(it) || sends(it)) && it.error == "ECONNREFUSED")
            return proved_cause{{"udp-client.refused", {{"call", it.name}}}, {it}};
    return std::nullopt;
}

/// The first rule that finds its cause counts.
struct rule {
    std::vector<std::string_view> about;  ///< diagnoses
    std::optional<proved_cause> (*look)(const call_list&);
};

const std::vector<rule>& rules() {
    static const std::vector<rule> all{
        {{"listen.exited", "listen.returned", "listen.serves-nobody", "listen.nothing",
          "accept.never", "next-client.refused"},
         never_listens},
        {{"listen.wrong-port", "listen.not-bound", "listen.not-listening", "restart.unchecked"},
         never_binds},
        {{"stream.closes-early", "stream.exited", "half-close.lost-tail", "echo.nothing",
          "client.prints-nothing", "client.leaves-early", "client.fragment", "client.fails-at-end",
          "client.exit-status", "datagram.truncated", "datagram.nothing", "echo.truncated",
          "program.crashed"},
         empty_buffer},
        {{"next-client.refused"}, closes_listener},
        {{"next-client.exited", "next-client.stuck"}, accepts_on_closed},
        {{"echo.buffered"}, waits_for_full_buffer},
        {{"echo.extra", "echo.differs"}, sends_more},
        {{"echo.padded", "echo.stale-tail", "echo.extra-nul"}, shows_more_sent},
        {{"datagram.nothing", "datagram.first-lost", "datagram.exited", "datagram.once"},
         no_room_for_address},
        {{"datagram.nothing", "datagram.unread"}, other_address},
        {{"datagram.one-peer", "datagram.fixed-host", "datagram.many-peers", "datagram.mixed-up",
          "datagram.some-peer"},
         shows_other_address},
        {{"udp-client.silent", "udp-client.gives-up", "udp-client.status"}, is_refused},
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

sentence made_call(const recorded_call& call, const executable& of, const std::string& id) {
    auto text = call.text();
    const auto line = source_line(call, of);
    if (!line.empty()) text += " (" + line + ")";
    return {id, {{"call", text}}};
}

bool calls_may_explain(std::string_view diagnosis) {
    return std::any_of(rules().begin(), rules().end(),
                       [&](const rule& it) { return is_about(it, diagnosis); });
}

void explain_by_calls(finding& it, const std::vector<recorded_call>& calls, const executable& of) {
    for (const auto& each : rules()) {
        const auto found = is_about(each, it.diagnosis.id) ? each.look(calls) : std::nullopt;
        if (!found) continue;
        if (!found->diagnosis.id.empty()) it.diagnosis = found->diagnosis;
        for (const auto& call : found->evidence)
            it.seen.push_back(made_call(call, of));
        return;
    }
    const auto failed = std::find_if(calls.rbegin(), calls.rend(), is_failure);
    if (failed != calls.rend()) it.seen.push_back(made_call(*failed, of));
}

}  // namespace suite
