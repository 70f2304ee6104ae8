/// @file
/// One check, from its start to its verdict.
#pragma once

#include "autograder/outcome.hpp"
#include "autograder/program.hpp"

#include <functional>
#include <string_view>

namespace suite {

class session;

/// What a check has at hand.
struct context {
    const surroundings& where;
    timeline& story;
    std::uint64_t seed = 0;  ///< of this check; the same in every run with the same --seed
    std::vector<sentence> unobserved = {};  ///< what could not be looked at here, and is not judged
    std::vector<sentence> advice = {};

    /// Something that is worth knowing and costs no points: what a correct program meets under
    /// injected faults only.
    void advise(sentence what) { advice.push_back(std::move(what)); }
};

using body = std::function<void(context&)>;

/// What a check needs among others that run at the same time.
struct needs {
    /// Nothing else runs meanwhile: it measures time, or the use of a core.
    bool quiet = false;
    /// A well-known port, "tcp 5000": one check at a time has it.
    std::string port = {};
    /// Its failure may be a matter of time, also where no wait of ours came to its end (the program
    /// has a deadline of its own to keep).
    bool timing = false;
};

/// How a check is told.
struct story {
    std::string id;
    body observe;
    needs what;
};

/// Enters the story of the check `id`. A body that returns has passed; a `finding` that it throws
/// is the failure; any other exception is our own fault. Catch2's test cases call this; the runner
/// then tells the stories, as many at a time as do not disturb each other.
void judge(std::string_view id, body observe, needs what = {});

/// All that were entered, in the order in which that happened.
[[nodiscard]] const std::vector<story>& all_stories();

/// Tells it here and now.
[[nodiscard]] outcome told(const story& it, const session& run);

}  // namespace suite
