/// @file
/// Two programs and a person in one order: what happened, step by step.
#pragma once

#include "lab/experiment/event.hpp"

#include <array>
#include <string>
#include <vector>

namespace experiment {

enum class side { client, server };

/// Its place in an array of both.
[[nodiscard]] constexpr std::size_t index(side which) {
    return which == side::client ? 0 : 1;
}

/// What was done to the programs from outside, or seen of them there.
enum class act_kind {
    started,  ///< `text`: the command line
    typed,    ///< into standard input; `text`: what
    end_of_input,
    interrupted,  ///< Ctrl+C
    killed,       ///< because Ctrl+C did not end it
    told,         ///< the goodbye of the other end has arrived in its kernel, unread
    ended,        ///< `text`: the last line on stderr; `status` or `signal`
    still_runs,   ///< when patience was over
};

struct act {
    act_kind kind = act_kind::started;
    side who = side::client;
    std::string text;
    int status = 0;
    int signal = 0;
    /// How many lines each recording had then, the client's first. At that moment both programs
    /// were at rest, so that whatever is above these lines came before, and all else after.
    std::array<std::size_t, 2> seen{};
};

/// What was recorded, as it was recorded.
struct recording {
    std::array<std::string, 2> programs;  ///< "tcp_client", "tcp_server"; empty: there is none
    std::array<std::string, 2> lines;     ///< the events of each
    std::vector<act> acts;
};

/// Either an act or an event.
struct step {
    side who = side::client;
    bool is_act = false;
    experiment::act act;
    experiment::event event;
};

/// The steps in an order in which they can have happened. No clock orders them, since two clocks
/// never agree: what is received was sent before. The same recordings but for times give the same
/// order.
[[nodiscard]] std::vector<step> tell(const recording& from);

}  // namespace experiment
