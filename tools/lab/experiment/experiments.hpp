/// @file
/// The three experiments of the course and their possible outcomes.
#pragma once

#include "lab/experiment/timeline.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace experiment {

enum class letter { a, b, c };

[[nodiscard]] std::string_view name(letter which);  ///< "a"
[[nodiscard]] std::optional<letter> letter_of(std::string_view text);

/// The line that experiment C sends, and the buffer size of its client.
constexpr std::string_view long_line = "Hola Mundo Cruel\n";
constexpr long small_buffer = 8;

/// The record of one experiment.
struct played {
    letter which = letter::a;
    recording record;
    std::vector<step> steps;
    std::string output;     ///< what the client wrote on stdout
    std::string errors;     ///< … and on stderr
    bool recorded = false;  ///< the client's calls are recorded, too
};

/// The id of the outcome: "noticed-late", "no-reply", "fragments"…; its text is `A.outcome.ID` in
/// this folder's catalogue.
[[nodiscard]] std::string outcome(const played& it);

/// True if the lab describes this outcome.
[[nodiscard]] bool as_described(letter which, std::string_view outcome);

/// The call by which the client of A noticed the end: "recv", "send"; empty if unknown.
[[nodiscard]] std::string noticed_by(const played& it);

/// The sizes of the pieces that C's client received, as its calls or its log say.
[[nodiscard]] std::vector<long> pieces(const played& it);

/// The last act of that kind about `who`, if there is one.
[[nodiscard]] const act* find_act(const recording& in, act_kind kind, side who);

}  // namespace experiment
