/// @file
/// One run of the suite: its options, and the outcomes so far.
#pragma once

#include "autograder/outcome.hpp"
#include "autograder/program.hpp"
#include "autograder/timeouts.hpp"

#include <map>
#include <string>
#include <vector>

namespace suite {

/// What the suite is asked on its command line.
struct request {
    std::string course_folder;  ///< the exercises
    std::string words_folder;
    program_setup where;
    std::vector<std::string> only;  ///< check ids; empty: all of the given programs
    course::language language = course::language::en;
    std::uint64_t seed = 0;
    std::size_t at_once = 1;                            ///< checks at a time
    int channel = -1;                                   ///< descriptor for the JSON lines; -1: none
    support::milliseconds check_time = time_for_check;  ///< for the waits of one check
    support::milliseconds program_time = time_for_program;  ///< for those of all checks
};

/// What each diagnosis points to, whatever the language: words/diagnoses.toml.
struct pointer {
    std::string guide;
    std::string by_hand;
};

class session {
  public:
    explicit session(request asked);

    [[nodiscard]] const request& asked() const { return asked_; }
    [[nodiscard]] const course::check& check(std::string_view id) const;
    [[nodiscard]] const course::exercise& exercise_of(const course::check& check) const;
    [[nodiscard]] bool wanted(const course::check& check) const;
    [[nodiscard]] std::size_t place_of(const course::check& check) const;  ///< in the course
    [[nodiscard]] const course::catalogue& words() const { return words_; }
    [[nodiscard]] pointer points_to(const std::string& diagnosis, const course::check& of) const;

    /// How its program deviates, as far as earlier checks have found.
    [[nodiscard]] const given& given_for(const course::check& check) const;

    /// The earlier check whose failure explains a failure of this one, or an empty text.
    [[nodiscard]] std::string explained_by(const course::check& check) const;

    /// True if the first check of its program failed: the program was not reached at all.
    [[nodiscard]] bool out_of_reach(const course::check& check) const;

    void start() const;                ///< says how many checks there are, and the seed
    void decide(const outcome& what);  ///< from now on it may explain others
    void record(const outcome& what);  ///< to the channel and to the screen
    void spend(double cpu_ms) { cpu_ms_ += cpu_ms; }  ///< of our own
    void wait(double ms) { waited_ms_ += ms; }        ///< for the program
    /// True once its checks have waited for the program as long as they may.
    [[nodiscard]] bool out_of_time() const {
        return waited_ms_ >= static_cast<double>(asked_.program_time.count());
    }
    void finish() const;

    [[nodiscard]] bool all_passed() const { return all_passed_; }

  private:
    [[nodiscard]] bool explains(std::string_view id) const;
    void say(const std::string& line) const;

    request asked_;
    course::course course_;
    course::catalogue words_;
    std::map<std::string, pointer, std::less<>> pointers_;
    std::map<std::string, bool, std::less<>> explains_;  // the checks that are decided
    std::map<std::string, given, std::less<>> given_;    // of each program
    double cpu_ms_ = 0;
    double waited_ms_ = 0;
    bool all_passed_ = true;
};

}  // namespace suite
