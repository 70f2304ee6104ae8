/// @file
/// The timeline of two programs and a person, step by step.
#pragma once

#include "lab/experiment/event.hpp"

#include <array>
#include <string>
#include <vector>

namespace experiment {

enum class side { client, server };

/// The index of a side in an array of both.
[[nodiscard]] constexpr std::size_t index(side which) {
    return which == side::client ? 0 : 1;
}

/// An action on a program from outside, or an outside observation.
enum class act_kind {
    started,  ///< `text`: the command line
    typed,    ///< into standard input; `text`: what
    end_of_input,
    interrupted,  ///< Ctrl+C
    killed,       ///< because Ctrl+C did not end it
    fin_arrived,  ///< the FIN of the other end has arrived in its kernel, unread
    ended,        ///< `text`: the last line on stderr; `status` or `signal`
    still_runs,   ///< when the time limit was reached
};

struct act {
    act_kind kind = act_kind::started;
    side who = side::client;
    std::string text;
    int status = 0;
    int signal = 0;
    /// How many lines each recording had then, the client's first. Both programs were at rest at
    /// that moment, so these lines came before the act, and all others after it.
    std::array<std::size_t, 2> seen{};
};

/// The raw recordings.
struct recording {
    std::array<std::string, 2> programs;  ///< "tcp_client", "tcp_server"; empty if unused
    std::array<std::string, 2> lines;     ///< the events of each
    std::vector<act> acts;
};

/// One step: an act or an event.
struct step {
    side who = side::client;
    bool is_act = false;
    experiment::act act;
    experiment::event event;
};

/// The steps in a possible order. Causes order them (a send comes before its receive), not clocks,
/// because two clocks never agree. Recordings that differ only in times give the same order.
[[nodiscard]] std::vector<step> merge_timeline(const recording& from);

}  // namespace experiment
