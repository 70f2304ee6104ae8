/// @file
/// What a check has found a program to do differently. The checks after it accept that, so that one
/// mistake costs the points of one check.
#pragma once

#include "autograder/finding.hpp"

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace suite {

/// One difference. It has the name of the diagnosis that tells it.
struct deviation {
    std::string diagnosis;    ///< "echo.prefix"
    std::string check;        ///< the id of the check that found it
    std::string before = {};  ///< bytes that the program adds around each reply
    std::string after = {};
    std::size_t length = 0;  ///< of each reply, if that is always the same
    sentence said = {};      ///< "it adds … before each reply"
};

/// The difference that `found` tells, or nothing: then the checks that build on this one would only
/// see the same failure again, and are skipped.
[[nodiscard]] std::optional<deviation> deviation_of(const finding& found, const std::string& check);

/// How a program may differ and still be judged. given.cpp has the diagnoses that tell each.
enum class way {
    other_place,     ///< listens, or connects, elsewhere; the caller has seen where
    greeting,        ///< speaks first
    around,          ///< adds bytes around each reply
    newlines,        ///< loses or changes newlines
    letter_case,     ///< changes the case of letters
    nuls,            ///< loses or adds NUL bytes
    fixed_length,    ///< replies have one length
    twice,           ///< sends each piece twice
    high_bytes,      ///< changes bytes from 0x80 on
    no_high_bytes,   ///< loses them
    at_end,          ///< answers only at the end of the input
    other_socket,    ///< replies come from any port
    two_datagrams,   ///< each datagram is answered with two
    exit_status,     ///< ends with another status where all went well
    first_datagram,  ///< the first datagram after its start is not answered
    shorter,         ///< replies are cut
    short_waits,     ///< timeouts are shorter than told, or only their whole seconds count
    ids_from_zero,   ///< the id of the first user is 0
    no_email,        ///< a user is given without the email
    other_size       ///< a file has another size than the reply announces
};

/// The way that `it` is one of.
[[nodiscard]] way way_of(const deviation& it);

/// All differences that are accepted of one program. The peers and the comparisons ask it. A
/// question that is answered with yes also notes that this difference was met.
class given {
  public:
    void accept(deviation what);
    [[nodiscard]] const std::vector<deviation>& all() const { return all_; }

    /// The accepted difference that this diagnosis tells, or null.
    [[nodiscard]] const deviation* find(std::string_view diagnosis) const;

    /// True if it may differ in this way; from then on the check says that it did.
    [[nodiscard]] bool accepts(way which) const;
    /// It listens on another port than its argument's.
    [[nodiscard]] bool on_another_port() const;
    /// Where a client goes that is told to go to `port`.
    [[nodiscard]] std::uint16_t port_for(std::uint16_t port) const;
    /// Its replies, or what it sends, are not the bytes that they should be.
    [[nodiscard]] bool alters_bytes() const;
    /// The difference if it may answer only at the end of the input, or null.
    [[nodiscard]] const deviation* answers_at_end() const;
    /// Notes that it did.
    void note_late() const;
    /// True if it did so in this check.
    [[nodiscard]] bool was_late() const;
    /// It may end with `status` where all went well.
    [[nodiscard]] bool ends_well_with(int status) const;

    /// What would have come in place of `got` without the accepted differences, if it is otherwise
    /// a beginning of `wanted`. Bytes that they do not explain stay as they are.
    [[nodiscard]] std::string undo(std::string_view wanted, std::string_view got) const;
    /// `text` as a program sends it that loses its newlines.
    [[nodiscard]] std::string as_sent(std::string_view text) const;
    /// How many bytes it adds to a reply, at most.
    [[nodiscard]] std::size_t adds() const;

    /// The differences that were met.
    [[nodiscard]] std::vector<sentence> used() const;

  private:
    [[nodiscard]] const deviation* of(way which) const;

    std::vector<deviation> all_;
    mutable std::set<std::string> used_;
};

/// True if the program may use one port whatever its argument says. Then two checks at the same
/// time would disturb each other.
[[nodiscard]] bool has_one_port(const deviation& it);

/// Thrown by a peer: what the check asks for cannot be seen of a program with this difference.
struct unobservable {
    std::string check;  ///< that found the difference
};

/// The bytes before each line of `wanted` in `got`, if they are the same for every line: of a
/// program that decorates what it should print as it is. Otherwise empty.
[[nodiscard]] std::string decoration_of(std::string_view wanted, std::string_view got);

}  // namespace suite
