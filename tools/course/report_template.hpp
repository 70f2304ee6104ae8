/// @file
/// The report as students write it: a Markdown text with places that `lab experiment` fills.
#pragma once

#include <string>
#include <string_view>

namespace course {

/// The text without what stands in the places for evidence: what its author has written. A place
/// that a person has edited by hand counts as written.
[[nodiscard]] std::string without_evidence(std::string_view report);

/// What a place for evidence holds.
enum class evidence_state {
    missing,   ///< there is no such place
    waiting,   ///< nothing but the question in parentheses
    attached,  ///< what `lab experiment` put there, as it was
    edited     ///< text that a person wrote or changed
};
[[nodiscard]] evidence_state evidence_in(std::string_view report, std::string_view name);

/// What became of a report into which something was to be put.
enum class filled {
    in_place,  ///< the place was empty, or held what we had put there
    moved,     ///< a person had written in it: that text now stands below the marker
    appended,  ///< there was no such place: it is at the end, under `heading`
};

/// `report` with `text` in the place `name` ("a"), and what it took to get there. Nothing that a
/// person wrote is lost.
struct with_evidence {
    std::string report;
    filled how = filled::in_place;
};
[[nodiscard]] with_evidence put_evidence(std::string_view report, std::string_view name,
                                         std::string_view text, std::string_view heading);

/// `report` with a person's answer below the place `name`: instead of the question in parentheses
/// that waits there, else as a paragraph of its own.
[[nodiscard]] std::string put_answer(std::string_view report, std::string_view name,
                                     std::string_view answer);

/// The line above a place, as a report sheet has it, and the one below.
[[nodiscard]] std::string opening_mark(std::string_view name, std::string_view fingerprint = {});
[[nodiscard]] std::string closing_mark(std::string_view name);

}  // namespace course
