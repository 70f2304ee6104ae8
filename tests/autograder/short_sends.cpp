#include "autograder/short_sends.hpp"

#include "autograder/bytes.hpp"
#include "autograder/causes.hpp"
#include "autograder/echo.hpp"
#include "autograder/timeouts.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace suite {
namespace {

// The recorded calls prove it: one send was short, and the next call on that socket does not send
// the rest.
void add_dropped(finding& to, const program& sender) {
    const auto dropped = find_dropped_rest(sender.calls());
    if (!dropped) return;
    to.diagnosis = {"short-send.dropped",
                    {{"took", count(static_cast<std::size_t>(dropped->send.result))},
                     {"asked", count(*dropped->send.asked)}}};
    to.seen.push_back(made_call(dropped->send, sender.placed()));
    if (dropped->next)
        to.seen.push_back(made_call(*dropped->next, sender.placed(), "seen.next-call"));
}

// From the bytes alone, for a program whose calls are not recorded.
std::string cause_of(std::string_view wanted, std::string_view got) {
    const auto at = common_prefix(wanted, got);
    const auto rest = got.substr(at);
    if (at == wanted.size()) return "short-send.overruns";
    if (!rest.empty() && at > 0 &&
        wanted.substr(0, rest.size()).substr(0, at) == rest.substr(0, at))
        return "short-send.repeats";
    return "stream.short-write";
}

}  // namespace

run_options short_sends(std::uint64_t seed) {
    // No size divides the length of what is sent, so that a loop that overruns the end is seen.
    constexpr std::array few{7, 11, 13};
    return {"send=" + std::to_string(few[seed % few.size()])};
}

void require_whole(context& ctx, program& sender, std::string_view got, std::string_view wanted,
                   noticed what) {
    if (got == wanted) return;
    const auto at = common_prefix(wanted, got);
    // The program noticed. Without injected faults no send is short on a blocking socket (send(2)).
    if (what == noticed::yes && at == got.size()) return ctx.advise({"advice.short-send", {}});
    finding result{{cause_of(wanted, got), {{"at", count(at)}}},
                   {"expected.all", {{"count", count(wanted.size())}}},
                   {"got.first", {{"count", count(at)}}},
                   {},
                   {}};
    if (at == wanted.size()) result.got = got_bytes(wanted, got);
    if (result.diagnosis.id == "stream.short-write") add_dropped(result, sender);
    if (const auto status = sender.process().status(); status && status->signal != 0)
        result.diagnosis = crash(*status);
    if (!sender.running()) result.seen.push_back(sender.how_it_ended());
    sender.add_last_stderr_line(result.seen);
    throw result;
}

// Without a recorded call no send was short, and what came whole shows nothing.
void require_report(const program& sender) {
    if (sender.calls().empty()) throw not_applicable{{"faults.silent", {}}};
}

// sk_stream_wait_memory() in Linux ends at any signal, also at one that only stops. A send that has
// taken nothing yet begins again, so that the program sees nothing; hence more than one stop.
void stop_in_sends(program& sender, tcp_peer& reader) {
    constexpr int stops = 4;
    constexpr std::size_t read_between = 10'000;
    for (int i = 0; i < stops; ++i) {
        static_cast<void>(sender.await_rest());
        sender.stop_and_continue();
        reader.await(reader.inbox().size() + read_between, probe_wait);
    }
}

void look_twice(const std::function<void()>& with_library, const std::function<void()>& stopped) {
    std::optional<not_applicable> not_tried;
    try {
        with_library();
    } catch (const not_applicable& reason) {
        not_tried = reason;
    }
    try {
        stopped();
    } catch (finding& found) {
        if (found.diagnosis.id == "stream.short-write") found.diagnosis.id = "short-send.stopped";
        throw;
    }
    if (not_tried) throw not_applicable(*not_tried);
}

}  // namespace suite
