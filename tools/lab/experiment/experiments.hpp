/// @file
/// The three experiments of the course, and what can come out of each.
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

/// What C sends, and the room that its client is given.
constexpr std::string_view long_line = "Hola Mundo Cruel\n";
constexpr long small_buffer = 8;

/// One experiment, done.
struct played {
    letter which = letter::a;
    recording record;
    std::vector<step> steps;
    std::string output;     ///< what the client wrote on stdout
    std::string errors;     ///< … and on stderr
    bool recorded = false;  ///< the client's calls are known; else only what is seen from outside
};

/// The id of what happened: "noticed-late", "no-reply", "fragments"…; the catalogue of this folder
/// words each as `A.outcome.ID`.
[[nodiscard]] std::string outcome(const played& it);

/// True if that is what the lab describes.
[[nodiscard]] bool as_described(letter which, std::string_view outcome);

/// The call by which the client of A learned it: "recv", "send"; empty if nothing tells.
[[nodiscard]] std::string noticed_by(const played& it);

/// The sizes of the pieces that C's client received, as its calls or its log say.
[[nodiscard]] std::vector<long> pieces(const played& it);

/// The last act of that kind about `who`, if there is one.
[[nodiscard]] const act* find_act(const recording& in, act_kind kind, side who);

}  // namespace experiment
