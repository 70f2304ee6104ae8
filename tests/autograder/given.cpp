#include "autograder/given.hpp"

#include <sock.hpp>

#include "autograder/bytes.hpp"
#include "autograder/ports.hpp"

#include <algorithm>
#include <array>

namespace suite {

namespace {

struct known_way {
    std::string_view diagnosis;
    way what;
    const char* said;  // the sentence
};

constexpr std::array all_known{
    known_way{"listen.swapped-port", way::other_place, "given.listens"},
    known_way{"listen.wrong-port", way::other_place, "given.listens"},
    known_way{"listen.loopback-only", way::other_place, "given.listens"},
    known_way{"listen.wrong-address", way::other_place, "given.listens"},
    known_way{"listen.ipv6-only", way::other_place, "given.listens"},
    known_way{"client.swapped-port", way::other_place, "given.connects"},
    known_way{"client.wrong-port", way::other_place, "given.connects"},
    known_way{"echo.greeting", way::greeting, "given.greeting"},
    known_way{"echo.prefix", way::around, "given.adds"},
    known_way{"echo.extra", way::around, "given.adds"},
    known_way{"client.decorates", way::around, "given.adds"},
    known_way{"echo.newline-lost", way::newlines, "given.newlines"},
    known_way{"echo.newline-changed", way::newlines, "given.newlines"},
    known_way{"client.newline-lost", way::newlines, "given.newlines"},
    known_way{"client.adds-newlines", way::newlines, "given.newlines"},
    known_way{"client.newline-not-printed", way::newlines, "given.newlines"},
    known_way{"udp-client.newline-sent", way::newlines, "given.newlines"},
    known_way{"echo.case-changed", way::letter_case, "given.letter-case"},
    known_way{"echo.extra-nul", way::nuls, "given.nuls"},
    known_way{"echo.padded", way::fixed_length, "given.padding"},
    known_way{"echo.duplicated", way::twice, "given.twice"},
    known_way{"echo.high-bytes", way::high_bytes, "given.high-bytes"},
    known_way{"echo.high-bytes-lost", way::no_high_bytes, "given.no-high-bytes"},
    known_way{"client.sends-nul", way::nuls, "given.nuls"},
    known_way{"client.sends-buffer", way::nuls, "given.nuls"},
    known_way{"client.prints-buffer", way::nuls, "given.nuls"},
    known_way{"echo.waits-for-end", way::at_end, "given.at-end"},
    known_way{"echo.waits-for-more", way::at_end, "given.late"},
    known_way{"echo.buffered", way::at_end, "given.late"},
    known_way{"stream.waits-for-newline", way::at_end, "given.late"},
    known_way{"datagram.other-socket", way::other_socket, "given.other-socket"},
    known_way{"datagram.duplicated", way::two_datagrams, "given.twice"},
    known_way{"datagram.first-lost", way::first_datagram, "given.first-lost"},
    known_way{"datagram.shrinks", way::shorter, "given.cut"},
    known_way{"client.fails-at-end", way::exit_status, "given.exit-status"},
    known_way{"udp-client.timeout-shorter", way::short_waits, "given.short-waits"},
    known_way{"users.ids-from-zero", way::ids_from_zero, "given.ids-from-zero"},
    known_way{"users.get-without-email", way::no_email, "given.no-email"},
    known_way{"files.get-size", way::other_size, "given.other-size"},
};

const known_way* look_up(std::string_view diagnosis) {
    const auto* found = std::find_if(all_known.begin(), all_known.end(), [&](const known_way& it) {
        return it.diagnosis == diagnosis;
    });
    return found == all_known.end() ? nullptr : found;
}

// What the program does to the bytes that come back, not where, when or how often they come.
bool alters(way what) {
    switch (what) {
    case way::other_place:
    case way::at_end:
    case way::other_socket:
    case way::two_datagrams:
    case way::exit_status:
    case way::first_datagram:
    case way::short_waits:
    case way::ids_from_zero:
    case way::no_email:
    case way::other_size:
        return false;
    default:
        return true;
    }
}

}  // namespace

way way_of(const deviation& it) {
    return look_up(it.diagnosis)->what;
}

std::optional<deviation> deviation_of(const finding& found, const std::string& check) {
    const auto* entry = look_up(found.diagnosis.id);
    if (entry == nullptr) return std::nullopt;
    const bool adds = !found.before.empty() || !found.after.empty();
    if ((entry->what == way::around || entry->what == way::greeting) && !adds) return std::nullopt;
    if (entry->what == way::fixed_length && found.length == 0) return std::nullopt;
    deviation result{found.diagnosis.id, check,        found.before,
                     found.after,        found.length, {entry->said, {}}};
    result.said.params = found.got.params;
    for (const auto& [name, value] : found.diagnosis.params)
        result.said.params[name] = value;
    const auto added =
        found.before + (found.before.empty() || found.after.empty() ? "" : " … ") + found.after;
    result.said.params["added"] = show(added, 24);
    return result;
}

void given::accept(deviation what) {
    if (find(what.diagnosis) == nullptr) all_.push_back(std::move(what));
}

const deviation* given::find(std::string_view diagnosis) const {
    const auto found = std::find_if(all_.begin(), all_.end(),
                                    [&](const deviation& it) { return it.diagnosis == diagnosis; });
    return found == all_.end() ? nullptr : &*found;
}

const deviation* given::of(way which) const {
    const auto found = std::find_if(all_.begin(), all_.end(),
                                    [&](const deviation& it) { return way_of(it) == which; });
    return found == all_.end() ? nullptr : &*found;
}

bool given::accepts(way which) const {
    bool result = false;
    for (const auto& it : all_) {
        if (way_of(it) != which) continue;
        used_.insert(it.diagnosis);
        result = true;
    }
    return result;
}

bool given::on_another_port() const {
    const bool result =
        find("listen.swapped-port") != nullptr || find("listen.wrong-port") != nullptr;
    return result && accepts(way::other_place);
}

std::uint16_t given::port_for(std::uint16_t port) const {
    if (find("client.swapped-port") != nullptr && accepts(way::other_place)) return swapped(port);
    const auto* constant = find("client.wrong-port");
    if (constant == nullptr || !accepts(way::other_place)) return port;
    return sock::parse_port(constant->said.params.at("found")).value_or(port);
}

const deviation* given::answers_at_end() const {
    return of(way::at_end);
}

void given::note_late() const {
    static_cast<void>(accepts(way::at_end));
}

bool given::alters_bytes() const {
    return std::any_of(all_.begin(), all_.end(),
                       [](const deviation& it) { return alters(way_of(it)); });
}

bool given::was_late() const {
    const auto* late = of(way::at_end);
    return late != nullptr && used_.contains(late->diagnosis);
}

bool given::ends_well_with(int status) const {
    const auto* it = of(way::exit_status);
    return it != nullptr && it->said.params.at("status") == std::to_string(status) &&
           accepts(way::exit_status);
}

std::vector<sentence> given::used() const {
    std::vector<sentence> result;
    for (const auto& it : all_)
        if (used_.contains(it.diagnosis)) result.push_back(it.said);
    return result;
}

bool has_one_port(const deviation& it) {
    return it.diagnosis == "listen.wrong-port" || it.diagnosis == "client.wrong-port";
}

}  // namespace suite
