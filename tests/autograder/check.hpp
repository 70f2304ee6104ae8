/// @file
/// One check, from its start to its verdict.
#pragma once

#include "autograder/given.hpp"
#include "autograder/outcome.hpp"
#include "autograder/program.hpp"

#include <functional>
#include <string_view>

namespace suite {

class session;

/// What the body of a check works with.
struct context {
    const program_setup& where;
    timeline& trace;
    const suite::given& given;  ///< how the program deviates, as earlier checks have found
    std::uint64_t seed = 0;     ///< of this check; the same in every run with the same --seed
    std::vector<sentence> unobserved = {};  ///< what could not be observed here, and is not judged
    std::vector<sentence> advice = {};

    /// Adds a note that costs no points: what a correct program shows only under injected faults.
    void advise(sentence what) { advice.push_back(std::move(what)); }
};

/// How many clients, lines or rounds of `what` a check has: from `least` to `most`, the same for
/// the same seed. A program that counts them cannot tell the suite from a person. What a reader is
/// told of the number is a parameter of the message or its bound.
[[nodiscard]] std::size_t vary(std::uint64_t seed, std::string_view what, std::size_t least,
                               std::size_t most);

using body = std::function<void(context&)>;

/// What a check requires of the checks that run at the same time.
struct needs {
    /// No other check runs meanwhile: it measures time or CPU use.
    bool quiet = false;
    /// A well-known port, "tcp 5000": one check at a time has it.
    std::string port = {};
    /// Its failure may depend on time even if no wait of the suite ran out (the program has a
    /// deadline of its own).
    bool timing = false;
};

struct check_definition {
    std::string id;
    body observe;
    needs what;
};

/// Registers the body of the check `id`. If it returns, the check has passed; a `finding` that it
/// throws is the failure; any other exception is a failure of the suite. Catch2's test cases call
/// this; the runner then runs the checks, in parallel where they do not disturb each other.
void define_check(std::string_view id, body observe, needs what = {});

/// All registered checks, in the order of registration.
[[nodiscard]] const std::vector<check_definition>& check_definitions();

/// The failure of a check that is not tried any more: the program has used up the time of all its
/// checks.
[[nodiscard]] outcome without_time(const course::check& check, const session& run);

/// Runs it in this process, on a program of which `accepted` is known. All its waits together may
/// take `limit`.
[[nodiscard]] outcome run_check(const check_definition& it, const session& run,
                                const given& accepted, support::milliseconds limit);

}  // namespace suite
