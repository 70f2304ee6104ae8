/// @file
/// What people have decided, in OUT/marks.toml. Grading adds entries to fill in at its end, and
/// changes nothing in it.
#pragma once

#include "course/marks.hpp"
#include "course/words.hpp"
#include "grading/grade.hpp"
#include "grading/held_folder.hpp"
#include "grading/roster.hpp"
#include "wire/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace grading {

class mark_book {
  public:
    mark_book() = default;

    /// Reads the file. Throws `problem` with the line that is wrong: to go on without the marks
    /// would look as if there were none.
    static mark_book read(const folder& out, const course::catalogue& words);

    /// Adds to the file the marks that a person typed into a result.json; all of them if the file
    /// is lost.
    void adopt_typed(const std::vector<wire::result>& recorded, const folder& out,
                     const course::catalogue& words);

    /// Adds marks to the file, apart from those that it has already.
    void adopt(const std::vector<course::mark>& fresh, const folder& out,
               const course::catalogue& words);

    /// Puts marks and overrides into a result, in place of those that it holds, and says what needs
    /// attention in it.
    void apply(wire::result& to, const course::catalogue& words) const;

    /// The later date of a submission; null if it has none.
    [[nodiscard]] const course::extension* extension_of(const wire::submission& it) const;

    /// Adds to the file an entry to fill in for each result that waits for a person and has none.
    void ask_for(const std::vector<wire::result>& all, const folder& out,
                 const course::catalogue& words) const;

    /// The entries that could not be applied: no such submission, no such check, too many points.
    /// An extension may wait for the submission of a student in the roster.
    [[nodiscard]] std::vector<concern> misfits(const std::vector<wire::result>& all,
                                               const grading::roster& students,
                                               const course::catalogue& words) const;

  private:
    void mark_report(wire::result& to, const course::catalogue& words) const;
    void add(const std::vector<course::mark>& fresh, const folder& out,
             const course::catalogue& words) const;

    course::marks all_;
    bool exists_ = false;
};

/// How many digits of a report's SHA-256 people see.
constexpr std::size_t shown_digits = 12;

/// The SHA-256 of what a mark belongs to: the report; the whole submission if there is none.
[[nodiscard]] const std::string& marked_bytes(const wire::result& it);

/// True if a person is asked for a mark: there is a report to read, or something needs attention.
[[nodiscard]] bool waits_for_mark(const wire::result& it);

/// True if a mark of the report settles this reason for attention. Checks that could not be tried
/// have points of their own, which an override sets.
[[nodiscard]] bool settled_by_mark(const wire::sentence& why);

/// What still needs attention.
[[nodiscard]] std::vector<wire::sentence> unsettled(const wire::result& it);

/// All that still needs attention in the results, in their order.
[[nodiscard]] std::vector<concern> concerns(const std::vector<wire::result>& all);

}  // namespace grading
